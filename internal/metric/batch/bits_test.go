package batch

import (
	"fmt"
	"math"
	"slices"
	"testing"

	"mekiki/internal/testutil"
)

// The same batch gives the same bits: again, after other batches of other sizes, and
// in another loss of the same spec.
func TestBatchLossesGiveTheSameBits(t *testing.T) {
	for _, spec := range batchSpecs() {
		l := compile[float32](t, spec)
		emb, labels := batchOfLabels[float32](3, 21, spec.Dim, 4)
		grad := make([]float32, len(emb))
		loss, _ := l.Eval(emb, labels, grad, 2)
		stats := l.Stats()
		_, wg := l.Weights()
		wg = slices.Clone(wg)
		for _, n := range []int{40, 3, 21} {
			more, ml := batchOfLabels[float32](uint64(n), n, spec.Dim, 4)
			l.Eval(more, ml, make([]float32, len(more)), 1)
		}
		for what, m := range map[string]*Loss[float32]{"again": l, "another": compile[float32](t, spec)} {
			g := testutil.Normals[float32](1, len(emb), 1)
			v, _ := m.Eval(emb, labels, g, 2)
			if _, w := m.Weights(); v != loss || m.Stats() != stats || !slices.Equal(g, grad) || !slices.Equal(w, wg) {
				t.Errorf("%s, %s: other bits", spec.name(), what)
			}
		}
		if v, _ := l.Eval(emb, labels, nil, 2); v != loss {
			t.Errorf("%s: loss %v without a gradient, %v with it", spec.name(), v, loss)
		}
		if other, _ := l.Eval(emb, labels, nil, 3); (other != loss) != (spec.Miner == "distance-weighted") {
			t.Errorf("%s: loss %v in another step, %v before", spec.name(), other, loss)
		}
	}
}

func TestBatchLossesAllocateOnlyAtFirst(t *testing.T) {
	for _, spec := range batchSpecs() {
		l := compile[float32](t, spec)
		emb, labels := batchOfLabels[float32](3, 30, spec.Dim, 4)
		grad := make([]float32, len(emb))
		step := uint64(0)
		f := func() { l.Eval(emb, labels, grad, step); step++ }
		f()
		if n := testing.AllocsPerRun(5, f); n != 0 {
			t.Errorf("%s: %v allocations a step", spec.name(), n)
		}
	}
}

// singleProducts sums in float32, as the engine does.
func singleProducts(dst, x, y []float32, nx, ny, dim int) {
	for i := range nx {
		for j := range ny {
			var sum float32
			for t := range dim {
				sum += x[i*dim+t] * y[j*dim+t]
			}
			dst[i*ny+j] = sum
		}
	}
}

// float32 gives what float64 gives, to its digits; pairs that lie near each other
// too, where the difference of squares alone would lose them.
func TestBatchFloat32(t *testing.T) {
	compared := 0
	for _, spec := range append(batchSpecs(), asked{Loss: "euclidean", Params: map[string]float64{"m_euc": 0.001}, Miner: "batch-hard", Dim: 5}) {
		for _, spread := range []float64{1, 1e-3} {
			emb, labels := batchOfLabels[float32](6, 24, spec.Dim, 4)
			for i := range emb {
				emb[i] = 1.5 + float32(spread)*emb[i]
			}
			double := compile[float64](t, spec)
			single, err := makeLoss(spec, singleProducts)
			if err != nil {
				t.Fatal(err)
			}
			g, h := make([]float32, len(emb)), make([]float64, len(emb))
			wide := testutil.Widen(emb)
			w, _ := single.Weights()
			v, _ := double.Weights()
			copy(v, testutil.Widen(w))
			got, _ := single.Eval(emb, labels, g, 0)
			want, _ := double.Eval(wide, labels, h, 0)
			if single.Stats() != double.Stats() {
				continue // a hinge or a rank within float32's rounding
			}
			compared++
			testutil.Near(t, fmt.Sprintf("%s, spread %v", spec.name(), spread), got, want, 2e-5)
			off := make([]float64, len(h))
			for i := range h {
				off[i] = float64(g[i]) - h[i]
			}
			if tol := 2e-3 * (testutil.Length(h) + 1e-2); !(testutil.Length(off) <= tol) {
				t.Errorf("%s, spread %v: gradient off by %.3g of %.3g", spec.name(), spread, testutil.Length(off), testutil.Length(h))
			}
		}
	}
	if compared < 60 {
		t.Errorf("only %d comparisons", compared)
	}
	t.Logf("%d comparisons", compared)
}

func TestPlainProducts(t *testing.T) {
	for nx := range 7 {
		for _, ny := range []int{0, 1, 3, 4, 5, 8, 11} {
			for _, dim := range []int{1, 2, 5, 16} {
				x, y := testutil.Normals[float32](1, nx*dim, 1), testutil.Normals[float32](2, ny*dim, 1)
				if nx == 6 {
					y, ny = x, nx // with itself
				}
				dst := testutil.Normals[float32](3, nx*ny, 1)
				plainProducts(dst, x, y, nx, ny, dim)
				for i := range nx {
					for j := range ny {
						want := sumOfProducts(testutil.Widen(x[i*dim:(i+1)*dim]), testutil.Widen(y[j*dim:(j+1)*dim]))
						testutil.Near(t, fmt.Sprintf("%d x %d, dim %d: <%d,%d>", nx, ny, dim, i, j), float64(dst[i*ny+j]), want, 1e-7*math.Max(1, math.Abs(want)))
					}
				}
			}
		}
	}
}

// The products that are handed in are the ones that are used, with the shapes that
// their comment says.
func TestInjectedProducts(t *testing.T) {
	for _, spec := range batchSpecs() {
		calls := 0
		products := func(dst, x, y []float64, nx, ny, dim int) {
			calls++
			if len(dst) != nx*ny || len(x) != nx*dim || len(y) != ny*dim {
				t.Fatalf("%s: products of %d and %d into %d for (%d, %d) and %d rows", spec.name(), len(x), len(y), len(dst), nx, dim, ny)
			}
			for i := range nx {
				for j := range ny {
					dst[i*ny+j] = sumOfProducts(x[i*dim:(i+1)*dim], y[j*dim:(j+1)*dim])
				}
			}
		}
		l, err := makeLoss(spec, products)
		if err != nil {
			t.Fatal(err)
		}
		emb, labels := batchOfLabels[float64](6, 24, spec.Dim, 4)
		g, h := make([]float64, len(emb)), make([]float64, len(emb))
		got, _ := l.Eval(emb, labels, g, 0)
		want, _ := compile[float64](t, spec).Eval(emb, labels, h, 0)
		testutil.Near(t, spec.name(), got, want, 1e-12)
		for i := range g {
			testutil.Near(t, spec.name()+" gradient", g[i], h[i], 1e-11)
		}
		if calls == 0 && decision(t, spec) == "cos" {
			t.Errorf("%s: the products were not used", spec.name())
		}
	}
}

func sumOfProducts(x, y []float64) float64 {
	sum := 0.0
	for i := range x {
		sum += x[i] * y[i]
	}
	return sum
}
