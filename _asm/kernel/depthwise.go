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
	v        isa
	src, dst reg.Register // of the next outputs
	left     reg.GPVirtual
	// steps are odd multiples of the step from an output's inputs to the next one's.
	steps        map[int]reg.Register
	taps, w, tap reg.GPVirtual
	addend       Mem // how far it lies from the result
}

// depthwise writes the kernel for tiles of so many outputs, the most first.
func depthwise(v isa, widths ...int) {
	TEXT("depthwise"+v.name, NOSPLIT,
		"func(dst, src, w, bias, addend *float32, taps *int32, count, rows, cols, srcRow, step, dstRow, mode uint64, lowest, highest float32)")
	Pragma("noescape")
	Doc("Strides are in bytes. Every output is one chain of fused multiply-adds in the order of taps.")
	t := &depthwiseTile{v: v, src: GP64(), dst: GP64(), left: GP64(), taps: GP64(), w: GP64(), tap: GP64(), addend: AllocLocal(8)}
	MOVQ(must(Param("addend")), t.tap)
	SUBQ(must(Param("dst")), t.tap)
	MOVQ(t.tap, t.addend)
	step := Load(Param("step"), GP64())
	t.steps = map[int]reg.Register{1: step}
	for i := 3; i < widths[0]; i += 2 {
		t.steps[i] = GP64()
		LEAQ(Mem{Base: t.steps[i-2], Index: step, Scale: 2}, t.steps[i])
	}
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

// outputs computes n outputs at a time while there are so many left.
func (t *depthwiseTile) outputs(n int) {
	v, suffix := t.v, fmt.Sprint(n)
	Label("outputs" + suffix)
	CMPQ(t.left, Imm(uint64(n)))
	JLT(LabelRef("fewer" + suffix))
	acc := v.zeros(n, v.regs)
	MOVQ(must(Param("taps")), t.taps)
	MOVQ(must(Param("w")), t.w)
	left := GP64()
	MOVQ(must(Param("count")), left)
	Label("tap" + suffix)
	MOVLQSX(Mem{Base: t.taps}, t.tap)
	LEAQ(Mem{Base: t.src, Index: t.tap, Scale: 4}, t.tap)
	w := make([]reg.VecVirtual, v.regs)
	for h := range w {
		w[h] = v.vec()
		VMOVUPS(at(t.w, h*v.bytes()), w[h])
	}
	for i := range acc {
		for h := range w {
			VFMADD231PS(t.input(i, h), w[h], acc[i][h])
		}
	}
	ADDQ(Imm(4), t.taps)
	ADDQ(Imm(panelBytes), t.w)
	DECQ(left)
	JNZ(LabelRef("tap" + suffix))

	t.finish(acc, suffix)
	ADDQ(U32(n*panelBytes), t.dst)
	t.advance(n)
	SUBQ(Imm(uint64(n)), t.left)
	JMP(LabelRef("outputs" + suffix))
	Label("fewer" + suffix)
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
