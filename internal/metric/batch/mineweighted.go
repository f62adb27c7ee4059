package batch

import "math"

// mineWeighted draws for each anchor and positive one negative, so that all
// distances come up alike (Wu, Manmatha, Smola and Krähenbühl, "Sampling Matters
// in Deep Embedding Learning", ICCV 2017, section 4). On the sphere of k dimensions
// pairs lie d apart with a density
//
//	q(d) ∝ d^(k-2) (1 - d²/4)^((k-3)/2)        d = √(2 cos distance), the Euclidean distance at length 1
//
// and a negative is drawn with a probability in proportion to 1/q(max(d, cutoff)); none at
// far or beyond, where a loss would be 0. If all negatives lie there, each is as likely as
// the others. cutoff 0.5 and far 1.4 are the authors'. It looks at the cosine whatever the
// loss does.
type mineWeighted struct {
	cutoff, far float64
	sums        []float64 // of the weights up to each picture
}

var distanceWeightedMiner = minerEntry{name: "distance-weighted", ranks: rankCosine,
	params: []param{{"cutoff", 0.5, 1e-3, 1.9}, {"far", 1.4, 1e-3, 1.999}},
	make: func(param func(string) (float64, bool), _ float64) miner {
		cutoff, _ := param("cutoff")
		far, _ := param("far")
		return &mineWeighted{cutoff: cutoff, far: far}
	}}

func (w *mineWeighted) mine(m *mining, visit func(a, p, n int)) {
	w.sums = grow(w.sums, m.n)
	for a, class := range m.groups.of {
		if len(m.groups.members(a)) == m.n {
			continue
		}
		total := w.weigh(m, a, class)
		for _, p := range m.groups.members(a) {
			if int(p) == a {
				continue
			}
			at := float64(m.draw.Uint64()>>11) / (1 << 53) * total
			n := 0
			for n < m.n-1 && !(w.sums[n] > at) {
				n++
			}
			if m.groups.of[n] == class { // NaN in a batch: no weight is above another
				return
			}
			visit(a, int(p), n)
		}
	}
}

// weigh sums the weights of the negatives of a.
func (w *mineWeighted) weigh(m *mining, a int, class int32) (total float64) {
	row := m.rank[a*m.n : (a+1)*m.n]
	most := math.Inf(-1)
	for n, d := range row {
		w.sums[n] = math.Inf(-1)
		if d = math.Sqrt(2 * d); m.groups.of[n] != class && d < w.far {
			d = max(d, w.cutoff)
			w.sums[n] = -float64(m.dim-2)*math.Log(d) - float64(m.dim-3)/2*math.Log1p(-d*d/4)
			most = max(most, w.sums[n])
		}
	}
	for n, log := range w.sums {
		switch {
		case m.groups.of[n] == class:
		case math.IsInf(most, -1):
			total++
		default:
			total += math.Exp(log - most)
		}
		w.sums[n] = total
	}
	return total
}
