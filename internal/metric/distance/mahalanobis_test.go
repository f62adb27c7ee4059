package distance

import (
	"encoding/binary"
	"fmt"
	"math"
	"slices"
	"strings"
	"testing"

	"mekiki/internal/testutil"
)

var _ Distance[float32] = (*Mahalanobis[float32])(nil)

// fitted is a distance of random triplets whose components depend on each other.
func fitted[T Float](t testing.TB, dim int) *Mahalanobis[T] {
	t.Helper()
	emb := testutil.Normals[float64](31, 3*dim*4*dim, 1)
	for i := range emb {
		if i%dim > 0 {
			emb[i] = 0.6*emb[i-1] + emb[i]/float64(i%dim)
		}
	}
	c, err := fitMahalanobis(emb, dim)
	if err != nil {
		t.Fatal(err)
	}
	m, err := newMahalanobis[T](c)
	if err != nil {
		t.Fatal(err)
	}
	return m
}

func TestMahalanobisAgainstSciPy(t *testing.T) {
	for _, want := range covarianceCases(t) {
		c, err := fitMahalanobis(want.Rows, want.Dim)
		if err != nil {
			t.Fatal(err)
		}
		m, err := newMahalanobis[float64](c)
		if err != nil {
			t.Fatal(err)
		}
		ap, an := tripletDistances(m, want.Rows, want.Dim)
		for i := range ap {
			// The state is float32.
			testutil.Near(t, fmt.Sprintf("dim %d: ap[%d]", want.Dim, i), ap[i], want.AP[i], 1e-6)
			testutil.Near(t, fmt.Sprintf("dim %d: an[%d]", want.Dim, i), an[i], want.AN[i], 1e-6)
		}
	}
}

func TestMahalanobisGradientAgainstDifferences(t *testing.T) {
	for _, dim := range []int{1, 2, 7, 40} {
		m := fitted[float64](t, dim)
		v, grad := testutil.Normals[float64](32, 2*dim, 1), testutil.Normals[float64](33, 2*dim, 1)
		before := slices.Clone(grad)
		m.AddGrad(-1.7, v[:dim], v[dim:], grad[:dim], grad[dim:])
		for i := range grad {
			grad[i] -= before[i]
		}
		f := func(v []float64) float64 { return -1.7 * m.Value(v[:dim], v[dim:]) }
		testutil.GradCheck(t, fmt.Sprintf("dim %d", dim), f, v, grad, 1e-8)
	}
}

// Without dependence and with variance 1 it is the Euclidean distance.
func TestMahalanobisOfTheIdentityIsEuclidean(t *testing.T) {
	m, err := newMahalanobis[float32](&covariance{Dim: 3, Pairs: 9, Matrix: []float64{1, 0, 0, 0, 1, 0, 0, 0, 1}})
	if err != nil {
		t.Fatal(err)
	}
	x, y := []float32{1, 2, 3}, []float32{3, 5, -3}
	testutil.Near(t, "value", m.Value(x, y), 7, 0)
	testutil.Near(t, "other way round", m.Value(y, x), 7, 0)
	dx, dy := gradient[float32](m, x, y)
	for i := range dx {
		testutil.Near(t, fmt.Sprint("∂/∂x ", i), float64(dx[i]), float64(x[i]-y[i])/7, 1e-7)
		testutil.Near(t, fmt.Sprint("∂/∂y ", i), float64(dy[i]), float64(y[i]-x[i])/7, 1e-7)
	}
}

// Units must not matter: a component in thousandths counts as before.
func TestMahalanobisForgetsUnits(t *testing.T) {
	const dim, count = 4, 50
	emb := testutil.Normals[float64](34, 3*dim*count, 1)
	scaled := slices.Clone(emb)
	for i := range scaled {
		scaled[i] *= []float64{1, 1000, 0.5, 1e-4}[i%dim]
	}
	var values [2][]float64
	for k, rows := range [][]float64{emb, scaled} {
		m, err := newMahalanobis[float64](shrunk(t, rows, dim, 0))
		if err != nil {
			t.Fatal(err)
		}
		values[k], _ = tripletDistances(m, rows, dim)
	}
	for i := range values[0] {
		testutil.Near(t, fmt.Sprint("triplet ", i), values[1][i], values[0][i], 1e-6)
	}
}

func TestMahalanobisEdges(t *testing.T) {
	const dim = 5
	m := fitted[float32](t, dim)
	x, y := testutil.Normals[float32](35, dim, 1), testutil.Normals[float32](36, dim, 1)
	dx, dy := gradient[float32](m, x, x)
	if v := m.Value(x, x); v != 0 || testutil.Length(dx)+testutil.Length(dy) != 0 {
		t.Errorf("equal vectors: %g, gradient %v, %v", v, dx, dy)
	}
	for _, bad := range []float64{math.NaN(), math.Inf(1), math.Inf(-1)} {
		for i := range x {
			broken := slices.Clone(x)
			broken[i] = float32(bad)
			for _, v := range []float64{m.Value(broken, y), m.Value(y, broken)} {
				if !math.IsNaN(v) && !math.IsInf(v, 1) {
					t.Errorf("%v in component %d gives %g", bad, i, v)
				}
			}
		}
	}
	for _, size := range []float64{1e-44, 1e-30, 1e30, 1e38} {
		v := m.Value(testutil.Fill[float32](dim, size), testutil.Fill[float32](dim, -size))
		if !(v > 0) || math.IsInf(v, 0) {
			t.Errorf("size %g: distance %g", size, v)
		}
	}
	if n := testing.AllocsPerRun(20, func() { m.AddGrad(1, x, y, dx, dy) }); n != 0 {
		t.Errorf("%v allocations", n)
	}
	defer func() {
		if recover() == nil {
			t.Error("no panic for vectors of another length")
		}
	}()
	m.Value(x[:4], y[:4])
}

func TestMahalanobisStateIsTheWholeDistance(t *testing.T) {
	const dim = 6
	m := fitted[float32](t, dim)
	if n := len(m.State()); n != 21 || m.Dim() != dim {
		t.Fatalf("%d values, dim %d", n, m.Dim())
	}
	back, err := readMahalanobis[float32](m.State())
	if err != nil {
		t.Fatal(err)
	}
	v := testutil.Normals[float32](37, 2*dim, 1)
	dx, dy := gradient[float32](m, v[:dim], v[dim:])
	bx, by := gradient[float32](back, v[:dim], v[dim:])
	if m.Value(v[:dim], v[dim:]) != back.Value(v[:dim], v[dim:]) || !slices.Equal(dx, bx) || !slices.Equal(dy, by) {
		t.Error("the distance read back differs")
	}
	m.State()[0] = 99
	if !slices.Equal(m.State(), back.State()) {
		t.Error("State shares memory with the distance")
	}
}

func TestNewMahalanobisRefuses(t *testing.T) {
	few := testutil.Normals[float64](38, 3*4*2, 1) // two pairs of dim 4
	if _, err := newMahalanobis[float64](shrunk(t, few, 4, 0)); err == nil || !strings.Contains(err.Error(), "component 2 follows") {
		t.Errorf("singular: error %v", err)
	}
	c, err := fitMahalanobis(few[:12], 4)
	if err != nil || c.Shrinkage != 0 {
		t.Fatal(c, err)
	}
	if _, err := newMahalanobis[float64](c); err == nil || !strings.Contains(err.Error(), "(1 pairs)") {
		t.Errorf("one pair: error %v", err)
	}
	if c, err = fitMahalanobis(few, 4); err != nil {
		t.Fatal(err)
	}
	if _, err := newMahalanobis[float64](c); err != nil {
		t.Errorf("Ledoit and Wolf's: %v", err)
	}
	if _, err := newMahalanobis[float64](&covariance{Dim: 1, Matrix: []float64{1e-100}}); err == nil || !strings.Contains(err.Error(), "range of float32") {
		t.Errorf("tiny variance: error %v", err)
	}
	nan := float32(math.NaN())
	for want, states := range map[string][][]float32{
		"lower triangle":   {nil, {1, 2}, {1, 0, 1, 1}},
		"value 1 is NaN":   {{1, nan, 1}},
		"value 2 is +Inf":  {{1, 0, float32(math.Inf(1))}},
		"diagonal value 0": {{0}, {-1, 2, 3}},
		"diagonal value 1": {{1, 2, 0}},
	} {
		for _, s := range states {
			if _, err := readMahalanobis[float32](s); err == nil || !strings.Contains(err.Error(), want) {
				t.Errorf("%v: error %v, want %q", s, err, want)
			}
		}
	}
}

func FuzzReadMahalanobis(f *testing.F) {
	f.Add([]byte{})
	f.Add([]byte{0, 0, 128, 63})
	f.Add([]byte{0, 0, 128, 63, 0, 0, 0, 64, 0, 0, 128, 63})
	f.Fuzz(func(t *testing.T, raw []byte) {
		state := make([]float32, min(len(raw)/4, 5000))
		for i := range state {
			state[i] = math.Float32frombits(binary.LittleEndian.Uint32(raw[4*i:]))
		}
		m, err := readMahalanobis[float32](state)
		if err != nil {
			return
		}
		if !slices.Equal(m.State(), state) {
			t.Fatalf("state %v read as %v", state, m.State())
		}
		x := make([]float32, m.Dim())
		if v := m.Value(x, x); v != 0 {
			t.Fatalf("d(x,x) = %g", v)
		}
	})
}

// tripletDistances measures each triplet of emb: d(a,p) and d(a,n).
func tripletDistances(d Distance[float64], emb []float64, dim int) (ap, an []float64) {
	for i := 0; i < len(emb); i += 3 * dim {
		ap = append(ap, d.Value(emb[i:i+dim], emb[i+dim:i+2*dim]))
		an = append(an, d.Value(emb[i:i+dim], emb[i+2*dim:i+3*dim]))
	}
	return ap, an
}
