package triplet

import (
	"encoding/json"
	"fmt"
	"math"
	"slices"
	"strings"
	"testing"

	"mekiki/internal/metric/distance"
	"mekiki/internal/metric/formula"
	"mekiki/internal/testutil"
)

const mahLoss = "relu(mah_ap - mah_an + 1) + 0.1*square(mah_pn) + relu(cos_ap - cos_an + 0.4)"

// A loss with a fixed state against differences, and against the same loss of
// whitened embeddings with the Euclidean distance in mah's place.
func TestFittedLoss(t *testing.T) {
	const dim, n = 7, 40
	m := fittedState[float64](t, dim)
	l := compile[float64](t, Spec{Formula: "relu(mah_ap - mah_an + 1) + 0.1*square(mah_pn)", Mahalanobis: m.State()})
	plain := compile[float64](t, Spec{Formula: "relu(euc_ap - euc_an + 1) + 0.1*square(euc_pn)"})
	emb := testutil.Normals[float64](50, 3*n*dim, 1)
	white := make([]float64, len(emb))
	copy(white, emb)
	for r := range 3 * n {
		m.Whiten(white[r*dim : (r+1)*dim])
	}
	loss, want, grad := make([]float64, n), make([]float64, n), make([]float64, len(emb))
	if eval(l, emb, grad, dim, loss, nil, 1) >= 0 || eval(plain, white, nil, dim, want, nil, 1) >= 0 {
		t.Fatal("not finite")
	}
	for i := range loss {
		testutil.Near(t, fmt.Sprint("triplet ", i), loss[i], want[i], 1e-12*(1+want[i]))
	}
	sum := func(emb []float64) float64 {
		s := 0.0
		eval(l, emb, nil, dim, loss, nil, 1)
		for _, v := range loss {
			s += v
		}
		return s
	}
	testutil.GradCheck(t, "gradient", sum, emb, grad, 1e-6)
}

func TestFittedLossDoesNotAllocateAndMayChangeItsState(t *testing.T) {
	const dim, n = 6, 9
	m := fittedState[float32](t, dim)
	l := compile[float32](t, Spec{Formula: mahLoss})
	emb := testutil.Normals[float32](51, 3*n*dim, 1)
	loss, grad := make([]float32, n), make([]float32, len(emb))
	eval(l, emb, grad, dim, loss, nil, 1)
	without := slices.Clone(loss)
	if err := l.SetWhitening(m.State()); err != nil {
		t.Fatal(err)
	}
	if k := testing.AllocsPerRun(20, func() { eval(l, emb, grad, dim, loss, nil, 1) }); k != 0 {
		t.Errorf("%v allocations", k)
	}
	again := make([]float32, n)
	eval(compile[float32](t, l.Spec()), emb, nil, dim, again, nil, 1)
	if !slices.Equal(loss, again) || slices.Equal(loss, without) {
		t.Errorf("with state %v, compiled again %v, without %v", loss, again, without)
	}
	if err := l.SetWhitening(distance.Whitening{1, 2}); err == nil || !slices.Equal(l.Spec().Mahalanobis, m.State()) {
		t.Errorf("a damaged state: error %v", err)
	}
	if err := l.SetWhitening(nil); err != nil {
		t.Fatal(err)
	}
	if eval(l, emb, nil, dim, loss, nil, 1); !slices.Equal(loss, without) {
		t.Error("the identity did not come back")
	}
}

// Without a state it is the Euclidean distance, bitwise, and no name of its own.
func TestMahalanobisWithoutState(t *testing.T) {
	if slices.Contains(distance.Names(), "mahalanobis") || !slices.Contains(symbols(), formula.Symbol{Name: "mahalanobis", Short: "mah"}) {
		t.Errorf("names %v, symbols %v", distance.Names(), symbols())
	}
	_, err := distance.Lookup[float32]("mahalanobi")
	wantError(t, "Lookup", err, `did you mean "mahalanobis"?`)
	emb := testutil.Normals[float32](52, 3*10*5, 1)
	of := func(s string) (loss, grad []float32) {
		loss, grad = make([]float32, 10), make([]float32, len(emb))
		eval(compile[float32](t, Spec{Formula: strings.ReplaceAll("relu(D_ap - D_an + 1)", "D", s)}), emb, grad, 5, loss, nil, 1)
		return loss, grad
	}
	loss, grad := of("mah")
	wantLoss, wantGrad := of("euc")
	for i := range grad {
		testutil.Near(t, fmt.Sprint("gradient ", i), float64(grad[i]), float64(wantGrad[i]), 1e-6)
	}
	if !slices.Equal(loss, wantLoss) {
		t.Errorf("losses %v, Euclidean %v", loss, wantLoss)
	}
}

func TestWhiteningInJSON(t *testing.T) {
	spec := Spec{Formula: mahLoss, Mahalanobis: distance.Whitening{1, -0.5, 2}}
	text, err := json.Marshal(spec)
	// 0000803f 000000bf 00000040, as Python's base64 and struct write it.
	if err != nil || !strings.Contains(string(text), `"mahalanobis":"AACAPwAAAL8AAABA"`) {
		t.Fatalf("%s, %v", text, err)
	}
	var back Spec
	if err := json.Unmarshal(text, &back); err != nil || !slices.Equal(back.Mahalanobis, spec.Mahalanobis) || back.Mahalanobis.Dim() != 2 {
		t.Errorf("%+v, %v", back, err)
	}
	if text, _ = json.Marshal(Spec{Formula: "x"}); string(text) != `{"formula":"x"}` {
		t.Errorf("without a state: %s", text)
	}
	for _, bad := range []string{`"AACA"`, `"!"`, `"AACAPwAAAL8AAABA="`, `7`} {
		if err := json.Unmarshal([]byte(`{"mahalanobis":`+bad+`}`), &back); err == nil {
			t.Errorf("%s is read", bad)
		}
	}
	c := spec.clone()
	if c.Mahalanobis[0] = 9; spec.Mahalanobis[0] != 1 {
		t.Error("clone shares the state")
	}
	for _, w := range []distance.Whitening{{1, 2}, {float32(math.NaN())}, {0}} {
		if _, err := Compile[float32](Spec{Formula: mahLoss, Mahalanobis: w}); err == nil {
			t.Errorf("Compile takes the state %v", w)
		}
	}
}

func TestDecisionByMahalanobis(t *testing.T) {
	if got := compile[float64](t, Spec{Formula: "let d = cos + 0.1*mah; relu(d_ap - d_an + 1)"}).Decision(); got != "cos + 0.1*mah" {
		t.Errorf("Decision() = %q", got)
	}
}

// fittedState is mahalanobis of random triplets whose components depend on each other.
func fittedState[T distance.Float](t testing.TB, dim int) *distance.Mahalanobis[T] {
	t.Helper()
	emb := testutil.Normals[float64](31, 3*dim*4*dim, 1)
	for i := range emb {
		if i%dim > 0 {
			emb[i] = 0.6*emb[i-1] + emb[i]/float64(i%dim)
		}
	}
	state, err := distance.FitWhitening(emb, dim)
	if err != nil {
		t.Fatal(err)
	}
	m, err := distance.ReadWhitening[T](state)
	if err != nil {
		t.Fatal(err)
	}
	return m
}
