package main

import (
	. "github.com/mmcloughlin/avo/build"
	. "github.com/mmcloughlin/avo/operand"
)

// lerp moves whole panels toward src by the share t.
func lerp(v isa) {
	TEXT("lerp"+v.name, NOSPLIT, "func(dst, src *float32, panels uint64, t float32)")
	Pragma("noescape")
	Doc("Multiplications and additions are separate, so that the result equals the Go loop's bit for bit.")
	dst, src, n := Load(Param("dst"), GP64()), Load(Param("src"), GP64()), Load(Param("panels"), GP64())
	t := v.parameter("t")
	Label("loop")
	for h, d := range v.row(dst, 0) {
		x := v.load(at(src, h*v.bytes()))
		VMOVUPS(v.add(d, v.mul(v.sub(x, d), t)), at(dst, h*v.bytes()))
	}
	next(n, "loop", dst, src)
}

// sumSquares writes the 16 sums of the squares of some panels.
func sumSquares(v isa) {
	TEXT("sumSquares"+v.name, NOSPLIT, "func(lanes, src *float32, panels uint64)")
	Pragma("noescape")
	Doc("Multiplications and additions are separate, so that the result equals the Go loop's bit for bit.")
	lanes, src, n := Load(Param("lanes"), GP64()), Load(Param("src"), GP64()), Load(Param("panels"), GP64())
	s := v.zeroRow()
	Label("loop")
	for h, x := range v.row(src, 0) {
		VADDPS(v.mul(x, x), s[h], s[h])
	}
	ADDQ(Imm(panelBytes), src)
	DECQ(n)
	JNZ(LabelRef("loop"))
	for h := range s {
		VMOVUPS(s[h], at(lanes, h*v.bytes()))
	}
	VZEROUPPER()
	RET()
}
