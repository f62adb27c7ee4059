package eval

import (
	"math"
	"slices"

	"mekiki/internal/metric"
)

// span is how many rows of the gallery share one bound on the error of a distance.
const span = metric.ColumnRows

// anyKey orders distances of any sign as 31-bit whole numbers: the order of a
// float32's bits, with those of negative numbers turned over, without the last
// bit. NaN comes last.
func anyKey(v float64) uint32 {
	f := float32(v)
	if f == 0 {
		f = 0 // one zero, without a sign
	}
	if f != f {
		return math.MaxUint32 >> 1
	}
	b := math.Float32bits(f)
	return (b ^ (uint32(int32(b)>>31) | 1<<31)) >> 1
}

// measured holds the keys of blockRows queries by a distance of any kind.
type measured struct {
	*stock
	dist metric.Measure[float32]
	key  [blockRows][]uint32
	// radius bounds how far the distance of a key lies from the exact one, for each
	// span of the gallery.
	radius [blockRows][]float64
	// pivot is what the keys of a query count from, so that distances that are all
	// large beside their differences keep their order: the least of the first span.
	pivot [blockRows]float64
}

func newMeasured(d metric.Measure[float32], g *stock) *measured {
	m, n := &measured{dist: d, stock: g}, g.rows()
	for i := range m.key {
		m.key[i], m.radius[i] = make([]uint32, n), make([]float64, (n+span-1)/span)
	}
	return m
}

func (m *measured) keys(i int) []uint32 { return m.key[i] }

// set keeps the distances of query i to the span that begins at from. The spans
// of a query come in order.
func (m *measured) set(i, from int, distance []float64) {
	if from == 0 {
		m.pivot[i] = least(distance)
	}
	key, pivot := m.key[i][from:from+len(distance)], m.pivot[i]
	for j, d := range distance {
		key[j] = anyKey(d - pivot)
	}
}

// least is the smallest finite distance, 0 if there is none.
func least(distance []float64) float64 {
	low := math.Inf(1)
	for _, d := range distance {
		if d < low && d-d == 0 {
			low = d
		}
	}
	if math.IsInf(low, 1) {
		return 0
	}
	return low
}

// value is the exact distance from x to row j of the gallery.
func (m *measured) value(x []float32, j int) float64 { return m.dist.Value(x, m.row(j)) }

// nearest measures the rows with the lowest keys, one a seat. None that is nearer than
// the farthest of them, or as near, can have a key above that distance and its span's radius:
// those with lower keys are measured too (after Seidl and Kriegel, Optimal
// Multi-Step k-Nearest Neighbor Search, 1998).
func (m *measured) nearest(r *ranker, i int, x []float32) *podium {
	key, seats := m.key[i], min(neighboursVoting, m.pictures)
	farthest := math.Inf(-1)
	for _, c := range r.lowest(key, seats) {
		if v := m.value(x, int(uint32(c))); farther(v, farthest) {
			farthest = v
		}
	}
	r.podium.clear(seats)
	for s, radius := range m.radius[i] {
		from := s * span
		// Rounding keeps an order: no distance up to this one has a higher key.
		limit := anyKey(math.Nextafter(farthest+radius, math.Inf(1)) - m.pivot[i])
		for j, c := range key[from:min(from+span, len(key))] {
			if c <= limit {
				r.podium.add(m.value(x, from+j), m.of(from+j))
			}
		}
	}
	return &r.podium
}

// lowest gives the k lowest keys with their rows, as near holds them; all if there are fewer.
func (r *ranker) lowest(key []uint32, k int) []uint64 {
	r.near = r.near[:0]
	limit := uint32(math.MaxUint32)
	for j, b := range key {
		if b >= limit {
			continue
		}
		c := uint64(b)<<32 | uint64(j)
		at, _ := slices.BinarySearch(r.near, c)
		r.near = slices.Insert(r.near, at, c)
		if len(r.near) >= k {
			r.near = r.near[:k]
			limit = uint32(r.near[k-1] >> 32)
		}
	}
	return r.near
}

// pairSeeker measures every pair.
type pairSeeker struct {
	*measured
	distance [span]float64
}

func newPairSeeker(d metric.Measure[float32], g *stock) *pairSeeker {
	return &pairSeeker{measured: newMeasured(d, g)}
}

func (p *pairSeeker) fill(query []float32) {
	for i := range len(query) / p.dim {
		x, n := query[i*p.dim:(i+1)*p.dim], len(p.key[i])
		for from := 0; from < n; from += span {
			distance := p.distance[:min(span, n-from)]
			for j := range distance {
				distance[j] = p.value(x, from+j)
			}
			p.set(i, from, distance)
		}
	}
}
