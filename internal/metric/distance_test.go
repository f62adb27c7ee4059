package metric

import (
	"math"
	"slices"
	"strings"
	"testing"

	"mekiki/internal/testutil"
)

func TestNamesAreSortedAndKnown(t *testing.T) {
	want := []string{"angular", "cosine", "euclidean", "sqeuclidean"}
	if got := Names(); !slices.Equal(got, want) {
		t.Fatalf("Names() = %v, want %v", got, want)
	}
	for _, name := range want {
		if got := lookup[float32](t, name).Name(); got != name {
			t.Errorf("Lookup(%q) is %q", name, got)
		}
	}
}

func TestLookupSuggests(t *testing.T) {
	_, err := Lookup[float64]("euclidian")
	if err == nil || !strings.Contains(err.Error(), `did you mean "euclidean"?`) {
		t.Errorf("error %v suggests nothing", err)
	}
	_, err = Lookup[float64]("hamming")
	if err == nil || strings.Contains(err.Error(), "did you mean") || !strings.Contains(err.Error(), "sqeuclidean") {
		t.Errorf("error %v; want the known names and no suggestion", err)
	}
}

// Numbers that can be checked by hand.
func TestDistancesByHand(t *testing.T) {
	for _, c := range []struct {
		name string
		x, y []float64
		want float64
	}{
		{"cosine", []float64{3, 0}, []float64{0, 2}, 1},
		{"cosine", []float64{3, 0}, []float64{-2, 0}, 2},
		{"cosine", []float64{1, 0}, []float64{1, 1}, 1 - math.Sqrt2/2},
		{"angular", []float64{1, 0}, []float64{1, 1}, 0.25},
		{"angular", []float64{3, 0}, []float64{-2, 0}, 1},
		{"euclidean", []float64{1, 2}, []float64{4, 6}, 5},
		{"sqeuclidean", []float64{1, 2}, []float64{4, 6}, 25},
	} {
		testutil.Near(t, c.name, lookup[float64](t, c.name).Value(c.x, c.y), c.want, 1e-15)
	}
}

func TestDistancesAgainstNaiveLoops(t *testing.T) {
	for _, name := range Names() {
		for _, dim := range []int{1, 2, 3, 7, 16, 128, 129} {
			for seed := range uint64(20) {
				v := normals[float32](seed, 2*dim, 3)
				x, y := v[:dim], v[dim:]
				want := naive[name](widen(x), widen(y))
				// The arc cosine near ±1 loses half of the digits.
				tol := 1e-13
				if name == "angular" {
					tol = 2e-8
				}
				testutil.Near(t, name+" float32", lookup[float32](t, name).Value(x, y), want, tol)
				testutil.Near(t, name+" float64", lookup[float64](t, name).Value(widen(x), widen(y)), want, tol)
			}
		}
	}
}

func TestTripletMomentsAreBitwisePairMoments(t *testing.T) {
	for _, dim := range []int{1, 5, 128} {
		v := normals[float64](7, 3*dim, 2)
		a, p, n := v[:dim], v[dim:2*dim], v[2*dim:]
		ap, an := tripletMoments(a, p, n)
		if ap != pairMoments(a, p) || an != pairMoments(a, n) {
			t.Errorf("dim %d: sums of the triplet differ from those of its pairs", dim)
		}
	}
}

func TestTripletDistances(t *testing.T) {
	const dim, count = 5, 4
	emb := normals[float32](3, 3*dim*count, 1)
	for _, name := range Names() {
		ap, an := TripletDistances(lookup[float32](t, name), emb, dim)
		if len(ap) != count || len(an) != count {
			t.Fatalf("%d and %d distances for %d triplets", len(ap), len(an), count)
		}
		for i := range count {
			row := func(j int) []float64 { return widen(emb[(3*i+j)*dim : (3*i+j+1)*dim]) }
			testutil.Near(t, name+" ap", float64(ap[i]), naive[name](row(0), row(1)), 1e-6)
			testutil.Near(t, name+" an", float64(an[i]), naive[name](row(0), row(2)), 1e-6)
		}
	}
	defer func() {
		if recover() == nil {
			t.Error("no panic for embeddings that are not whole triplets")
		}
	}()
	TripletDistances(lookup[float32](t, "cosine"), emb[:dim], dim)
}
