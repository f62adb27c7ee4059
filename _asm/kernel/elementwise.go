package main

import (
	. "github.com/mmcloughlin/avo/build"
	. "github.com/mmcloughlin/avo/operand"
	"github.com/mmcloughlin/avo/reg"
)

// elementwise writes sums or products of the rows of one panel with those of another, or all
// with one row, between low and high.
func elementwise(v isa, name string, op func(v isa, a reg.VecVirtual, b number) reg.VecVirtual, column bool) {
	second := "b"
	if column {
		second = "column"
	}
	TEXT(name+v.name, NOSPLIT, "func(dst, a, "+second+" *float32, rows uint64, low, high float32)")
	Pragma("noescape")
	dst, a, b := Load(Param("dst"), GP64()), Load(Param("a"), GP64()), Load(Param(second), GP64())
	n, low, high := Load(Param("rows"), GP64()), v.parameter("low"), v.parameter("high")
	var fixed []reg.VecVirtual
	panels := []reg.Register{dst, a}
	if column {
		for h := range v.regs {
			fixed = append(fixed, v.load(at(b, h*v.bytes())))
		}
	} else {
		panels = append(panels, b)
	}
	Label("loop")
	for h := range v.regs {
		x := v.load(at(a, h*v.bytes()))
		if column {
			x = op(v, x, fixed[h])
		} else {
			x = op(v, x, at(b, h*v.bytes()))
		}
		VMOVUPS(v.notAbove(v.notBelow(x, low), high), at(dst, h*v.bytes()))
	}
	next(n, "loop", panels...)
}

// columns writes a sum, or the like, of the rows of one panel in four chains, which are
// joined at last in pairs; join writes a = a op b.
func columns(v isa, name string, start lanes, join func(a, b reg.VecVirtual)) {
	const chains = 4
	TEXT(name+v.name, NOSPLIT, "func(dst, src *float32, rows uint64)")
	Pragma("noescape")
	dst, src, n := Load(Param("dst"), GP64()), Load(Param("src"), GP64()), Load(Param("rows"), GP64())
	var s [chains][]reg.VecVirtual
	for c := range s {
		for range v.regs {
			s[c] = append(s[c], v.constant(start))
		}
	}
	step := func(c int) {
		for h := range s[c] {
			join(s[c][h], v.load(at(src, c*panelBytes+h*v.bytes())))
		}
	}
	CMPQ(n, Imm(chains))
	JLT(LabelRef("rest"))
	Label("loop")
	for c := range s {
		step(c)
	}
	ADDQ(U32(chains*panelBytes), src)
	SUBQ(Imm(chains), n)
	CMPQ(n, Imm(chains))
	JGE(LabelRef("loop"))
	Label("rest")
	for c := range chains - 1 {
		TESTQ(n, n)
		JZ(LabelRef("end"))
		step(c)
		DECQ(n)
	}
	Label("end")
	for h := range v.regs {
		join(s[0][h], s[1][h])
		join(s[2][h], s[3][h])
		join(s[0][h], s[2][h])
		VMOVUPS(s[0][h], at(dst, h*v.bytes()))
	}
	VZEROUPPER()
	RET()
}
