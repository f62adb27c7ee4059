package main

import (
	. "github.com/mmcloughlin/avo/build"
	. "github.com/mmcloughlin/avo/operand"
	"github.com/mmcloughlin/avo/reg"
)

// lane is the width of a panel in floats, panelBytes its row in bytes.
const (
	lane       = 16
	panelBytes = lane * 4
)

// isa is one instruction set: its name in symbols, and how many registers hold
// one 16-float row of a panel (two YMM or one ZMM).
type isa struct {
	name     string
	wide     bool // AVX-512
	regs     int  // registers for one row of a panel
	gradRows int  // height of the tiles of gradients
}

var (
	avx2   = isa{name: "AVX2", regs: 2, gradRows: 4}
	avx512 = isa{name: "AVX512", wide: true, regs: 1, gradRows: 8}
)

// vec gives a fresh vector register.
func (v isa) vec() reg.VecVirtual {
	if v.wide {
		return ZMM()
	}
	return YMM()
}

// bytes is the width of one register.
func (v isa) bytes() int { return panelBytes / v.regs }

// zero clears a register.
func (v isa) zero(r reg.VecVirtual) {
	if v.wide {
		VPXORD(r, r, r)
		return
	}
	VXORPS(r, r, r)
}

// zeros gives a cleared tile of rows x cols registers.
func (v isa) zeros(rows, cols int) [][]reg.VecVirtual {
	t := make([][]reg.VecVirtual, rows)
	for i := range t {
		t[i] = make([]reg.VecVirtual, cols)
		for j := range t[i] {
			t[i][j] = v.vec()
			v.zero(t[i][j])
		}
	}
	return t
}

// at addresses base + offset bytes.
func at(base reg.Register, offset int) Mem { return Mem{Base: base, Disp: offset} }
