package eval

// bucketShift leaves the 13 highest of a key's 31 bits: 32 buckets for every
// doubling of a squared distance, 32 kB of counters.
const bucketShift = 18

// ranker orders one query's keys. One for each worker.
type ranker struct {
	count [1 << (31 - bucketShift)]uint32
	key   []uint32 // of each picture
	top   []uint32
	spare []uint32
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

// spread gives each picture of a place its key.
func (r *ranker) spread(key []uint32, places [][]int32) []uint32 {
	r.key = r.key[:0]
	for j, k := range key {
		for range places[j] {
			r.key = append(r.key, k)
		}
	}
	return r.key
}
