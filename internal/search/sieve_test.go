package search

import (
	"math"
	"math/rand/v2"
	"slices"
	"testing"
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
		// No distance is a number here, so none of them passes a row over.
		measured := map[float32]int{}
		emb, id := make([]float32, n), make([]int32, n)
		for j := range n {
			emb[j], id[j] = float32(j), int32(j)
		}
		all := folded{matrix: matrix{emb: emb, dim: 1}, id: id}
		v := &view{measure: spy(measured), space: &space{dim: 128}, strips: pack(nil, kind{}, &all, 1), rows: n}
		const k = 5
		var s sieve
		s.start([]float32{0}, 0.5, 0, Want{K: k}, math.MaxFloat32)
		most := 0
		for j, d := range square {
			s.add(v, math.Float32bits(d), math.Float32bits(d), int32(j))
			most = max(most, len(s.near))
		}
		s.finish(v)
		sorted := slices.Sorted(slices.Values(square))
		limit := float32(math.MaxFloat32)
		if n >= k {
			limit = widen(v.space, 0.5, math.Float32bits(sorted[k-1]), 0)
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
func (s spy) Value(_, y []float32) float64                                { s[y[0]]++; return math.NaN() }
func (s spy) AddGrad(float64, []float32, []float32, []float32, []float32) {}
