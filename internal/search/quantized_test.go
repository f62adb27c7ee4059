package search

import (
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"mekiki/internal/kernel"
	"mekiki/internal/metric"
	"mekiki/internal/metric/distance"
)

// TestQuantizedNaive: with rounded places hits are those of all distances sorted, by every kind of
// measure that has places, in galleries of all kinds.
func TestQuantizedNaive(t *testing.T) {
	const dim = 40
	sets := wideSets(dim)
	for _, text := range []string{"cosine", "euclidean", "angular", "mahalanobis", "-euc", "cos - euc", "cos + abs(|x| - |y|)", "abs(euc - 3)"} {
		var state distance.Whitening
		for k := range dim {
			for i := range k {
				state = append(state, float32(i*k%5-2)/8)
			}
			state = append(state, float32(1+k%3))
		}
		d, err := metric.FittedMeasure[float32](text, state)
		if err != nil {
			t.Fatal(err)
		}
		t.Run(text, func(t *testing.T) {
			t.Parallel()
			for name, s := range sets {
				x, err := NewIndex(s.gallery, dim, d, 1+len(name)%3)
				if err != nil {
					t.Fatal(err)
				}
				x.asked.Store(manyQueries)
				all := make([][]Hit, len(s.query)/dim)
				for q := range all {
					all[q] = naive(d, s.query[q*dim:(q+1)*dim], s.gallery, dim)
				}
				for _, want := range []Want{{K: 1}, {K: 5}, {K: 70}, {R: 0.2}, {R: -3}} {
					got, err := x.hits(t.Context(), s.query, want)
					if err != nil {
						t.Fatal(err)
					}
					for q := range got {
						hits := first(all[q], want.K)
						if want.K == 0 {
							hits = inside(all[q], want.R)
						}
						if !same(got[q], hits) {
							t.Fatalf("%s, query %d, %v: %v, want %v", name, q, want, some(got[q]), some(hits))
						}
					}
				}
			}
		})
	}
}

// wideSets are galleries of more than a strip with all that makes rounding go wrong.
func wideSets(dim int) map[string]set {
	rng := rand.New(rand.NewPCG(91, 92))
	draw := func(n int, value func(i, k int) float64) []float32 {
		out := make([]float32, 0, n*dim)
		for i := range n {
			for k := range dim {
				out = append(out, float32(value(i, k)))
			}
		}
		return out
	}
	normal := func(i, _ int) float64 { return rng.NormFloat64() + float64(i%3) }
	out := map[string]set{}
	for name, value := range map[string]func(i, k int) float64{
		"smooth":        normal,
		"one spot":      func(i, k int) float64 { return 100 + normal(i, k)/512 },
		"whole numbers": func(i, k int) float64 { return math.Round(normal(i, k) / 4) },
		"outliers": func(i, k int) float64 { // spoil the scales of their rows
			if k == i%dim && i%2 == 0 {
				return 1e4
			}
			return normal(i, k)
		},
		"lengths": func(i, k int) float64 { return normal(i, k) * math.Pow(10, float64(i%61-30)) },
		"steep":   func(i, k int) float64 { return normal(i, k) * math.Pow(2, -float64(k)) },
		"zeros":   func(i, k int) float64 { return normal(i, k) * float64(i%4/3) },
		"a shell": func(i, k int) float64 { // around 0 at nearly one distance
			v := 0.0
			if k == i%dim {
				v = 1 + float64(i)/(1<<20)
			}
			return v
		},
	} {
		s := set{query: draw(7, value), gallery: draw(stripRows+60, value)}
		copy(s.query[2*dim:3*dim], make([]float32, dim))
		copy(s.gallery[20*dim:24*dim], s.query)
		for k := range dim {
			s.query[5*dim+k] = s.gallery[30*dim+k] * (1 + 1.0/(1<<20))
		}
		out[name] = s
	}
	afar := set{query: slices.Clone(out["smooth"].query), gallery: out["smooth"].gallery}
	for i := range afar.query {
		afar.query[i] *= float32(math.Pow(10, float64(i/dim*5))) // beside a very long query the others keep their limits
	}
	out["afar"] = afar
	return out
}

// TestDoubt: the squared distance of places lies within the doubt about that of rounded places.
func TestDoubt(t *testing.T) {
	const dim, n = 37, 50
	for name, s := range wideSets(dim) {
		rows, query := s.gallery[:n*dim], s.query
		longest := 0.0
		for _, v := range rows {
			longest = max(longest, math.Abs(float64(v)))
		}
		places := make([]float32, len(rows)) // no longer than 1, as places are
		for i, v := range rows {
			places[i] = float32(float64(v) / longest / dim)
		}
		q := newQuantized(kernel.NewPanels(places, n, dim))
		r := newRoundBlock(dim, kernel.PadRows(len(query)/dim))
		for i := range len(query) / dim {
			x := make([]float32, dim)
			for k := range x {
				x[k] = float32(float64(query[i*dim+k]) / longest / dim)
			}
			r.pack(x, i)
			product := make([]float32, n*kernel.Tile)
			kernel.MulBytes(product, r.value[i*r.k:], q.value, r.scale[i:], q.scale, q.bias, 1, kernel.BytesTile, r.k, 1)
			for j := range kernel.Lane {
				xy := 0.0
				for k, v := range x {
					xy += float64(v) * float64(places[j*dim+k])
				}
				if off, most := math.Abs(2*(float64(product[j])-xy)), float64(r.doubt(q, i, j)); off > most+0x1p-138*dim {
					t.Errorf("%s, query %d, row %d: off by %v, in doubt by %v", name, i, j, off, most)
				}
			}
		}
	}
}

// TestPace: strips are left out where rounded places do not help, ever more of them.
func TestPace(t *testing.T) {
	p, rounded := pace{}, 0
	for range 1000 {
		if p.rounded() {
			rounded++
			p.judge(false, 1)
		}
	}
	if rounded < 5 || rounded > 12 {
		t.Errorf("%d of 1000 strips by rounded places that never help", rounded)
	}
	for p.rest > 0 {
		p.rounded()
	}
	p.judge(true, 1)
	for range 10 {
		if !p.rounded() {
			t.Error("a strip is left out after rounded places helped")
		}
		p.judge(true, 1)
	}
}
