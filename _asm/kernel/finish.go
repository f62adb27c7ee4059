package main

import (
	. "github.com/mmcloughlin/avo/build"
	. "github.com/mmcloughlin/avo/operand"
)

// What is done of a Finish, as in internal/kernel.
const (
	finishBias = 1 << iota
	finishAdd
	finishLow
	finishHigh
	finishMask
)

// when runs a part of the finish if the mode has its bit, and goes on at the label,
// which it writes.
func when(mode Op, bit uint64, after string, part func()) {
	TESTQ(U32(bit), mode)
	JZ(LabelRef(after))
	part()
	Label(after)
}
