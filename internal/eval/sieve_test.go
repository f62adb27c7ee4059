package eval

import (
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"mekiki/internal/metric"
)

// TestSieve: of keys in any order the sieve measures every row that rounding may
// have moved among the nearest, also where thousands are as near, and its memory does
// not grow with them.
func TestSieve(t *testing.T) {
	rng := rand.New(rand.NewPCG(71, 72))
	for trial := range 60 {
		n := 1 + rng.IntN(6000)
		square := make([]float32, n)
		for j := range square {
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
			square[j] = d
		}
		// The distances that decide have nothing to do with the keys here, so each row
		// that was measured can be told.
		measured := map[float32]int{}
		g := &gallery{
			space: &space{dim: 128, dist: spy(measured)}, n: n,
			stock: &stock{matrix: matrix{emb: make([]float32, n), dim: 1}, pictures: n, ballots: []ballot{{0, 1}}, first: make([]int32, n+1)},
		}
		for j := range n {
			g.emb[j] = float32(j)
			g.stock.first[j+1] = 1
		}
		var s sieve
		s.start([]float32{0}, min(n, neighboursVoting))
		most := 0
		for j, d := range square {
			s.add(g, 0.5, math.Float32bits(d), j)
			most = max(most, len(s.near))
		}
		s.nearest(g)
		sorted := slices.Sorted(slices.Values(square))
		limit := float32(math.MaxFloat32)
		if n >= neighboursVoting {
			limit = math.Float32frombits(widen(g.space, 0.5, math.Float32bits(sorted[neighboursVoting-1])))
		}
		for j, d := range square {
			if n := measured[float32(j)]; d <= limit && n != 1 || n > 1 {
				t.Fatalf("trial %d, %d keys: row %d at %v was measured %d times, limit %v", trial, len(square), j, d, n, limit)
			}
		}
		if most > mostKept {
			t.Errorf("trial %d: %d rows kept", trial, most)
		}
	}
}

// spy counts which rows are measured.
type spy map[float32]int

func (s spy) Name() string                                                { return "spy" }
func (s spy) Symbol() string                                              { return "spy" }
func (s spy) Value(_, y []float32) float64                                { s[y[0]]++; return float64(y[0]) }
func (s spy) AddGrad(float64, []float32, []float32, []float32, []float32) {}

// TestSearchNeighbours: not only the figures, but the neighbours are those that
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
					if got, want := places(seek.nearest(r, q%job.rows, x)), placesOf(d, x, gallery, c.dim); got != want {
						t.Fatalf("%s, query %d by %s, %+v: %v, want %v", c.name, q, distance, opt, got, want)
					}
				}
			}
		}
	}
}
