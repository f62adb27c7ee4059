package eval

import (
	"cmp"
	"fmt"
	"math"
	"math/rand/v2"
	"reflect"
	"slices"
	"testing"

	"mekiki/internal/search"
)

// tiedSets are queries and galleries with all that makes neighbours equally far.
func tiedSets() map[string][2]Set {
	rng := rand.New(rand.NewPCG(81, 82))
	const dim = 5
	row := func(s Set, i int) []float32 { return s.Emb[i*dim : (i+1)*dim] }
	out := map[string][2]Set{
		"smooth":         {random(rng, 37, dim, 3, false), random(rng, 300, dim, 3, false)},
		"several strips": {random(rng, 26, dim, 3, false), random(rng, 2*2048+77, dim, 3, true)},
		"grid":           {random(rng, 37, dim, 3, true), random(rng, 300, dim, 3, true)},
		"tiny gallery":   {random(rng, 20, dim, 2, true), random(rng, 3, dim, 2, true)},
		"two pictures":   {random(rng, 20, dim, 2, true), random(rng, 2, dim, 2, false)},
	}
	// 600 copies of a picture under every label, as of a blank one, and pairs with
	// contradictory labels among others; queries that are copies of both.
	query, gallery := random(rng, 60, dim, 3, false), random(rng, 1000, dim, 3, false)
	for i := range 600 {
		copy(row(gallery, i), row(gallery, 0))
		gallery.Labels[i] = int32(i * i % 3)
	}
	for i := 600; i < 800; i += 2 {
		copy(row(gallery, i), row(gallery, i+1))
	}
	for i := range 20 {
		copy(row(query, i), row(gallery, i*50))
	}
	out["copies"] = [2]Set{query, gallery}
	// Zero vectors of both signs, more than five and one alone.
	query, gallery = random(rng, 40, dim, 3, true), random(rng, 400, dim, 3, true)
	clear(query.Emb[:7*dim])
	clear(gallery.Emb[20*dim : 60*dim])
	for i := range 5 * dim {
		gallery.Emb[20*dim+i] = float32(math.Copysign(0, -1))
	}
	out["zeros"] = [2]Set{query, gallery}
	// Far more at exactly one cosine distance, none a copy.
	query, gallery = Set{make([]float32, 3*dim), []int32{0, 1, 2}}, Set{nil, nil}
	for i := range 2 * 1024 {
		gallery.Emb = append(gallery.Emb, float32(i), 0, 0, 0, 0)
		gallery.Labels = append(gallery.Labels, int32(i%7%3))
	}
	query.Emb[1], query.Emb[dim+2], query.Emb[2*dim+3] = 1, 1, 1
	out["one direction"] = [2]Set{query, gallery}
	equal := Set{slices.Repeat([]float32{0.1}, 700*dim), make([]int32, 700)}
	for i := range equal.Labels {
		equal.Labels[i] = int32(i % 3)
	}
	out["all equal"] = [2]Set{{equal.Emb[:6*dim], equal.Labels[:6]}, equal}
	return out
}

// shuffled is a set in another order; from says where its rows were.
func shuffled(rng *rand.Rand, s Set, dim int) (out Set, from []int) {
	from = rng.Perm(len(s.Labels))
	for _, i := range from {
		out.Emb = append(out.Emb, s.Emb[i*dim:(i+1)*dim]...)
		out.Labels = append(out.Labels, s.Labels[i])
	}
	return out, from
}

// TestOrderOfRows: no order of the gallery or the queries changes any bit of a
// figure, an interval or a call.
func TestOrderOfRows(t *testing.T) {
	const dim = 5
	rng := rand.New(rand.NewPCG(83, 84))
	for name, sets := range tiedSets() {
		query, gallery := sets[0], sets[1]
		for _, distance := range slices.Concat(spaces(), []string{"0.8*cos + 0.02*euc", "where(cos < 0.5, cos, euc - 3)", "log(cos - 0.2)", "man"}) {
			search := func(query, gallery Set) *Neighbours {
				opt := Options{Own: distance, Resamples: 20, Seed: 7, Workers: 1 + rng.IntN(3)}
				n, _, err := SearchOwn(t.Context(), query, gallery, dim, opt)
				if err != nil {
					t.Fatal(err)
				}
				return n
			}
			want := search(query, gallery)
			for trial := range 3 {
				g, _ := shuffled(rng, gallery, dim)
				q, from := shuffled(rng, query, dim)
				got := search(q, g)
				called := make([]int32, len(from))
				for i, c := range got.Called {
					called[from[i]] = c
				}
				got.Called = called
				if !reflect.DeepEqual(got, want) {
					t.Errorf("%s by %s, order %d: %+v, want %+v", name, distance, trial, got, want)
				}
			}
		}
	}
}

// TestOrderOfLeaks is the same for the figures without leaked pictures.
func TestOrderOfLeaks(t *testing.T) {
	const dim = 5
	rng := rand.New(rand.NewPCG(85, 86))
	sets := tiedSets()["copies"]
	query, gallery := sets[0], sets[1]
	leaks := func(query, gallery Set, q, g func(int) int) []Leaks {
		leaked, double := make([]bool, len(query.Labels)), make([]bool, len(gallery.Labels))
		for i := range leaked {
			leaked[i] = q(i) < 20
		}
		for i := range double {
			double[i] = g(i)%50 == 0
		}
		out, _, err := WithoutLeaks(t.Context(), query, gallery, dim, leaked, double, Options{Own: "cos + euc", Resamples: 20})
		if err != nil {
			t.Fatal(err)
		}
		return out
	}
	same := func(i int) int { return i }
	want := leaks(query, gallery, same, same)
	for range 3 {
		g, gFrom := shuffled(rng, gallery, dim)
		q, qFrom := shuffled(rng, query, dim)
		got := leaks(q, g, func(i int) int { return qFrom[i] }, func(i int) int { return gFrom[i] })
		if !reflect.DeepEqual(got, want) {
			t.Errorf("%+v, want %+v", got, want)
		}
	}
}

// TestTiesNaive: with all kinds of equal distances the figures are those of the rule
// the long way.
func TestTiesNaive(t *testing.T) {
	const dim = 5
	for name, sets := range tiedSets() {
		for _, distance := range slices.Concat(spaces(), []string{"0.8*cos + 0.02*euc", "log(cos - 0.2)", "man"}) {
			got, _, err := SearchOwn(t.Context(), sets[0], sets[1], dim, Options{Own: distance, SkipRetrieval: true})
			if err != nil {
				t.Fatal(err)
			}
			want := naive(sets[0], sets[1], dim, distance, 0)
			near(t, fmt.Sprint(name, " ", distance, " 5-NN"), got.KNN5.Value, want[scoreKNN])
			near(t, fmt.Sprint(name, " ", distance, " precision@1"), got.Precision1.Value, want[scoreFirst])
		}
	}
}

// TestVotesAllOrders: votes and precision@1 are the means over every order of
// pictures at the same distance.
func TestVotesAllOrders(t *testing.T) {
	rng := rand.New(rand.NewPCG(87, 88))
	for trial := range 200 {
		n := 1 + rng.IntN(8)
		seats := min(n, neighboursVoting)
		distance, labels := make([]float64, n), make([]int32, n)
		index := make([]uint32, n)
		for i := range n {
			distance[i], labels[i], index[i] = float64(rng.IntN(3)), int32(rng.IntN(3)), uint32(i)
			if rng.IntN(8) == 0 {
				distance[i] = math.NaN()
			}
		}
		by := func(a, b uint32) int {
			return nearer(neighbour{distance: distance[a]}, neighbour{distance: distance[b]})
		}
		slices.SortFunc(index, by)
		votes, first, orders := map[int32]int{}, map[int32]int{}, 0
		permute(index, func(order []uint32) {
			if !slices.IsSortedFunc(order, by) {
				return
			}
			orders++
			first[labels[order[0]]]++
			for _, i := range order[:seats] {
				votes[labels[i]]++
			}
		})
		best := int32(-1)
		for c, v := range votes {
			closest := func(c int32) neighbour {
				i := slices.IndexFunc(index, func(i uint32) bool { return labels[i] == c })
				return neighbour{distance: distance[index[i]]}
			}
			if best < 0 || cmp.Or(v-votes[best], nearer(closest(best), closest(c)), int(best-c)) > 0 {
				best = c
			}
		}
		p, found := newPoll(labels, 3), []search.Place(nil)
		for i, j := range index {
			if i == 0 || by(index[i-1], j) != 0 {
				if i >= seats {
					break
				}
				found = append(found, search.Place{Distance: distance[j]})
			}
			at := &found[len(found)-1]
			at.Rows = append(at.Rows, int32(j))
		}
		if got := p.call(found); got != best {
			t.Errorf("trial %d: called %d, want %d: %v of %v", trial, got, best, labels, distance)
		}
		for c := range int32(3) {
			near(t, fmt.Sprint("precision@1 of trial ", trial), p.share(found, c), float64(first[c])/float64(orders))
		}
	}
}
