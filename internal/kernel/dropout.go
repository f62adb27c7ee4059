package kernel

import (
	"fmt"
	"math"
	"math/bits"
)

// Dropout sets each value to 0 with probability p and scales the others by
// 1/(1-p), so that the mean stays (Srivastava et al., 2014). Which ones is a
// function of seed and of a value's number alone: value k of src has the number
// first+k, and
//
//	for k := range dst {
//		n := first + k
//		h := mix(mix(seed) + n/2*0x9E3779B97F4A7C15) // splitmix64
//		r := h >> (n % 2 * 32) % (1 << 32)           // an even number takes the low half
//		dst[k] = src[k] * (1 / (1 - p))              // 0 if r < p * 2^32
//	}
//
// So the parts of a batch may be done in any order by any number of workers, and
// the gradient goes through the same call with the same seed, which needs no
// stored mask. Give every layer and every step a seed of its own. p is 0 to
// below 1, taken to 2^-32; 0 copies. dst may be src. The result is the same bits
// on every processor. It panics if the lengths differ or are no multiple of 16,
// first is none, or p lies outside of its range.
func Dropout(dst, src []float32, p float32, seed, first uint64) {
	if len(dst) != len(src) || len(dst)%Lane != 0 || first%Lane != 0 || !(p >= 0 && p < 1) {
		panic(fmt.Sprintf("kernel: Dropout: %d values to %d, number %d, probability %v", len(src), len(dst), first, p))
	}
	const golden = 0x9E3779B97F4A7C15
	below := uint64(math.Ceil(math.Ldexp(float64(p), 32)))
	scale := 1 / (1 - p)
	state := mix(seed) + first/2*golden
	for i := 0; i < len(src); i += Lane {
		d, s := (*[Lane]float32)(dst[i:]), (*[Lane]float32)(src[i:])
		for j := 0; j < Lane; j += 2 {
			h := mix(state)
			state += golden
			d[j] = keep(s[j]*scale, h&math.MaxUint32, below)
			d[j+1] = keep(s[j+1]*scale, h>>32, below)
		}
	}
}

// keep is v, or 0 if r < below, without a branch that nobody could predict.
func keep(v float32, r, below uint64) float32 {
	_, dropped := bits.Sub64(r, below, 0)
	return math.Float32frombits(math.Float32bits(v) & (uint32(dropped) - 1))
}

// mix is the output function of splitmix64 (Steele, Lea and Flood, 2014).
func mix(z uint64) uint64 {
	z = (z ^ z>>30) * 0xBF58476D1CE4E5B9
	z = (z ^ z>>27) * 0x94D049BB133111EB
	return z ^ z>>31
}
