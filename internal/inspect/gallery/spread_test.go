package gallery

import (
	"math"
	"slices"
	"testing"
)

// TestSpread holds it to sorted distances.
func TestSpread(t *testing.T) {
	const dim = 7
	for _, n := range []int{1, 2, 9, 10, 60} {
		x := random(uint64(n), n*dim)
		got := New(x, n, dim, NewWhitening(x, n, dim), NewAxes(x, n, dim)).Spread()
		for i := range n {
			var d []float64
			for j := range n {
				if j != i {
					d = append(d, apart(x[i*dim:][:dim], x[j*dim:][:dim]))
				}
			}
			slices.Sort(d)
			want := 1.0
			if d = d[:min(len(d), Neighbours)]; len(d) > 0 {
				want = 0
				for _, v := range d {
					want += v / float64(len(d))
				}
			}
			if math.Abs(float64(got[i])-want) > 1e-5 {
				t.Fatalf("%d vectors: %g around %d, not %g", n, got[i], i, want)
			}
		}
	}
	copies := make([]float32, 5*dim)
	if s := New(copies, 5, dim, NewWhitening(copies, 5, dim), NewAxes(copies, 5, dim)).Spread(); s[0] != leastSpread {
		t.Errorf("copies have the spread %g", s[0])
	}
}
