package gallery

import (
	"math/rand/v2"
	"testing"
)

// TestAllHasTheNearest: the least of all distances is what a search finds, bit for bit.
func TestAllHasTheNearest(t *testing.T) {
	rng := rand.New(rand.NewPCG(5, 6))
	const n, dim, rows = 75, 21, 10
	x := make([]float32, n*dim)
	for i := range x {
		x[i] = float32(rng.NormFloat64())
	}
	g := New(x, n, dim, NewWhitening(x, n, dim), NewAxes(x, n, dim))
	q := make([]float32, rows*dim)
	for i := range q {
		q[i] = float32(rng.NormFloat64())
	}
	const lane = 16
	data := make([]float32, (dim+lane-1)/lane*rows*lane)
	for i := range rows {
		for k := range dim {
			data[k/lane*rows*lane+i*lane+k%lane] = q[i*dim+k]
		}
	}
	f := NewFound(rows, All...)
	g.Block(f, data, rows*lane, rows, 0, g.NewScratch())
	for i := range rows {
		for p, d := range g.All(q[i*dim:]) {
			least := 0
			for k, v := range d {
				if v < d[least] {
					least = k
				}
			}
			if int(f.At[p][i]) != least || f.Distance[p][i] != d[least] {
				t.Errorf("row %d by %s: %v at %d, a search finds %v at %d", i, Names[p], d[least], least, f.Distance[p][i], f.At[p][i])
			}
		}
	}
}
