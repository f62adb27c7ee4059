package safetensors

import "math"

// Float16 is the value of an IEEE 754 half (binary16) with the given bits. It is
// exact: every half is a float32, infinities and NaN included.
func Float16(bits uint16) float32 {
	sign, exp, frac := uint32(bits&0x8000)<<16, uint32(bits>>10&0x1f), uint32(bits&0x3ff)
	switch exp {
	case 0: // zero and subnormal: frac times 2^-24
		return math.Float32frombits(sign | math.Float32bits(float32(frac)*0x1p-24))
	case 31:
		return math.Float32frombits(sign | 0x7f800000 | frac<<13)
	}
	return math.Float32frombits(sign | (exp+127-15)<<23 | frac<<13)
}

// BFloat16 is the value of a bfloat16, the upper half of a float32.
func BFloat16(bits uint16) float32 { return math.Float32frombits(uint32(bits) << 16) }
