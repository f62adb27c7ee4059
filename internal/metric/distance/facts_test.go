package distance

import (
	"math"
	"testing"
)

// facts are what the tests of all distances must know of one. The test file of
// a distance gives them:
//
//	var _ = know("manhattan", facts{naive: ..., triangle: true})
type facts struct {
	// naive is the distance as its formula reads. It need not know what stands
	// where the formula has no value, but for vectors of one component.
	naive func(x, y []float64) float64
	limit float64 // the largest value; 0 where there is none
	// tol bounds the error of the value, gradTol that of differences against
	// the gradient; 0 takes 1e-13 and 2e-9.
	tol, gradTol float64
	oneSided     bool // d(x,y) is not d(y,x)
	triangle     bool // obeys the triangle inequality
	needsLength  bool // a vector shorter than 1e-30 counts as zero
}

var known = map[string]facts{}

func know(name string, f facts) struct{} {
	if f.limit == 0 {
		f.limit = math.Inf(1)
	}
	if f.tol == 0 {
		f.tol = 1e-13
	}
	if f.gradTol == 0 {
		f.gradTol = 2e-9
	}
	known[name], naive[name] = f, f.naive
	return struct{}{}
}

var _ = know("angular", facts{
	naive: func(x, y []float64) float64 { return math.Acos(naiveCos(x, y)) / math.Pi },
	limit: 1, triangle: true, needsLength: true,
	tol: 2e-8, // the arc cosine near ±1 loses half of the digits
})

var _ = know("cosine", facts{
	naive: func(x, y []float64) float64 { return 1 - naiveCos(x, y) },
	limit: 2, needsLength: true,
})

var _ = know("euclidean", facts{triangle: true, naive: func(x, y []float64) float64 {
	s := 0.0
	for i := range x {
		s = math.Hypot(s, x[i]-y[i])
	}
	return s
}})

var _ = know("sqeuclidean", facts{naive: func(x, y []float64) float64 {
	s := 0.0
	for i := range x {
		s += (x[i] - y[i]) * (x[i] - y[i])
	}
	return s
}})

func TestEveryDistanceHasFacts(t *testing.T) {
	if len(known) != len(Names()) {
		t.Errorf("facts of %d distances, %d are registered", len(known), len(Names()))
	}
	for _, name := range Names() {
		if known[name].naive == nil {
			t.Errorf("no facts of %s; its test file must give them", name)
		}
	}
}

// mean is the mean of v.
func mean(v []float64) float64 {
	s := 0.0
	for _, x := range v {
		s += x
	}
	return s / float64(len(v))
}

// centre is v without its mean.
func centre(v []float64) []float64 {
	c, m := make([]float64, len(v)), mean(v)
	for i, x := range v {
		c[i] = x - m
	}
	return c
}

func dot(x, y []float64) float64 {
	s := 0.0
	for i := range x {
		s += x[i] * y[i]
	}
	return s
}
