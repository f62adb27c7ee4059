package projection

import (
	"slices"
	"testing"

	"mekiki/internal/testutil"
)

func TestNearestNaive(t *testing.T) {
	in := clusters(4, 40, 9, 0.5)
	s, err := newVectorSpace(in.Emb, in.Dim, "euclidean")
	if err != nil {
		t.Fatal(err)
	}
	got, err := s.nearest(t.Context(), 11, 3)
	if err != nil {
		t.Fatal(err)
	}
	compareLists(t, got, s.n, 11, s.squared)
}

func compareLists(t *testing.T, got *neighbourLists, n, k int, square func(i, j int) float64) {
	t.Helper()
	for i := range n {
		var all []nearPoint
		for j := range n {
			if j != i {
				all = append(all, nearPoint{square(i, j), int32(j)})
			}
		}
		slices.SortFunc(all, byDistanceThenPlace)
		for c, want := range all[:k] {
			if got.of(i)[c] != want.index || got.square[i*k+c] != want.square {
				t.Fatalf("neighbour %d of %d is %d, want %d", c, i, got.of(i)[c], want.index)
			}
		}
	}
}

// listsInPlane are the k nearest points of the plane, the long way.
func listsInPlane(xy []float64, k int) *neighbourLists {
	l := newLists(len(xy)/2, k)
	for i := range len(xy) / 2 {
		var all []nearPoint
		for j := range len(xy) / 2 {
			if dx, dy := xy[2*i]-xy[2*j], xy[2*i+1]-xy[2*j+1]; j != i {
				all = append(all, nearPoint{dx*dx + dy*dy, int32(j)})
			}
		}
		slices.SortFunc(all, byDistanceThenPlace)
		l.fill(i, all[:k])
	}
	return l
}

// TestTrustOfTheSpaceItself has a projection that loses nothing.
func TestTrustOfTheSpaceItself(t *testing.T) {
	in := clusters(3, 30, 2, 0.6) // two values: PCA loses nothing
	r := drawn(t, in, Options{Methods: []string{PCA}})
	p := r.Projections[0]
	if p.Trustworthiness != 1 || p.Kept != 1 || *p.KNN5 != *r.KNN5 {
		t.Errorf("a map that loses nothing: %+v", p.Quality)
	}
	testutil.Near(t, "variance", p.Variance[0]+p.Variance[1], 1, 1e-6)
}
