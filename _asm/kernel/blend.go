package main

import (
	. "github.com/mmcloughlin/avo/build"
	. "github.com/mmcloughlin/avo/operand"
	"github.com/mmcloughlin/avo/reg"
)

// tapRows writes the loop over output rows and their taps of a function with the parameters
// dst, src, taps, rows, stride and have: like taps, but the rows of the tables lie stride bytes
// apart, and a tap of -1 is left out. The first table has the taps' rows; step gets the place
// of a row, and the places in the tables.
func (v isa) tapRows(tables []string, begin func() []reg.VecVirtual, step func(s []reg.VecVirtual, from Mem, places []reg.Register, h int)) {
	dst, src := Load(Param("dst"), GP64()), Load(Param("src"), GP64())
	count, n := Load(Param("taps"), GP64()), Load(Param("rows"), GP64())
	stride, have := Load(Param("stride"), GP64()), Load(Param("have"), GP64())
	heads, places := make([]reg.Register, len(tables)), make([]reg.Register, len(tables))
	for i, t := range tables {
		heads[i], places[i] = Load(Param(t), GP64()), GP64()
	}
	Label("row")
	s := begin()
	left, from := GP64(), GP64()
	for i := range heads {
		MOVQ(heads[i], places[i])
	}
	MOVQ(count, left)
	Label("tap")
	MOVLQSX(Mem{Base: places[0]}, from)
	CMPQ(from, have)
	JAE(LabelRef("beyond")) // unsigned: a negative index is a large one
	SHLQ(Imm(6), from)
	for h := range s {
		step(s, Mem{Base: src, Index: from, Scale: 1, Disp: h * v.bytes()}, places, h)
	}
	Label("skip")
	for _, p := range places {
		ADDQ(stride, p)
	}
	DECQ(left)
	JNZ(LabelRef("tap"))
	for h := range s {
		VMOVUPS(s[h], at(dst, h*v.bytes()))
	}
	for _, p := range heads {
		ADDQ(Imm(4), p)
	}
	ADDQ(Imm(panelBytes), dst)
	DECQ(n)
	JNZ(LabelRef("row"))
	JMP(LabelRef("done"))
	Label("beyond")
	CMPQ(from, I32(-1))
	JE(LabelRef("skip"))
	Label("done")
	VZEROUPPER()
	Store(n, ReturnIndex(0))
	RET()
}

// blendRows writes weighted sums of rows.
func blendRows(v isa) {
	TEXT("blendRows"+v.name, NOSPLIT, "func(dst, src *float32, in *int32, weight *float32, taps, rows, stride, have uint64) (left uint64)")
	Pragma("noescape")
	Doc(outOfRange,
		"Multiplications and additions are separate, so that the result equals the Go loop's bit for bit.")
	var w reg.VecVirtual
	v.tapRows([]string{"in", "weight"}, func() []reg.VecVirtual { return v.zeros(1, v.regs)[0] },
		func(s []reg.VecVirtual, from Mem, places []reg.Register, h int) {
			if h == 0 {
				w = v.spread(Mem{Base: places[1]})
			}
			VADDPS(v.mul(w, from), s[h], s[h])
		})
}

// maxTaps writes the largest of rows.
func maxTaps(v isa) {
	TEXT("maxTaps"+v.name, NOSPLIT, "func(dst, src *float32, in *int32, taps, rows, stride, have uint64) (left uint64)")
	Pragma("noescape")
	Doc(outOfRange)
	lowest := v.constant(minusInf)
	v.tapRows([]string{"in"}, func() []reg.VecVirtual {
		s := make([]reg.VecVirtual, v.regs)
		for h := range s {
			s[h] = v.vec()
			VMOVAPS(lowest, s[h])
		}
		return s
	}, func(s []reg.VecVirtual, from Mem, _ []reg.Register, h int) { v.larger(s[h], v.load(from)) })
}

// larger makes u of m where u is above it or NaN.
func (v isa) larger(m, u reg.VecVirtual) {
	VMAXPS(m, u, m) // m where one of them is NaN
	v.replace(isNaN, u, u, [2]reg.VecVirtual{u, m})
}
