package search

import (
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"mekiki/internal/metric"
)

// TestRank: keys order the rows as the distances do, but for what rounding hides, and the
// nearest beside them are exact.
func TestRank(t *testing.T) {
	for _, d := range measures(t, testDim) {
		t.Run(d.Name(), func(t *testing.T) {
			t.Parallel()
			for _, name := range []string{"smooth", "grid", "copies", "zeros", "three rows", "one spot", "afar", "near equals"} {
				s := sets()[name]
				checkRank(t, name, d, s.query, s.gallery, testDim, name != "afar" && name != "one spot" && name != "near equals")
			}
		})
	}
}

func checkRank(t *testing.T, name string, d metric.Measure[float32], query, gallery []float32, dim int, ordered bool) {
	t.Helper()
	x, err := NewRanking(gallery, dim, d, 2)
	if err != nil {
		t.Fatal(err)
	}
	places := x.Ranked()
	err = x.Rank(t.Context(), query, Want{K: 5}, func() func(int, []Place, []uint32) {
		return func(q int, near []Place, keys []uint32) {
			all := naive(d, query[q*dim:(q+1)*dim], gallery, dim)
			if got, want := listed(near), first(all, 5); !same(got, want) {
				t.Errorf("%s by %s, query %d: %v, want %v", name, d.Name(), q, some(got), some(want))
			}
			if len(keys) != len(places) {
				t.Fatalf("%s: %d keys of %d places", name, len(keys), len(places))
			}
			if !ordered {
				return
			}
			key, last := map[int]uint32{}, 0
			for j, rows := range places {
				for _, row := range rows {
					key[int(row)] = keys[j]
				}
			}
			for i, h := range all {
				far := h.Distance-all[last].Distance > 1e-4*(1+math.Abs(h.Distance)) || math.IsNaN(h.Distance) != math.IsNaN(all[last].Distance)
				if far && key[h.Index] <= key[all[last].Index] {
					t.Errorf("%s by %s, query %d: the key of %v is %d, of %v %d", name, d.Name(), q, all[last], key[all[last].Index], h, key[h.Index])
				}
				if far {
					last = i
				}
			}
		}
	})
	if err != nil {
		t.Fatal(err)
	}
}

// listed are the hits of places.
func listed(near []Place) (out []Hit) {
	for _, p := range near {
		for _, row := range p.Rows {
			out = append(out, Hit{int(row), p.Distance})
		}
	}
	return out
}

// TestNearTies: far from zero, and at nearly the same distance in many directions, float32
// products cannot tell; the formula runs over all rows here.
func TestNearTies(t *testing.T) {
	const dim, n = 24, 700
	rng := rand.New(rand.NewPCG(53, 54))
	draw := func(n int, place float32) []float32 {
		out := make([]float32, n*dim)
		for i := range out {
			out[i] = float32(rng.NormFloat64()) + place
		}
		return out
	}
	for trial, d := range slices.Concat(measures(t, dim), measures(t, dim)) {
		place := float32(trial%3) * 50
		query, gallery := draw(3, place), draw(n, place)
		for j := range 100 {
			y := gallery[(j*7)*dim : (j*7+1)*dim]
			copy(y, query[:dim])
			y[j%dim] += float32(1-2*(j&1)) * (1 + float32(j)/(1<<22))
		}
		for j := 1; j < 500; j += 5 { // on a sphere around a query
			y, length := gallery[j*dim:(j+1)*dim], 0.0
			for k := range y {
				y[k] -= place
				length += float64(y[k]) * float64(y[k])
			}
			for k := range y {
				y[k] = query[dim+k] + float32(float64(y[k])/math.Sqrt(length))
			}
		}
		what := fmt.Sprint("trial ", trial)
		checkRank(t, what, d, query, gallery, dim, false)
		x, err := NewIndex(gallery, dim, d, 1)
		if err != nil {
			t.Fatal(err)
		}
		got, err := x.Nearest(t.Context(), query, 7)
		if err != nil {
			t.Fatal(err)
		}
		for q := range got {
			if want := first(naive(d, query[q*dim:(q+1)*dim], gallery, dim), 7); !same(got[q], want) {
				t.Errorf("%s by %s, query %d: %v, want %v", what, d.Name(), q, some(got[q]), some(want))
			}
		}
	}
}
