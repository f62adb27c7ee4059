package search

import "math"

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

// keyed holds the keys of some queries by a distance of any kind; none if it is empty.
type keyed struct {
	key [][]uint32
	// pivot is what the keys of a query count from, so that distances that are all
	// large beside their differences keep their order: the least of the first span.
	pivot []float64
}

func newKeyed(queries, rows int) *keyed {
	k := &keyed{key: make([][]uint32, queries), pivot: make([]float64, queries)}
	for i := range k.key {
		k.key[i] = make([]uint32, rows)
	}
	return k
}

// set keeps the distances of query i to the span that begins at from. The spans
// of a query come in order.
func (k *keyed) set(i, from int, distance []float64) {
	if from == 0 {
		k.pivot[i] = least(distance)
	}
	key, pivot := k.key[i][from:from+len(distance)], k.pivot[i]
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
