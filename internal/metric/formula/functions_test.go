package formula

import (
	"math"
	"math/rand/v2"
	"testing"
)

// argument draws from where a function is defined and has a slope.
func argument(rng *rand.Rand, f *function) float64 {
	for {
		x := 3 * rng.NormFloat64()
		if math.Abs(x) > 0.05 && (f.undefined == nil || f.undefined(x, true).IsZero()) && f.value(x-0.01)-f.value(x-0.01) == 0 {
			return x
		}
	}
}

func TestSlopesOfFunctions(t *testing.T) {
	rng := rand.New(rand.NewPCG(1, 2))
	for i := range functions {
		f := &functions[i]
		for range 200 {
			x := argument(rng, f)
			const h = 1e-5
			want := (f.value(x+h) - f.value(x-h)) / (2 * h)
			if got := f.slope(x, f.value(x)); math.Abs(got-want) > 1e-6*(1+math.Abs(want)) {
				t.Errorf("%s at %v: slope %v, by differences %v", f.name, x, got, want)
			}
		}
	}
}

// The range of a function holds its values, and knows where there are none.
func TestRangesOfFunctions(t *testing.T) {
	rng := rand.New(rand.NewPCG(3, 4))
	for i := range functions {
		f := &functions[i]
		if f.ranges == nil {
			continue
		}
		for range 500 {
			lo, hi := 3*rng.NormFloat64(), 3*rng.NormFloat64()
			lo, hi = min(lo, hi), max(lo, hi)
			s := f.ranges(scope{lo: lo, hi: hi})
			for k := range 21 {
				x := min(max(lo+(hi-lo)*float64(k)/20, lo), hi)
				y := f.value(x)
				if y != y && !s.broken || y == y && !(y >= s.lo && y <= s.hi) {
					t.Fatalf("%s of %v, from %v to %v, is %v; the range is %+v", f.name, x, lo, hi, y, s)
				}
			}
		}
	}
}

// What errors of an argument do to a function is bounded, but for columns that are unsure.
func TestErrorsOfFunctions(t *testing.T) {
	rng := rand.New(rand.NewPCG(5, 6))
	for i, f := range functions {
		p := &Program{code: []instruction{{op: opFunction + op(i), d: 1, a: 0}}, size: 2, root: 1}
		for range 50 {
			const n = 32
			c := NewColumns(p, &Registers{})
			column, exact := c.Column(0, n), make([]float64, n)
			err := math.Pow(10, -2-8*rng.Float64())
			low, high := math.Inf(1), math.Inf(-1)
			for j := range exact {
				exact[j] = 3 * rng.NormFloat64()
				column[j] = exact[j] + err*(2*rng.Float64()-1)
				low, high = min(low, exact[j], column[j]), max(high, exact[j], column[j])
			}
			c.Bound(0, low, high, err)
			got := make([]float64, n)
			radius, unsure := c.Run(got)
			sure := map[int]bool{}
			for j := range got {
				sure[j] = true
			}
			for _, j := range unsure {
				delete(sure, j)
			}
			for j := range sure {
				if want := f.value(exact[j]); !(math.Abs(got[j]-want) <= radius) {
					t.Errorf("%s of %v, off by %v: %v, off by more than %v", f.name, exact[j], err, got[j], radius)
				}
			}
		}
	}
}

// A function of which a row says nothing but value and slope can be used all the same.
func TestFunctionWithoutBounds(t *testing.T) {
	before := functions
	defer func() { functions = before }()
	functions = append(functions[:len(functions):len(functions)], function{name: "cube",
		value: func(x float64) float64 { return x * x * x }, slope: func(x, _ float64) float64 { return 3 * x * x }})
	o := opFunction + op(len(functions)-1)
	p := &Program{formula: &Formula{graph: newGraph()}, code: []instruction{{op: o, d: 1, a: 0}}, size: 2, root: 1}
	var r Registers
	r.V[0] = 2
	if v := p.Forward(&r); v != 8 {
		t.Errorf("value %v", v)
	}
	if p.Backward(&r); r.Slope[0] != 12 {
		t.Errorf("slope %v", r.Slope[0])
	}
	ranges := NewRanges(p, &Registers{})
	if ranges.Bound(0, 1, 2); ranges.Least() != math.Inf(-1) {
		t.Errorf("something is known of it: %v", ranges.Least())
	}
	c := NewColumns(p, &Registers{})
	c.Column(0, 1)[0] = 2
	c.Bound(0, 1, 3, 1e-9)
	got := make([]float64, 1)
	if _, unsure := c.Run(got); got[0] != 8 || len(unsure) != 1 {
		t.Errorf("%v, unsure %v", got, unsure)
	}
}
