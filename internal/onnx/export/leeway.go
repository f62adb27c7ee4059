package export

import (
	"cmp"
	"math"
	"math/rand/v2"
	"slices"
)

const (
	// apart is by how much of its largest value an embedding differs from one runtime to
	// the next: 1e-6 was the most among the models of docs/formats.md.
	apart = 1e-6
	// leewayRows is how many known pictures are looked at, leewayPairs how many pairs.
	leewayRows, leewayPairs = 64, 32
)

// leeway is how much farther than the threshold a picture may lie in another runtime
// that lies right at it in Mekiki. That is no rare case: the threshold is the distance of
// a picture, often of one that is looked at again. It is the largest change of distance
// that changes of an embedding by apart make in pairs of known pictures, a picture with
// itself included, those whose distance is nearest to the threshold.
func (k *Known) leeway(dim int) float64 {
	type pair struct {
		x, y []float32
		d    float64
	}
	var pairs []pair
	count := len(k.Labels)
	step := (count + leewayRows - 1) / leewayRows
	row := func(i int) []float32 { return k.Rows[i*dim : (i+1)*dim] }
	for i := 0; i < count; i += step {
		for j := 0; j < count; j += step {
			if d := k.Measure.Value(row(i), row(j)); !math.IsNaN(d) {
				pairs = append(pairs, pair{row(i), row(j), d})
			}
		}
	}
	slices.SortStableFunc(pairs, func(a, b pair) int {
		return cmp.Compare(math.Abs(a.d-k.Threshold), math.Abs(b.d-k.Threshold))
	})
	rng := rand.New(rand.NewPCG(0, 0)) // so that a model gives the same file always
	most, changed := 0.0, make([]float32, dim)
	for _, p := range pairs[:min(leewayPairs, len(pairs))] {
		largest := float32(0)
		for _, v := range p.x {
			largest = max(largest, v, -v)
		}
		for i, v := range p.x {
			changed[i] = v + apart*largest*float32(2*rng.IntN(2)-1)
		}
		if d := math.Abs(k.Measure.Value(changed, p.y) - p.d); d > most && !math.IsInf(d, 0) {
			most = d
		}
	}
	return most
}
