package search

import (
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"mekiki/internal/metric"
)

// TestNearestNaive: by every kind of measure, in every kind of gallery, hits are those of all
// distances sorted.
func TestNearestNaive(t *testing.T) {
	for _, d := range measures(t, testDim) {
		t.Run(d.Name(), func(t *testing.T) {
			t.Parallel()
			for name, s := range sets() {
				checkIndex(t, name, d, s)
			}
		})
	}
}

func checkIndex(t *testing.T, name string, d metric.Measure[float32], s set) {
	t.Helper()
	n, queries := len(s.gallery)/testDim, len(s.query)/testDim
	all := make([][]Hit, queries)
	for q := range all {
		all[q] = naive(d, s.query[q*testDim:(q+1)*testDim], s.gallery, testDim)
	}
	x, err := NewIndex(s.gallery, testDim, d, 1+len(name)%3)
	if err != nil {
		t.Fatal(err)
	}
	for _, k := range []int{1, 2, 5, 60, max(n-1, 1), n + 3} {
		got, err := x.Nearest(t.Context(), s.query, k)
		if err != nil {
			t.Fatal(err)
		}
		for q := range all {
			if want := first(all[q], k); !same(got[q], want) {
				t.Fatalf("%s by %s, query %d, %d nearest: %v, want %v", name, d.Name(), q, k, some(got[q]), some(want))
			}
		}
	}
	for q := range min(len(all), 6) { // alone
		x1 := s.query[q*testDim : (q+1)*testDim]
		got, err := x.Nearest(t.Context(), x1, 5)
		if err != nil {
			t.Fatal(err)
		}
		if want := first(all[q], 5); !same(got[0], want) {
			t.Fatalf("%s by %s, query %d alone: %v, want %v", name, d.Name(), q, some(got[0]), some(want))
		}
		if len(all[q]) == 0 || math.IsNaN(all[q][len(all[q])/9].Distance) {
			continue
		}
		r := all[q][len(all[q])/9].Distance
		if got, err = x.Within(t.Context(), x1, r); err != nil {
			t.Fatal(err)
		}
		if want := inside(all[q], r); !same(got[0], want) {
			t.Fatalf("%s by %s, query %d alone within %v: %v, want %v", name, d.Name(), q, r, some(got[0]), some(want))
		}
	}
	for _, r := range radii(all) {
		got, err := x.Within(t.Context(), s.query, r)
		if err != nil {
			t.Fatal(err)
		}
		for q := range all {
			if want := inside(all[q], r); !same(got[q], want) {
				t.Fatalf("%s by %s, query %d within %v: %v, want %v", name, d.Name(), q, r, some(got[q]), some(want))
			}
		}
	}
}

// radii are distances that occur, and those on both sides.
func radii(all [][]Hit) []float64 {
	out := []float64{math.Inf(-1), -1, 0, 0.7, math.Inf(1)}
	for q, hits := range all {
		if len(hits) > 0 && q < 3 {
			r := hits[len(hits)/(2+3*q)].Distance
			if r == r {
				out = append(out, r, math.Nextafter(r, math.Inf(-1)))
			}
		}
	}
	return out
}

func some(h []Hit) []Hit { return h[:min(len(h), 12)] }

// TestOrderOfRows: no order of the rows, no number of queries at a time and no number of workers
// changes which rows are found, or a bit of a distance.
func TestOrderOfRows(t *testing.T) {
	rng := rand.New(rand.NewPCG(83, 84))
	for name, s := range sets() {
		n := len(s.gallery) / testDim
		for _, d := range measures(t, testDim)[:8] {
			x, err := NewIndex(s.gallery, testDim, d, 2)
			if err != nil {
				t.Fatal(err)
			}
			want, err := x.Nearest(t.Context(), s.query, 5)
			if err != nil {
				t.Fatal(err)
			}
			from, moved := rng.Perm(n), []float32(nil)
			for _, i := range from {
				moved = append(moved, s.gallery[i*testDim:(i+1)*testDim]...)
			}
			if x, err = NewIndex(moved, testDim, d, 1+rng.IntN(3)); err != nil {
				t.Fatal(err)
			}
			for q := range want {
				got, err := x.Nearest(t.Context(), s.query[q*testDim:(q+1)*testDim], 5)
				if err != nil {
					t.Fatal(err)
				}
				for i, h := range got[0] {
					got[0][i].Index = from[h.Index]
				}
				slices.SortFunc(got[0], func(a, b Hit) int {
					if c := byDistance(a, b); c != 0 {
						return c
					}
					return a.Index - b.Index
				})
				if !same(got[0], want[q]) {
					t.Errorf("%s by %s, query %d: %v, want %v", name, d.Name(), q, some(got[0]), some(want[q]))
				}
			}
		}
	}
}
