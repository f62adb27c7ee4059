package triplet

import (
	"fmt"
	"math"
	"slices"
	"strings"
	"sync"
	"testing"

	"mekiki/internal/testutil"
)

func TestLossAgainstNaiveLoops(t *testing.T) {
	const dim, count = 7, 50
	for _, s := range specs(t) {
		emb := testutil.Normals[float32](11, 3*dim*count, 3)
		loss, live, grad := make([]float32, count), make([]bool, count), testutil.Fill[float32](len(emb), 9)
		l := compile[float32](t, s.Spec)
		eval(l, emb, grad, dim, loss, live, 1)
		lives := 0
		for i := range count {
			row := func(j int) []float32 { return emb[(3*i+j)*dim : (3*i+j+1)*dim] }
			want := naiveLoss(s.terms, testutil.Widen(row(0)), testutil.Widen(row(1)), testutil.Widen(row(2)))
			testutil.Near(t, fmt.Sprintf("%s[%d]", s.Name, i), float64(loss[i]), want, 1e-6)
			if got := valueOf(l, row(0), row(1), row(2)); got != loss[i] {
				t.Errorf("%s: Value %g, Eval %g", s.Name, got, loss[i])
			}
			if live[i] != (want > 0) {
				t.Errorf("%s[%d]: loss %g, live %v", s.Name, i, want, live[i])
			}
			g := grad[3*i*dim : 3*(i+1)*dim]
			if live[i] {
				lives++
			} else if slices.ContainsFunc(g, func(v float32) bool { return math.Float32bits(v) != 0 }) {
				t.Errorf("%s[%d]: not live, yet gradient %v", s.Name, i, g)
			}
		}
		if lives == 0 || lives == count && s.Name != "all four" {
			t.Errorf("%s: %d of %d live tests too little", s.Name, lives, count)
		}
		alone := make([]float32, count)
		eval(l, emb, nil, dim, alone, nil, 1)
		if !slices.Equal(alone, loss) {
			t.Errorf("%s: losses differ without gradient", s.Name)
		}
	}
}

// The kink belongs to the dead side: an argument of exactly 0 is not active.
func TestHingeAtExactlyZero(t *testing.T) {
	l := compile[float64](t, Spec{Formula: "relu(sqeuc_ap - sqeuc_an + 3)"})
	emb := []float64{0, 1, 2} // ap 1, an 4
	loss, live, grad := make([]float64, 1), []bool{true}, testutil.Fill[float64](3, 9)
	eval(l, emb, grad, 1, loss, live, 1)
	if loss[0] != 0 || live[0] || !slices.Equal(grad, make([]float64, 3)) {
		t.Errorf("loss %g, live %v, gradient %v", loss[0], live[0], grad)
	}
}

func TestInvertedSwapsPositiveAndNegative(t *testing.T) {
	const dim = 5
	usual, printed := compile[float64](t, specs(t)[2].Spec), compile[float64](t, specs(t)[3].Spec)
	for seed := range uint64(30) {
		v := testutil.Normals[float64](seed, 3*dim, 4)
		a, p, n := v[:dim], v[dim:2*dim], v[2*dim:]
		testutil.Near(t, "printed(a,p,n)", valueOf(printed, a, p, n), valueOf(usual, a, n, p), 1e-15)
	}
}

// Cutting a batch must not change a bit: chunks and workers rely on it.
func TestAnyCutOfABatchIsBitwiseTheSame(t *testing.T) {
	const dim, count = 16, 24
	emb := testutil.Normals[float32](21, 3*dim*count, 2)
	for _, s := range specs(t) {
		l := compile[float32](t, s.Spec)
		eval := func(size int) (loss, grad []float32) {
			loss, grad = make([]float32, count), make([]float32, len(emb))
			for i := 0; i < count; i += size {
				j := min(i+size, count)
				eval(l, emb[3*i*dim:3*j*dim], grad[3*i*dim:3*j*dim], dim, loss[i:j], make([]bool, j-i), 1.0/count)
			}
			return loss, grad
		}
		loss, grad := eval(count)
		for _, size := range []int{1, 5, 8} {
			l2, g2 := eval(size)
			if !slices.Equal(loss, l2) || !slices.Equal(grad, g2) {
				t.Errorf("%s: chunks of %d change the result", s.Name, size)
			}
		}
	}
}

func TestEvalIsSafeForConcurrentUse(t *testing.T) {
	const dim, count, workers = 16, 20, 8
	l := compile[float32](t, specs(t)[4].Spec)
	emb := testutil.Normals[float32](22, 3*dim*count, 2)
	losses, grads := make([][]float32, workers), make([][]float32, workers)
	var wg sync.WaitGroup
	for w := range workers {
		losses[w], grads[w] = make([]float32, count), make([]float32, len(emb))
		wg.Go(func() { eval(l, emb, grads[w], dim, losses[w], make([]bool, count), 1) })
	}
	wg.Wait()
	for w := range workers {
		if !slices.Equal(losses[w], losses[0]) || !slices.Equal(grads[w], grads[0]) {
			t.Errorf("worker %d differs", w)
		}
	}
}

func TestEvalDoesNotAllocate(t *testing.T) {
	const dim, count = 128, 4
	emb := testutil.Normals[float32](23, 3*dim*count, 2)
	grad, loss, live := make([]float32, len(emb)), make([]float32, count), make([]bool, count)
	for _, s := range specs(t) {
		l := compile[float32](t, s.Spec)
		if n := testing.AllocsPerRun(20, func() { eval(l, emb, grad, dim, loss, live, 1) }); n != 0 {
			t.Errorf("%s: %v allocations", s.Name, n)
		}
	}
}

func TestEvalStaysInside(t *testing.T) {
	const dim, count = 5, 3
	grad, loss := testutil.Guarded(t, 3*dim*count), testutil.Guarded(t, count)
	emb := testutil.Guarded(t, 3*dim*count)
	copy(emb, testutil.Normals[float32](24, len(emb), 1))
	eval(compile[float32](t, combined(0.8, 5, 0.02, 50)), emb, grad, dim, loss, make([]bool, count), 1)
}

func TestEvalPanicsOnWrongShapes(t *testing.T) {
	l := compile[float32](t, cosineLoss(1, 0.4))
	f := func(n int) []float32 { return make([]float32, n) }
	for what, call := range map[string]func(){
		"emb":  func() { eval(l, f(11), f(11), 4, f(1), make([]bool, 1), 1) },
		"grad": func() { eval(l, f(12), f(11), 4, f(1), make([]bool, 1), 1) },
		"live": func() { eval(l, f(12), f(12), 4, f(1), make([]bool, 2), 1) },
		"dim":  func() { eval(l, f(0), f(0), 0, f(1), make([]bool, 1), 1) },
	} {
		func() {
			defer func() {
				if recover() == nil {
					t.Errorf("no panic for a wrong %s", what)
				}
			}()
			call()
		}()
	}
}

func TestCompileRefuses(t *testing.T) {
	nan, inf := math.NaN(), math.Inf(1)
	for _, c := range []struct {
		spec Spec
		want string
	}{
		{Spec{Name: "x"}, "loss x: the formula is empty"},
		{Spec{Formula: "relu(cosinus_ap)"}, "unknown name cosinus_ap"},
		{cosineLoss(nan, 0), "parameter w_cos is NaN"},
		{cosineLoss(inf, 0), "parameter w_cos is +Inf"},
		{cosineLoss(-1, 0), "w_cos is -1"},
		{cosineLoss(1, nan), "parameter m_cos is NaN"},
		{combined(0, 0.4, 0, -5), "0 whatever the pictures"},
		{combined(1, 0.4, -0.5, -5), "w_euc is -0.5"},
		{Spec{Formula: "relu(cos_pn + 1)"}, "does not look at the anchor"},
		{Spec{Formula: "relu(cos_ap)", Params: map[string]float64{"w": 1}}, "no parameter w"},
	} {
		if _, err := Compile[float32](c.spec); err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%v: error %v, want %q", c.spec, err, c.want)
		}
	}
}

func TestTermOfWeightZeroCountsNothing(t *testing.T) {
	// The Euclidean hinge alone would be active.
	l := compile[float64](t, combined(1, -2, 0, 50))
	emb := testutil.Normals[float64](25, 9, 1)
	loss, live, grad := make([]float64, 1), make([]bool, 1), make([]float64, 9)
	eval(l, emb, grad, 3, loss, live, 1)
	if loss[0] != 0 || live[0] {
		t.Errorf("loss %g, live %v", loss[0], live[0])
	}
}

func TestLossKeepsItsOwnSpec(t *testing.T) {
	s := cosineLoss(1, 0.4)
	l := compile[float32](t, s)
	s.Params["m_cos"] = 7
	l.Spec().Params["m_cos"] = 8
	if m := l.Spec().Params["m_cos"]; m != 0.4 {
		t.Errorf("margin changed to %g from outside", m)
	}
}
