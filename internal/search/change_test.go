package search

import (
	"errors"
	"math"
	"math/rand/v2"
	"slices"
	"strings"
	"sync"
	"testing"

	"mekiki/internal/lang"
	"mekiki/internal/metric"
)

// TestChanges: after any additions and removals an index answers as one that was made of
// the rows that are left, which keep their numbers.
func TestChanges(t *testing.T) {
	rng := rand.New(rand.NewPCG(95, 96))
	for m, d := range measures(t, testDim) {
		start := [][]float32{nil, normal(rng, 40, false), normal(rng, 2*stripRows+100, true)}[m%3]
		x, err := NewIndex(start, testDim, d, 2)
		if err != nil {
			t.Fatal(err)
		}
		rows := slices.Clone(start) // of every index
		there := map[int]bool{}
		for i := range len(rows) / testDim {
			there[i] = true
		}
		for step := range 12 {
			switch n := []int{0, 1, 3, 30, 700}[rng.IntN(5)]; {
			case step%3 < 2:
				more := normal(rng, n, step%2 == 0)
				for i := range more {
					more[i] *= float32(1 + step)
				}
				first, err := x.Add(more)
				if err != nil || first != len(rows)/testDim {
					t.Fatalf("added at %d, want %d: %v", first, len(rows)/testDim, err)
				}
				for i := range n {
					there[first+i] = true
				}
				rows = append(rows, more...)
				clear(more) // the index has a copy
			default:
				var gone []int
				for i := range there {
					if len(gone) < 2*n || step == 11 {
						gone = append(gone, i)
					}
				}
				if err := x.Remove(gone...); err != nil {
					t.Fatal(err)
				}
				for _, i := range gone {
					delete(there, i)
				}
			}
			checkChanged(t, x, d, rows, there, normal(rng, 2, true))
		}
		if len(there) > 0 || x.Len() != 0 {
			t.Errorf("%d rows are left of %d", x.Len(), len(there))
		}
	}
}

func checkChanged(t *testing.T, x *Index, d metric.Measure[float32], rows []float32, there map[int]bool, query []float32) {
	t.Helper()
	if x.Len() != len(there) {
		t.Fatalf("%d rows, want %d", x.Len(), len(there))
	}
	got, err := x.Nearest(t.Context(), query, 6)
	if err != nil {
		t.Fatal(err)
	}
	for q := range got {
		all := slices.DeleteFunc(naive(d, query[q*testDim:(q+1)*testDim], rows, testDim), func(h Hit) bool { return !there[h.Index] })
		if want := first(all, 6); !same(got[q], want) {
			t.Fatalf("%s: %v, want %v", d.Name(), some(got[q]), some(want))
		}
	}
}

// TestSmallStrips: removals do not leave strips of few rows behind.
func TestSmallStrips(t *testing.T) {
	rng := rand.New(rand.NewPCG(97, 98))
	d := measures(t, testDim)[1]
	x, err := NewIndex(normal(rng, 6*stripRows, false), testDim, d, 1)
	if err != nil {
		t.Fatal(err)
	}
	var gone []int
	for i := range 6 * stripRows {
		if i%4 != 0 {
			gone = append(gone, i)
		}
	}
	if err := x.Remove(gone...); err != nil {
		t.Fatal(err)
	}
	if n := len(x.view.Load().strips); n > 3 {
		t.Errorf("%d strips of %d rows", n, x.Len())
	}
}

func TestRefusals(t *testing.T) {
	d := measures(t, 2)[0]
	nan, inf := float32(math.NaN()), float32(math.Inf(-1))
	var e *NotFinite
	if _, err := NewIndex([]float32{1, 2, 3, nan}, 2, d, 1); !errors.As(err, &e) || e.Row != 1 || !strings.Contains(err.Error(), "row 1 holds NaN") {
		t.Errorf("%v", err)
	}
	x, err := NewIndex([]float32{1, 2, 3, 4}, 2, d, 1)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := x.Nearest(t.Context(), []float32{1, 2, 3, 4, inf, 5}, 1); !errors.As(err, &e) || e.Row != 2 || !strings.Contains(err.Error(), "query 2 holds -Inf") {
		t.Errorf("%v", err)
	}
	if got := lang.Japanese.Error(e); got != "クエリ 2 に -Inf があります。距離を計算できるのは有限の数だけです" {
		t.Error(got)
	}
	if _, err := x.Add([]float32{1, 2, inf, 5}); !errors.As(err, &e) || e.Row != 1 || x.Len() != 2 {
		t.Errorf("%v, %d rows", err, x.Len())
	}
	for _, gone := range [][]int{{2}, {-1}, {0, 0}} {
		if err := x.Remove(gone...); err == nil || x.Len() != 2 {
			t.Errorf("removed %v: %v", gone, err)
		}
	}
	if err := x.Remove(1); err != nil {
		t.Fatal(err)
	}
	if err := x.Remove(0, 1); err == nil || !strings.Contains(err.Error(), "removed before") || x.Len() != 1 {
		t.Errorf("removed twice: %v", err)
	}
	rows := slices.Repeat([]float32{1}, 3*stripRows*2)
	for _, at := range []int{0, 2*stripRows - 1, 2 * stripRows, 4*stripRows + 5} { // in each piece of the check
		rows[at] = nan
		if _, err := NewIndex(rows, 2, d, 3); !errors.As(err, &e) || e.Row != at/2 {
			t.Errorf("NaN in row %d: %v", at/2, err)
		}
		rows[at] = math.MaxFloat32
	}
}

// TestConcurrent: queries go on while rows come and go, and each answers by the rows of one moment.
func TestConcurrent(t *testing.T) {
	rng := rand.New(rand.NewPCG(99, 100))
	base, query := normal(rng, 3000, false), normal(rng, 40, false)
	for _, d := range []metric.Measure[float32]{measures(t, testDim)[0], measures(t, testDim)[6]} {
		x, err := NewIndex(base, testDim, d, 2)
		if err != nil {
			t.Fatal(err)
		}
		want, err := x.Nearest(t.Context(), query, 3)
		if err != nil {
			t.Fatal(err)
		}
		var wg sync.WaitGroup
		for range 4 {
			wg.Go(func() {
				for range 10 {
					got, err := x.Nearest(t.Context(), query, 3)
					if err != nil {
						t.Error(err)
						return
					}
					for q := range got {
						got[q] = slices.DeleteFunc(got[q], func(h Hit) bool { return h.Index >= 3000 })
						if n := len(got[q]); !same(got[q], want[q][:n]) || n < 2 {
							t.Errorf("query %d: %v, want %v", q, got[q], want[q])
						}
					}
				}
			})
		}
		wg.Go(func() { // one row at a time, which may be nearest
			for i := range 20 {
				at, err := x.Add(query[i*testDim : (i+1)*testDim])
				if err == nil {
					err = x.Remove(at)
				}
				if err != nil {
					t.Error(err)
				}
			}
		})
		wg.Wait()
	}
}

func TestWhole(t *testing.T) {
	x, err := NewIndex([]float32{1, 2, 3}, 1, measures(t, 1)[0], 1)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := x.Add([]float32{4}); err != nil || !x.Whole() || x.Len() != 4 {
		t.Errorf("rows that were only added: %v, %d rows, %v", x.Whole(), x.Len(), err)
	}
	if err := x.Remove(3); err != nil || x.Whole() {
		t.Errorf("a row was removed: %v, %v", x.Whole(), err)
	}
	if _, err := x.Add([]float32{5}); err != nil || x.Whole() {
		t.Errorf("the number of a removed row is not given again: %v, %v", x.Whole(), err)
	}
}
