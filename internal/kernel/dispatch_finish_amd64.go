//go:build !purego

package kernel

import "math"

// What assembly does of a Finish, as bits; _asm/kernel knows them.
const (
	finishBias = 1 << iota
	finishAdd
	finishLow
	finishHigh
	finishMask // of MulMasked
)

// operands gives bias and addend of a result as the assembly takes them, those from a
// column and a place on, and what it does with them. What it does not read is
// `unread`.
func (f *Finish) operands(unread *float32, column, at int) (bias, addend *float32, mode uint64) {
	bias, addend = unread, unread
	if f == nil {
		return bias, addend, 0
	}
	low, high := f.bounds()
	if low != float32(math.Inf(-1)) {
		mode |= finishLow
	}
	if high != float32(math.Inf(1)) {
		mode |= finishHigh
	}
	if f.Bias != nil {
		bias, mode = &f.Bias[column], mode|finishBias
	}
	if f.Add != nil {
		addend, mode = &f.Add[at], mode|finishAdd
	}
	return bias, addend, mode
}
