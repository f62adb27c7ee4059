package kernel

import (
	"fmt"
	"math"
)

// golden steps through the states of splitmix64, goldenLane through those of the
// lanes of a row: the golden ratio in 64 and in 32 bits, known to the assembly.
const golden, goldenLane = 0x9E3779B97F4A7C15, 0x9E3779B9

// Dropout sets each value to 0 with probability p and scales the others by
// 1/(1-p), so that the mean stays (Srivastava et al., 2014). Which ones is a
// function of seed and of a value's number alone; value k of src has the number
// first+k:
//
//	for k := range dst {
//		n := first + k
//		h := mix(mix(seed) + n/16*0x9E3779B97F4A7C15)
//		r := uint32(h) + n%16*0x9E3779B9
//		r = (r ^ r>>16) * 0x21F0AAAD
//		r = ((r ^ r>>15) + uint32(h>>32)) * 0xD35A2D97
//		r = r ^ r>>15
//		dst[k] = src[k] * (1 / (1 - p)) // 0 if r < p * 2^32
//	}
//
// mix is splitmix64's, the rest after Wellons (hash-prospector, 2018). So the
// parts of a batch may be done in any order by any number of workers, and the
// gradient goes through the same call with the same seed, which needs no stored
// mask. Give every layer and every step a seed of its own. p is 0 to below 1,
// taken to 2^-32; 0 copies. dst may be src. The result is the same bits on every
// processor. It panics if the lengths differ or are no multiple of 16, first is
// none, or p lies outside of its range.
func Dropout(dst, src []float32, p float32, seed, first uint64) {
	if len(dst) != len(src) || len(dst)%Lane != 0 || first%Lane != 0 || !(p >= 0 && p < 1) {
		panic(fmt.Sprintf("kernel: Dropout: %d values to %d, number %d, probability %v", len(src), len(dst), first, p))
	}
	if len(dst) > 0 {
		below := uint32(math.Ceil(math.Ldexp(float64(p), 32)))
		dropout(dst, src, mix(seed)+first/Lane*golden, below, 1/(1-p))
	}
}

// dropoutGo is the reference of Dropout: state is that of the first row, below
// the least random number that keeps a value.
func dropoutGo(dst, src []float32, state uint64, below uint32, scale float32) {
	for i := 0; i < len(src); i += Lane {
		d, s := (*[Lane]float32)(dst[i:]), (*[Lane]float32)(src[i:])
		h := mix(state)
		state += golden
		lane, high := uint32(h), uint32(h>>32)
		for j, v := range s {
			r := (lane ^ lane>>16) * 0x21F0AAAD
			r = ((r ^ r>>15) + high) * 0xD35A2D97
			r ^= r >> 15
			lane += goldenLane
			// The sign of the difference tells without a branch that nobody
			// could predict.
			dropped := uint32((uint64(r) - uint64(below)) >> 63)
			d[j] = math.Float32frombits(math.Float32bits(v*scale) & (dropped - 1))
		}
	}
}

// mix is the output function of splitmix64 (Steele, Lea and Flood, 2014).
func mix(z uint64) uint64 {
	z = (z ^ z>>30) * 0xBF58476D1CE4E5B9
	z = (z ^ z>>27) * 0x94D049BB133111EB
	return z ^ z>>31
}
