package projection

import (
	"cmp"
	"math/rand/v2"
	"reflect"
	"slices"
	"testing"

	"mekiki/internal/testutil"
)

// copied are clusters with many exact copies, some under another label, and a projection of them on a
// coarse grid.
func copied(rng *rand.Rand) (Input, []float64) {
	in := clusters(3, 20, 4, 0.6)
	n := len(in.Labels)
	for i := range n {
		if j := rng.IntN(n); i%2 == 0 {
			copy(in.Emb[i*4:(i+1)*4], in.Emb[j*4:(j+1)*4])
		}
	}
	for i := range 15 { // more than the neighbours that are looked at
		copy(in.Emb[(i*4)*4:(i*4+1)*4], in.Emb[:4])
	}
	xy := make([]float64, 2*n)
	for i := range xy {
		xy[i] = float64(rng.IntN(5))
	}
	return in, xy
}

func measured(t *testing.T, in Input, xy []float64, workers int) *Result {
	t.Helper()
	s, err := newVectorSpace(in.Emb, in.Dim, "euclidean")
	if err != nil {
		t.Fatal(err)
	}
	r := &Result{Projections: []*Projection{{XY: xy}}}
	if err := r.measure(t.Context(), s, in.Labels, workers); err != nil {
		t.Fatal(err)
	}
	return r
}

// TestMapOrder: no order of pictures changes a figure of a projection or what neighbours call a picture.
func TestMapOrder(t *testing.T) {
	rng := rand.New(rand.NewPCG(31, 32))
	in, xy := copied(rng)
	want := measured(t, in, xy, 1)
	for trial := range 10 {
		other, places := Input{Dim: in.Dim}, []float64(nil)
		from := rng.Perm(len(in.Labels))
		for _, i := range from {
			other.Emb = append(other.Emb, in.Emb[i*in.Dim:(i+1)*in.Dim]...)
			other.Labels = append(other.Labels, in.Labels[i])
			places = append(places, xy[2*i:2*i+2]...)
		}
		got := measured(t, other, places, 3)
		called := make([]int32, len(from))
		for k, i := range from {
			called[i] = got.Called[k]
		}
		if !slices.Equal(called, want.Called) || *got.KNN5 != *want.KNN5 || !reflect.DeepEqual(got.Projections[0].Quality, want.Projections[0].Quality) {
			t.Errorf("order %d: %+v, want %+v", trial, got.Projections[0].Quality, want.Projections[0].Quality)
		}
	}
}

// TestMapTiesNaive breaks ties at random, many times, and takes the mean.
func TestMapTiesNaive(t *testing.T) {
	rng := rand.New(rand.NewPCG(33, 34))
	in, xy := copied(rng)
	got := measured(t, in, xy, 2)
	n, k := len(in.Labels), got.Projections[0].Neighbours
	s, err := newVectorSpace(in.Emb, in.Dim, "euclidean")
	if err != nil {
		t.Fatal(err)
	}
	space := s.squared
	plane := func(i, j int) float64 {
		dx, dy := xy[2*i]-xy[2*j], xy[2*i+1]-xy[2*j+1]
		return dx*dx + dy*dy
	}
	// lists are the others of i by distance, equals in a random order.
	lists := func(i int, square func(i, j int) float64) []int {
		order := slices.DeleteFunc(rng.Perm(n), func(j int) bool { return j == i })
		slices.SortStableFunc(order, func(a, b int) int { return cmp.Compare(square(i, a), square(i, b)) })
		return order
	}
	const orders = 300
	kept, excess, right, rightInPlane := 0, 0, 0, 0
	for i := range n {
		voices := [2]map[int32]int{{}, {}}
		for range orders {
			a, b := lists(i, space), lists(i, plane)
			for _, j := range b[:k] {
				if slices.Contains(a[:k], j) {
					kept++
				}
				rank := 1
				for _, o := range a {
					if space(i, o) < space(i, j) {
						rank++
					}
				}
				excess += max(rank-k, 0)
			}
			for v := range votes {
				voices[0][in.Labels[a[v]]]++
				voices[1][in.Labels[b[v]]]++
			}
		}
		// A class with more than half of all votes is called for sure.
		for m, count := range []*int{&right, &rightInPlane} {
			if most := voices[m][in.Labels[i]]; 2*most > votes*orders {
				*count++
			}
		}
	}
	p := got.Projections[0]
	testutil.Near(t, "kept", p.Kept, float64(kept)/float64(n*k*orders), 2e-3)
	testutil.Near(t, "trustworthiness", p.Trustworthiness, 1-2*float64(excess)/orders/float64(n*k*(2*n-3*k-1)), 2e-3)
	if *got.KNN5 < float64(right)/float64(n) || *p.KNN5 < float64(rightInPlane)/float64(n) || right == 0 {
		t.Errorf("5-NN %v and %v, but %d and %d of %d have most votes in the mean of all orders", *got.KNN5, *p.KNN5, right, rightInPlane, n)
	}
}

// TestCall: of ties in votes the nearer wins, of equal distances the lower class; who is at
// the distance of the fifth shares what is left.
func TestCall(t *testing.T) {
	for _, c := range []struct {
		square []float64
		labels []int32
		want   int32
	}{
		{[]float64{1, 2, 3, 4, 5}, []int32{1, 2, 2, 1, 3}, 1}, // two each: the nearer
		{[]float64{1, 2, 3, 4, 5}, []int32{1, 2, 2, 1, 2}, 2},
		{[]float64{1, 2, 3, 4, 5}, []int32{5, 4, 3, 2, 1}, 5},
		{[]float64{1, 1, 1, 1, 1}, []int32{5, 4, 3, 2, 1}, 1},
		{[]float64{1, 2, 3, 4, 4, 4}, []int32{1, 1, 2, 2, 2, 3}, 2},             // two seats for three: 2 : 2⅓ : ⅔
		{[]float64{1, 2, 3, 3, 3, 3, 3, 3}, []int32{1, 1, 2, 2, 2, 3, 3, 3}, 1}, // three seats for six: 2 : 1½ : 1½
		{[]float64{1, 2, 3, 3, 3, 3, 3, 3}, []int32{1, 1, 2, 2, 2, 2, 3, 3}, 1}, // 2 : 2 : 1, the nearer
		{[]float64{1, 2, 3, 3, 3, 3, 3, 3}, []int32{1, 1, 2, 2, 2, 2, 2, 3}, 2}, // 2 : 2½ : ½
	} {
		var list circle
		for i, d := range c.square {
			list = append(list, nearPoint{d, int32(i)})
		}
		var room []ballots
		if got := list.call(c.labels, 5, &room); got != c.want {
			t.Errorf("%v at %v are called %d, want %d", c.labels, c.square, got, c.want)
		}
	}
}

// TestRanks: many ranks are those that are counted one by one.
func TestRanks(t *testing.T) {
	rng := rand.New(rand.NewPCG(35, 36))
	square := make([]float32, 200)
	for i := range square {
		square[i] = float32(rng.IntN(40))
	}
	r := newRanks(len(square))
	for i := range 20 {
		r.clear()
		for j := range square {
			if got, want := r.of(square, i, j, fewRanks+1), rankOf(square, i, j); j != i && got != want {
				t.Fatalf("rank of %d from %d is %d, want %d", j, i, got, want)
			}
		}
	}
}
