package search

import (
	"cmp"
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"mekiki/internal/metric"
	"mekiki/internal/metric/distance"
)

// formulas are of either sign, kinked, steep, undefined in places, of one
// value for many pairs, and of the vectors themselves.
var formulas = []string{
	"0.8*cos + 0.02*euc", "0.5*cos + sqeuc", "cos + abs(|x| - |y|)", "cos - euc", "-1/(1 + euc)", "rtb", "2*ang",
	"where(cos < 0.5, cos, euc - 3)", "sqrt(euc - 2)", "log(cos - 0.2)", "max(cos, 0.4)", "100 + 0.01*cos", "-euc", "exp(cos)*euc/(1 + |y|)",
	"where(euc < 2 and not (cos > 0.3), -cos, euc)", "man", "man - 3*cos", "0.1*mah + cos", "chebyshev",
}

// measures are all kinds, for vectors of dim.
func measures(t testing.TB, dim int) []metric.Measure[float32] {
	t.Helper()
	rng := rand.New(rand.NewPCG(3, 4))
	var state distance.Whitening
	for k := range dim {
		for range k {
			state = append(state, float32(rng.NormFloat64()/2))
		}
		state = append(state, float32(math.Pow(4, float64(k%4))))
	}
	var out []metric.Measure[float32]
	for _, text := range slices.Concat([]string{"cosine", "euclidean", "angular", "sqeuclidean", "mahalanobis", "1*mah"}, formulas) {
		d, err := metric.FittedMeasure[float32](text, state)
		if err != nil {
			t.Fatal(err)
		}
		out = append(out, d)
	}
	return out
}

// set is a gallery with queries.
type set struct{ query, gallery []float32 }

const testDim = 5

func normal(rng *rand.Rand, n int, steps bool) []float32 {
	out := make([]float32, n*testDim)
	for i := range out {
		v := rng.NormFloat64() + float64(i/testDim%3)
		if steps {
			v = math.Round(v)
		}
		out[i] = float32(v)
	}
	return out
}

// sets are galleries with all that makes a search go wrong.
func sets() map[string]set {
	rng := rand.New(rand.NewPCG(81, 82))
	const dim = testDim
	out := map[string]set{
		"smooth":         {normal(rng, 37, false), normal(rng, 300, false)},
		"several strips": {normal(rng, 4, false), normal(rng, 2*stripRows+77, false)},
		"grid":           {normal(rng, 26, true), normal(rng, 300, true)},
		"three rows":     {normal(rng, 5, true), normal(rng, 3, true)},
		"one row":        {normal(rng, 5, true), normal(rng, 1, true)},
		"no rows":        {normal(rng, 3, true), nil},
	}
	copies := set{normal(rng, 14, false), normal(rng, 1000, false)}
	for i := range 600 {
		copy(copies.gallery[i*dim:(i+1)*dim], copies.gallery)
	}
	copy(copies.query, copies.gallery[:dim])
	copy(copies.query[dim:], copies.gallery[700*dim:703*dim])
	out["copies"] = copies
	zeros := set{normal(rng, 10, true), normal(rng, 400, true)}
	clear(zeros.query[:3*dim])
	clear(zeros.gallery[20*dim : 60*dim])
	for i := range 5 * dim {
		zeros.gallery[20*dim+i] = float32(math.Copysign(0, -1))
	}
	out["zeros"] = zeros
	line := set{make([]float32, 3*dim), nil} // at exactly one cosine distance, none a copy
	for i := range mostKept + 300 {
		line.gallery = append(line.gallery, float32(i), 0, 0, 0, 0)
	}
	line.query[1], line.query[dim+2], line.query[2*dim] = 1, 1, 1
	out["one direction"] = line
	out["all equal"] = set{slices.Repeat([]float32{0.1}, 3*dim), slices.Repeat([]float32{0.1}, 700*dim)}
	spot := set{normal(rng, 10, false), normal(rng, 500, false)}
	for _, s := range [][]float32{spot.query, spot.gallery} {
		for i := range s {
			s[i] = 100 + s[i]/512
		}
	}
	out["one spot"] = spot
	lengths := set{normal(rng, 12, false), normal(rng, 300, false)}
	for i := range lengths.gallery {
		lengths.gallery[i] *= float32(math.Pow(10, float64(i/dim%61-30)))
	}
	for i := range lengths.query {
		lengths.query[i] *= float32(math.Pow(10, float64(i/dim*6-30)))
	}
	out["lengths"] = lengths
	afar := set{normal(rng, 6, false), normal(rng, 200, false)}
	for i := range afar.query {
		afar.query[i] *= 1e25
	}
	out["afar"] = afar
	near := set{normal(rng, 4, false), normal(rng, 450, false)}
	for j := range 400 { // around a query, at distances that float32 products cannot tell apart
		copy(near.gallery[j*dim:(j+1)*dim], near.query[:dim])
		near.gallery[j*dim+j%dim] += float32(1-2*(j&1)) * (1 + float32(j)/(1<<22))
	}
	out["near equals"] = near
	return out
}

// naive are all rows by their distance, then their index; what is no number is last.
func naive(d metric.Measure[float32], x, gallery []float32, dim int) []Hit {
	var all []Hit
	for j := range len(gallery) / dim {
		all = append(all, Hit{j, d.Value(x, gallery[j*dim:(j+1)*dim])})
	}
	slices.SortStableFunc(all, byDistance)
	return all
}

func byDistance(a, b Hit) int {
	switch x, y := math.IsNaN(a.Distance), math.IsNaN(b.Distance); {
	case x && y:
		return 0
	case x:
		return 1
	case y:
		return -1
	}
	return cmp.Compare(a.Distance, b.Distance)
}

// first are the k nearest of all, with those that are as near as the last.
func first(all []Hit, k int) []Hit {
	n := min(k, len(all))
	for n > 0 && n < len(all) && byDistance(all[n-1], all[n]) == 0 {
		n++
	}
	return all[:n]
}

// inside are those of all within r.
func inside(all []Hit, r float64) []Hit {
	n := 0
	for n < len(all) && all[n].Distance <= r {
		n++
	}
	return all[:n]
}

// same compares hits to the last bit.
func same(a, b []Hit) bool {
	return slices.EqualFunc(a, b, func(a, b Hit) bool { return a.Index == b.Index && byDistance(a, b) == 0 })
}
