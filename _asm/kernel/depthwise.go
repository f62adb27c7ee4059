package main

import (
	"fmt"

	. "github.com/mmcloughlin/avo/build"
	. "github.com/mmcloughlin/avo/operand"
	"github.com/mmcloughlin/avo/reg"
)

// depthwiseTile is the kernel of a depthwise convolution: outputs of a row side by side,
// as many as there are registers for, then fewer.
type depthwiseTile struct {
	v isa
	// side is how many taps stand in a row of neighbours, so that outputs side by side, of
	// which each begins stride inputs further, share some; 1 where taps stand anywhere.
	side     int
	stride   int
	acc      [][]reg.VecVirtual // [outputs][regs]
	src, dst reg.Register       // of the next outputs
	left     reg.GPVirtual
	// steps are odd multiples of the step from an output's inputs to the next one's, for
	// taps that stand anywhere.
	steps        map[int]reg.Register
	taps, w, tap reg.GPVirtual
	addend       Mem // how far it lies from the result
}

// depthwise writes the kernel for taps in rows of `side` and outputs `stride` inputs apart,
// any where side is 1, with tiles of so many outputs, the most first.
func depthwise(v isa, side, stride int, widths ...int) {
	name := fmt.Sprintf("depthwise%sx%d", v.name, side)
	if side > 1 {
		name += fmt.Sprintf("by%d", stride)
	}
	TEXT(name, NOSPLIT,
		"func(dst, src, w, bias, addend *float32, taps *int32, count, rows, cols, srcRow, step, dstRow, mode uint64, lowest, highest float32)")
	Pragma("noescape")
	Doc(fmt.Sprintf("count is of rows of %d taps. Strides are in bytes. Every output is one chain of fused multiply-adds in the order of taps.", side))
	t := &depthwiseTile{v: v, side: side, stride: stride, src: GP64(), dst: GP64(), left: GP64(), taps: GP64(), w: GP64(), tap: GP64(), addend: AllocLocal(8)}
	MOVQ(must(Param("addend")), t.tap)
	SUBQ(must(Param("dst")), t.tap)
	MOVQ(t.tap, t.addend)
	if side == 1 {
		t.multiples(widths[0])
	}
	t.acc = v.zeros(widths[0], v.regs)
	Label("row")
	MOVQ(must(Param("src")), t.src)
	MOVQ(must(Param("dst")), t.dst)
	MOVQ(must(Param("cols")), t.left)
	for _, n := range widths {
		t.outputs(n)
	}
	MOVQ(must(Param("srcRow")), t.tap)
	ADDQ(t.tap, must(Param("src")))
	MOVQ(must(Param("dstRow")), t.tap)
	ADDQ(t.tap, must(Param("dst")))
	DECQ(must(Param("rows")))
	JNZ(LabelRef("row"))
	VZEROUPPER()
	RET()
}

// multiples makes the steps that the inputs of n outputs need.
func (t *depthwiseTile) multiples(n int) {
	step := Load(Param("step"), GP64())
	t.steps = map[int]reg.Register{1: step}
	for i := 3; i < n; i += 2 {
		t.steps[i] = GP64()
		LEAQ(Mem{Base: t.steps[i-2], Index: step, Scale: 2}, t.steps[i])
	}
}

// outputs computes n outputs at a time while there are so many left.
func (t *depthwiseTile) outputs(n int) {
	v, suffix := t.v, fmt.Sprint(n)
	Label("outputs" + suffix)
	CMPQ(t.left, Imm(uint64(n)))
	JLT(LabelRef("fewer" + suffix))
	acc := t.acc[:n] // the same registers for all widths: avo keeps them for the whole function
	for i := range acc {
		for _, r := range acc[i] {
			v.zero(r)
		}
	}
	MOVQ(must(Param("taps")), t.taps)
	MOVQ(must(Param("w")), t.w)
	left := GP64()
	MOVQ(must(Param("count")), left)
	Label("tap" + suffix)
	MOVLQSX(Mem{Base: t.taps}, t.tap)
	LEAQ(Mem{Base: t.src, Index: t.tap, Scale: 4}, t.tap)
	w := make([][]reg.VecVirtual, t.side)
	for x := range w {
		w[x] = make([]reg.VecVirtual, v.regs)
		for h := range w[x] {
			w[x][h] = v.vec()
			VMOVUPS(at(t.w, x*panelBytes+h*v.bytes()), w[x][h])
		}
	}
	if t.side == 1 {
		for i := range acc {
			for h, r := range acc[i] {
				VFMADD231PS(t.input(i, h), w[0][h], r)
			}
		}
	} else {
		t.slide(acc, w)
	}
	ADDQ(Imm(uint64(t.side*4)), t.taps)
	ADDQ(U32(t.side*panelBytes), t.w)
	DECQ(left)
	JNZ(LabelRef("tap" + suffix))

	t.finish(acc, suffix)
	ADDQ(U32(n*panelBytes), t.dst)
	t.advance(n)
	SUBQ(Imm(uint64(n)), t.left)
	JMP(LabelRef("outputs" + suffix))
	Label("fewer" + suffix)
}

// slide takes each input of a row of taps once, for all outputs that it is part of.
func (t *depthwiseTile) slide(acc, w [][]reg.VecVirtual) {
	v := t.v
	for in := range (len(acc)-1)*t.stride + t.side {
		for h := range v.regs {
			r := v.vec()
			VMOVUPS(at(t.tap, in*panelBytes+h*v.bytes()), r)
			for x := range w {
				if i := (in - x) / t.stride; in >= x && (in-x)%t.stride == 0 && i < len(acc) {
					VFMADD231PS(r, w[x][h], acc[i][h])
				}
			}
		}
	}
}

// input is half h of what output i reads at the tap.
func (t *depthwiseTile) input(i, h int) Mem {
	m := at(t.tap, h*t.v.bytes())
	if i > 0 {
		scale := i & -i // the largest power of two
		m.Index, m.Scale = t.steps[i/scale], uint8(scale)
	}
	return m
}

// advance moves n outputs on.
func (t *depthwiseTile) advance(n int) {
	if t.side > 1 {
		ADDQ(U32(n*t.stride*panelBytes), t.src)
		return
	}
	scale := n & -n
	LEAQ(Mem{Base: t.src, Index: t.steps[n/scale], Scale: uint8(scale)}, t.src)
}

// finish adds bias and addend, clamps, and stores the tile.
func (t *depthwiseTile) finish(acc [][]reg.VecVirtual, suffix string) {
	v, mode := t.v, must(Param("mode"))
	each := func(do func(i, h int, r reg.VecVirtual)) {
		for h := range v.regs {
			for i := range acc {
				do(i, h, acc[i][h])
			}
		}
	}
	place := func(base reg.Register, i, h int) Mem { return at(base, i*panelBytes+h*v.bytes()) }
	when(mode, finishBias, "biased"+suffix, func() {
		MOVQ(must(Param("bias")), t.tap)
		each(func(_, h int, r reg.VecVirtual) { VADDPS(at(t.tap, h*v.bytes()), r, r) })
	})
	when(mode, finishAdd, "added"+suffix, func() {
		MOVQ(t.addend, t.tap)
		ADDQ(t.dst, t.tap)
		each(func(i, h int, r reg.VecVirtual) { VADDPS(place(t.tap, i, h), r, r) })
	})
	bound := v.vec()
	when(mode, finishLow, "notBelow"+suffix, func() {
		VBROADCASTSS(must(Param("lowest")), bound)
		each(func(_, _ int, r reg.VecVirtual) { VMAXPS(r, bound, r) })
	})
	when(mode, finishHigh, "notAbove"+suffix, func() {
		VBROADCASTSS(must(Param("highest")), bound)
		each(func(_, _ int, r reg.VecVirtual) { VMINPS(r, bound, r) })
	})
	each(func(i, h int, r reg.VecVirtual) { VMOVUPS(r, place(t.dst, i, h)) })
}
