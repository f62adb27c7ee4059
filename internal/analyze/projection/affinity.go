package projection

import (
	"math"
	"slices"

	"mekiki/internal/analyze/parallel"
)

// usualPerplexity is the number of neighbours that count for a picture in t-SNE.
const usualPerplexity = 30

// perplexity is the usual one, or what so few pictures allow.
func perplexity(n int) float64 { return min(usualPerplexity, float64(n-1)/3) }

// graphNeighbours is how many neighbours have an affinity: three times the
// perplexity, beyond which it is next to nothing (van der Maaten 2014).
func graphNeighbours(n int) int { return min(n-1, int(3*perplexity(n))+1) }

// affinities are the symmetric p of t-SNE, a sparse matrix in rows: those of
// place i are value[start[i]:start[i+1]], with the places in column. They sum to 1.
type affinities struct {
	start  []int
	column []int32
	value  []float64
}

// newAffinities gives each place's k nearest a Gaussian affinity whose width makes
// the perplexity, and joins the two directions of each pair: p_ij =
// (p_j|i + p_i|j) / 2n (van der Maaten and Hinton 2008).
func newAffinities(l *neighbourLists, k int, perplexity float64, workers int) *affinities {
	n := len(l.index) / l.k
	k = min(k, l.k)
	one := make([]float64, n*k) // p_j|i
	parallel.Share((n+placeBlock-1)/placeBlock, workers, func() func(int) {
		return func(b int) {
			for i := b * placeBlock; i < min((b+1)*placeBlock, n); i++ {
				conditional(one[i*k:(i+1)*k], l.square[i*l.k:][:k], perplexity)
			}
		}
	})
	type pair struct {
		column int32
		value  float64
	}
	rows := make([][]pair, n)
	for i := range n {
		for c, j := range l.of(i)[:k] {
			p := one[i*k+c] / float64(2*n)
			rows[i] = append(rows[i], pair{j, p})
			rows[j] = append(rows[j], pair{int32(i), p})
		}
	}
	a := &affinities{start: make([]int, n+1)}
	for i, row := range rows {
		// Stable: a pair that is near both ways was added in the order of i.
		slices.SortStableFunc(row, func(x, y pair) int { return int(x.column) - int(y.column) })
		for _, p := range row {
			if last := len(a.column) - 1; last >= a.start[i] && a.column[last] == p.column {
				a.value[last] += p.value
			} else {
				a.column, a.value = append(a.column, p.column), append(a.value, p.value)
			}
		}
		a.start[i+1] = len(a.column)
	}
	return a
}

// conditional writes p_j|i for neighbours at squared distances: exp(-beta d²) with
// the beta whose entropy is log(perplexity), found by halving. Distances count from the
// nearest, which changes no p and keeps one of them at exp(0).
func conditional(p, square []float64, perplexity float64) {
	nearest := slices.Min(square)
	scale := 0.0
	for _, d := range square {
		scale += (d - nearest) / float64(len(square))
	}
	if scale == 0 {
		scale = 1 // all equally far: any beta gives the same
	}
	beta, low, high, want := 1/scale, 0.0, math.Inf(1), math.Log(perplexity)
	for range 100 {
		sum, moment := 0.0, 0.0
		for j, d := range square {
			p[j] = math.Exp(-beta * (d - nearest))
			sum += p[j]
			moment += p[j] * (d - nearest)
		}
		for j := range p {
			p[j] /= sum
		}
		entropy := math.Log(sum) + beta*moment/sum
		if math.Abs(entropy-want) < 1e-5 {
			return
		}
		if entropy > want {
			low = beta
		} else {
			high = beta
		}
		if math.IsInf(high, 1) {
			beta *= 2
		} else {
			beta = (low + high) / 2
		}
		if beta > 1e12/scale {
			return // several at the nearest distance: they share all of it
		}
	}
}
