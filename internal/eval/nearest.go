package eval

import "math"

// bucketShift leaves the 13 highest of a key's 31 bits: 32 buckets for every
// doubling of a squared distance, 32 kB of counters.
const bucketShift = 18

// ranker orders one query's keys. One for each worker.
type ranker struct {
	count  [1 << (31 - bucketShift)]uint32
	near   []uint64 // key<<32 | row of the lowest keys
	podium podium
	key    []uint32 // of each picture
	top    []uint32
	spare  []uint32
}

// tally counts the keys in each bucket.
func (r *ranker) tally(key []uint32) {
	clear(r.count[:])
	for _, k := range key {
		r.count[k>>bucketShift&(1<<(31-bucketShift)-1)]++
	}
}

// bound is the last key of the bucket in which the n-th nearest lies. tally
// must have counted at least n keys.
func (r *ranker) bound(n int) uint32 {
	for b, c := range r.count {
		n -= int(c)
		if n <= 0 {
			return uint32(b+1)<<bucketShift - 1
		}
	}
	panic("eval: fewer keys than the rank asked for")
}

// farther says whether distance a is larger than b; NaN is larger than all.
func farther(a, b float64) bool { return a > b || math.IsNaN(a) && !math.IsNaN(b) }

// widen is the key of the distance at key plus what rounding can hide.
func widen(s *space, xx float32, key uint32) uint32 {
	d := math.Float32frombits(key)
	return math.Float32bits(d + s.slack(xx, d))
}
