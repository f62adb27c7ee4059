package analyze

import (
	"math/rand/v2"
	"slices"
	"testing"

	"mekiki/internal/testutil"
)

func TestNearestNaive(t *testing.T) {
	in := clusters(4, 40, 9, 0.5)
	s, err := newMapSpace(in.Emb, in.Dim, "euclidean")
	if err != nil {
		t.Fatal(err)
	}
	got, err := s.nearest(t.Context(), 11, 3)
	if err != nil {
		t.Fatal(err)
	}
	compareLists(t, got, s.n, 11, s.squared)
	xy := make([]float64, 2*300)
	rng := rand.New(rand.NewPCG(2, 2))
	for i := range xy {
		xy[i] = float64(rng.IntN(12)) // many at the same distance
	}
	compareLists(t, nearestInPlane(xy, 7, 2), 300, 7, func(i, j int) float64 {
		dx, dy := xy[2*i]-xy[2*j], xy[2*i+1]-xy[2*j+1]
		return dx*dx + dy*dy
	})
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

func TestCalledBreaksTies(t *testing.T) {
	for _, c := range []struct {
		labels []int32
		want   int32
	}{
		{[]int32{0, 1, 2, 2, 1, 3}, 1}, // two each: the nearer
		{[]int32{0, 1, 2, 2, 1, 2}, 2},
		{[]int32{0, 5, 4, 3, 2, 1}, 5},
	} {
		l := newLists(6, 5)
		copy(l.index, []int32{1, 2, 3, 4, 5})
		if got := l.called(c.labels); got[0] != c.want {
			t.Errorf("%v are called %d, want %d", c.labels[1:], got[0], c.want)
		}
	}
}

// TestTrustOfTheSpaceItself has a map that loses nothing.
func TestTrustOfTheSpaceItself(t *testing.T) {
	in := clusters(3, 30, 2, 0.6) // two values: PCA loses nothing
	r := drawn(t, in, MapOptions{Methods: []string{PCA}})
	p := r.Maps[0]
	if p.Trustworthiness != 1 || p.Kept != 1 || *p.KNN5 != *r.KNN5 {
		t.Errorf("a map that loses nothing: %+v", p.MapQuality)
	}
	testutil.Near(t, "variance", p.Variance[0]+p.Variance[1], 1, 1e-6)
}
