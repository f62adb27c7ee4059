package gallery

import (
	"math"
	"math/rand/v2"
	"testing"

	"mekiki/internal/kernel"
)

// TestZones: each place has the nearest of those vectors alone that come from within the reach of
// its zone, the same distances as a plain loop over them.
func TestZones(t *testing.T) {
	const n, dim, high, wide = 70, 21, 9, 14
	rng := rand.New(rand.NewPCG(1, 2))
	x, place := random(1, n*dim), make([]int, n)
	for i := range place {
		place[i] = rng.IntN(high*wide/2) + high*wide/2 // none in the upper half
	}
	whole := New(x, n, dim, NewWhitening(x, n, dim), NewAxes(x, n, dim))
	e := Extent{High: high, Wide: wide, Side: 4, Reach: 2}
	z := whole.Zones(place, e)
	if z.Len() != 3*4 {
		t.Fatalf("%d zones", z.Len())
	}
	const places = high * wide
	rows := random(2, places*dim)
	data := make([]float32, kernel.Pad(dim)*places)
	for i := range places {
		for q, v := range rows[i*dim:][:dim] {
			data[(q/kernel.Lane*places+i)*kernel.Lane+q%kernel.Lane] = v
		}
	}
	all, near := searched(whole, rows), NewFound(places, All...)
	scratch := z.NewScratch(All...)
	for i := z.Len() - 1; i >= 0; i-- {
		z.Search(near, data, places*kernel.Lane, i, scratch)
	}
	differ := 0
	for i := range places {
		zone := i/wide/4*4 + i%wide/4
		first := [2]int{zone / 4 * 4, zone % 4 * 4}
		best, at := math.Inf(1), int32(-1)
		for reach := 2; at < 0; reach++ {
			for j, p := range place {
				y, u := p/wide, p%wide
				if y < first[0]-reach || y > first[0]+3+reach || u < first[1]-reach || u > first[1]+3+reach {
					continue
				}
				if d := float64(kernel.SquaredDistance(rows[i*dim:][:dim], x[j*dim:][:dim])); d < best {
					best, at = d, int32(j)
				}
			}
		}
		if near.At[Euclidean][i] != at || near.Distance[Euclidean][i] != float32(math.Sqrt(best)) {
			t.Fatalf("place %d: vector %d at %g, want %d at %g", i, near.At[Euclidean][i], near.Distance[Euclidean][i], at, math.Sqrt(best))
		}
		for p := range Parts {
			if near.Distance[p][i] < all.Distance[p][i] {
				t.Fatalf("place %d: %s is nearer, %g, than anywhere, %g", i, Names[p], near.Distance[p][i], all.Distance[p][i])
			}
			if near.At[p][i] != all.At[p][i] {
				differ++
			} else if near.Distance[p][i] != all.Distance[p][i] {
				t.Fatalf("place %d: %s to vector %d is %g, and %g in the whole gallery", i, Names[p], near.At[p][i], near.Distance[p][i], all.Distance[p][i])
			}
		}
	}
	if differ == 0 {
		t.Error("zones leave nothing out")
	}
}
