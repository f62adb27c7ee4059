package eval

import "slices"

// retrieve gives the R-precision and MAP@R of one query, R being size, the
// number of gallery pictures of its class. key must be tallied.
func (r *ranker) retrieve(key []uint32, labels []int32, class int32, size int) (rPrecision, mapR float64) {
	limit := r.bound(size)
	labels = labels[:len(key)]
	if cap(r.top) < len(key) {
		r.top, r.spare = make([]uint32, len(key)), make([]uint32, len(key))
	}
	top := r.top[:len(key)]
	n := 0
	for j, k := range key {
		// The highest bit of a key is free: shifted up, it takes the hit along.
		hit := k << 1
		if labels[j] == class {
			hit |= 1
		}
		top[n] = hit
		if k <= limit {
			n++
		}
	}
	return precision(r.sort(n), size)
}

// sort sorts the first n of top, by radix where that pays.
func (r *ranker) sort(n int) []uint32 {
	from, to := r.top[:n], r.spare[:n]
	if n < 512 {
		slices.Sort(from)
		return from
	}
	const digit = 1 << 11
	var count [3][digit]uint32
	for _, v := range from {
		count[0][v%digit]++
		count[1][v>>11%digit]++
		count[2][v>>22]++
	}
	for pass := range count {
		at, shift := uint32(0), 11*pass
		for d, c := range count[pass] {
			count[pass][d] = at
			at += c
		}
		for _, v := range from {
			d := v >> shift % digit
			to[count[pass][d]] = v
			count[pass][d]++
		}
		from, to = to, from
	}
	return from
}

// precision gives R-precision and MAP@R of sorted, key<<1 | hit of at least the
// size nearest pictures and all that are as near as the last of them.
//
// In a run of t equal keys with h hits, each place is a hit with probability
// h/t, and given one there, each other place with (h-1)/(t-1): the mean over all
// orders of the run (McSherry and Najork, Computing Information Retrieval
// Performance Measures Efficiently in the Presence of Tied Scores, 2008).
func precision(sorted []uint32, size int) (rPrecision, mapR float64) {
	var hits, found, sum float64 // hits before the run, expected hits among the first size
	for i := 0; i < size; {
		run := i + 1
		for run < len(sorted) && sorted[run]>>1 == sorted[i]>>1 {
			run++
		}
		if run == i+1 {
			if sorted[i]&1 != 0 {
				hits++
				found++
				sum += hits / float64(run)
			}
			i = run
			continue
		}
		h := 0.0
		for _, v := range sorted[i:run] {
			h += float64(v & 1)
		}
		t := float64(run - i)
		for k := i; k < min(run, size); k++ {
			found += h / t
			sum += h / t * (hits + 1 + float64(k-i)*(h-1)/(t-1)) / float64(k+1)
		}
		hits += h
		i = run
	}
	return found / float64(size), sum / float64(size)
}
