package eval

import (
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"mekiki/internal/metric"
)

// TestSieve: of keys in any order the sieve ends with those that sorting all of
// them would give, down to the place of equals and beyond mostExact of them.
func TestSieve(t *testing.T) {
	rng := rand.New(rand.NewPCG(71, 72))
	in, xx := &space{dim: 128}, float32(0.5)
	for trial := range 60 {
		n := 1 + rng.IntN(6000)
		key := make([]uint32, n)
		for j := range key {
			d := rng.Float32()
			switch trial % 6 {
			case 1: // few values
				d = float32(rng.IntN(3))
			case 2: // ever nearer
				d = 1 - float32(j)/float32(n)
			case 3: // closer together than rounding can tell, ever nearer
				d = 0.25 - float32(j)/(1<<24)
			case 4: // nothing to go by
				d = 0
			case 5: // many near equals before and after nearer ones
				d = 0.25 + float32(rng.IntN(4))/(1<<22) + float32(rng.IntN(2))
			}
			key[j] = math.Float32bits(d)
		}
		var s sieve
		s.start()
		var all []uint64
		for j, k := range key {
			s.add(in, xx, k, j)
			all = append(all, uint64(k)<<32|uint64(j))
		}
		slices.Sort(all)
		want := all[:min(len(all), mostExact)]
		if n > neighboursVoting {
			limit := widen(in, xx, uint32(all[neighboursVoting-1]>>32))
			want = slices.DeleteFunc(slices.Clone(want), func(c uint64) bool { return uint32(c>>32) > limit })
		}
		got := s.candidates()
		if got = got[:min(len(got), mostExact)]; !slices.Equal(got, want) {
			t.Errorf("trial %d, %d keys: %d candidates, want %d", trial, n, len(got), len(want))
		}
	}
}

// TestSearchNeighbours: not only the figures, but every neighbour is the one that
// the exact distances give, with retrieval figures or without, however many
// queries go together.
func TestSearchNeighbours(t *testing.T) {
	rng := rand.New(rand.NewPCG(73, 74))
	for _, c := range []struct {
		name      string
		n, g, dim int
		steps     bool
		change    func(query, gallery Set, dim int)
	}{
		{"smooth", 230, 500, 17, false, func(Set, Set, int) {}},
		{"several strips", 40, 2*stripRows + 77, 6, false, func(Set, Set, int) {}},
		{"equal distances", 120, 300, 4, true, func(Set, Set, int) {}},
		{"tiny gallery", 10, 3, 4, false, func(Set, Set, int) {}},
		{"no direction", 130, 400, 5, true, func(query, gallery Set, dim int) {
			clear(query.Emb[:7*dim])
			clear(gallery.Emb[20*dim : 60*dim])
			clear(gallery.Emb[399*dim:])
		}},
		{"the zero vector is nearest", 30, 400, 5, false, func(query, gallery Set, dim int) {
			for i, v := range query.Emb {
				query.Emb[i] = float32(math.Abs(float64(v)))
			}
			for i, v := range gallery.Emb {
				gallery.Emb[i] = -float32(math.Abs(float64(v)))
			}
			for _, j := range []int{3, 5, 100, 101, 398} {
				clear(gallery.Emb[j*dim : (j+1)*dim])
			}
		}},
		{"near equals", 20, 450, 24, false, func(query, gallery Set, dim int) {
			for j := range 400 {
				copy(gallery.Emb[j*dim:(j+1)*dim], query.Emb[:dim])
				gallery.Emb[j*dim+j%dim] += 1 - float32(j)/(1<<22)
			}
		}},
		{"collapsed", 30, 450, 8, false, func(query, gallery Set, _ int) {
			for _, s := range []Set{query, gallery} {
				for i := range s.Emb {
					s.Emb[i] = 100 + s.Emb[i]/32
				}
			}
		}},
	} {
		query, gallery := random(rng, c.n, c.dim, 2, c.steps), random(rng, c.g, c.dim, 2, c.steps)
		c.change(query, gallery, c.dim)
		for _, distance := range spaces() {
			d, err := metric.Lookup[float32](distance)
			if err != nil {
				t.Fatal(err)
			}
			for _, opt := range []Options{{Workers: 1}, {Workers: 1, SkipRetrieval: true}, {Workers: 7, SkipRetrieval: true}} {
				job, err := newSpaceSearch(query, gallery, c.dim, distance, opt)
				if err != nil {
					t.Fatal(err)
				}
				seek, r := job.seeker(), new(ranker)
				for q := range c.n {
					if q%job.rows == 0 {
						seek.fill(query.Emb[q*c.dim : min(q+job.rows, c.n)*c.dim])
					}
					x := query.Emb[q*c.dim : (q+1)*c.dim]
					var want []neighbour
					for j := range c.g {
						want = append(want, neighbour{d.Value(x, gallery.Emb[j*c.dim:(j+1)*c.dim]), j})
					}
					slices.SortFunc(want, byDistance)
					k := min(5, c.g)
					if got := seek.nearest(r, q%job.rows, x, k); fmt.Sprint(got) != fmt.Sprint(want[:k]) {
						t.Fatalf("%s, query %d by %s, %+v: %v, want %v", c.name, q, distance, opt, got, want[:k])
					}
				}
			}
		}
	}
}
