package metric

import (
	"math"
	"math/rand/v2"
	"testing"

	"mekiki/internal/metric/distance"
)

// TestBounds: no pair of a range has a distance beyond its bounds, whatever the formula.
func TestBounds(t *testing.T) {
	rng := rand.New(rand.NewPCG(45, 46))
	formulas := columnFormulas
	for range 600 {
		formulas = append(formulas, randomFormula(rng, 1+rng.IntN(4)))
	}
	tested, useful := 0, 0
	for i, text := range formulas {
		m, err := ParseMeasure[float32](text)
		if err != nil {
			if i < len(columnFormulas) {
				t.Fatal(err)
			}
			continue // a constant, or an undefined one
		}
		b, ok := NewBounds(m)
		if !ok {
			t.Fatalf("%s needs the vectors", text)
		}
		for range 20 {
			n, u := checkBounds(t, rng, m, b)
			tested += n
			useful += u
		}
	}
	if tested < 100_000 || useful < tested/10 {
		t.Errorf("of %d distances %d have a bound within 1", tested, useful)
	}
}

// checkBounds takes one x against many y, and the bound of those that are far from x.
func checkBounds(t *testing.T, rng *rand.Rand, m Measure[float32], b *Bounds) (tested, useful int) {
	const n, dim = 40, 5
	x, noise := make([]float32, dim), math.Pow(10, -float64(rng.IntN(5)))
	for k := range x {
		x[k] = float32(rng.NormFloat64())
	}
	if rng.IntN(10) == 0 {
		clear(x)
	}
	y, sums := make([][]float32, n), make([]distance.Moments, n)
	for j := range y {
		y[j] = make([]float32, dim)
		for k := range y[j] {
			y[j][k] = x[k] + float32(rng.NormFloat64()*noise)
		}
		if rng.IntN(60) == 0 {
			clear(y[j])
		}
		sums[j] = distance.MomentsOf(x, y[j])
	}
	r := distance.Range{XX: sums[0].XX, ShortY: math.Inf(1), LeastDD: sums[rng.IntN(n)].DD, Err: (dim + 8) / float64(1<<50)}
	far := func(s distance.Moments) bool { return s.DD >= r.LeastDD }
	for _, s := range sums {
		if far(s) {
			r.ShortY, r.LongY, r.MostDD = min(r.ShortY, math.Sqrt(s.YY)), max(r.LongY, math.Sqrt(s.YY)), max(r.MostDD, s.DD)
		}
	}
	low, high := b.Range(&r)
	for j, s := range sums {
		if far(s) {
			v := m.Value(x, y[j])
			if v < low {
				t.Errorf("%s of %v, %v is %v, below %v", m.Name(), x, y[j], v, low)
			}
			if high < math.Inf(1) && !(v <= high) {
				t.Errorf("%s of %v, %v is %v, above %v", m.Name(), x, y[j], v, high)
			}
			tested++
			if v-low < 1 {
				useful++
			}
		}
	}
	return tested, useful
}

// TestBoundsOf: where the formula falls or rises the bound is its value at an end.
func TestBoundsOf(t *testing.T) {
	r := distance.Range{XX: 4, ShortY: 2, LongY: 2, LeastDD: 1, MostDD: 16, Err: 1e-15}
	for text, want := range map[string]float64{
		"cos": 0.125, "ang": math.Acos(0.875) / math.Pi, "euc": 1, "sqeuc": 1, "2*cos + 0.5*euc": 0.75, "-euc": -4, "|x| - |y|": 0, "rtb": 0.125,
		"where(euc < 0.5, -9, euc)": 1, "max(cos, 0.3)": 0.3, "sqrt(euc - 5)": math.Inf(-1), "1/(1 + euc)": 0.2, "clamp(euc, 2, 3)": 2,
	} {
		m, err := ParseMeasure[float32](text)
		if err != nil {
			t.Fatal(err)
		}
		b, ok := NewBounds(m)
		if got := b.Least(&r); !ok || !(math.Abs(got-want) < 1e-7) && got != want {
			t.Errorf("%s: %v, want %v", text, got, want)
		}
	}
	m, err := ParseMeasure[float32]("man + cos")
	if err != nil {
		t.Fatal(err)
	}
	if _, ok := NewBounds(m); ok {
		t.Error("manhattan has bounds without the vectors")
	}
}
