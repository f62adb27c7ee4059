package main

import (
	. "github.com/mmcloughlin/avo/build"
	. "github.com/mmcloughlin/avo/operand"
)

// lerp moves whole panels toward src by the share t.
func lerp() {
	TEXT("lerpAVX2", NOSPLIT, "func(dst, src *float32, panels uint64, t float32)")
	Pragma("noescape")
	Doc("Multiplications and additions are separate, so that the result equals the Go loop's bit for bit.")
	dst, src, n := Load(Param("dst"), GP64()), Load(Param("src"), GP64()), Load(Param("panels"), GP64())
	t := YMM()
	VBROADCASTSS(must(Param("t")), t)
	Label("loop")
	for h, d := range loadRow(dst, 0) {
		x := YMM()
		VMOVUPS(at(src, h*32), x)
		VSUBPS(d, x, x)
		VMULPS(t, x, x)
		VADDPS(x, d, d)
		VMOVUPS(d, at(dst, h*32))
	}
	next(n, "loop", dst, src)
}

// sumSquares writes the 16 sums of the squares of some panels.
func sumSquares() {
	TEXT("sumSquaresAVX2", NOSPLIT, "func(lanes, src *float32, panels uint64)")
	Pragma("noescape")
	Doc("Multiplications and additions are separate, so that the result equals the Go loop's bit for bit.")
	lanes, src, n := Load(Param("lanes"), GP64()), Load(Param("src"), GP64()), Load(Param("panels"), GP64())
	s := zeroRow()
	Label("loop")
	for h, x := range loadRow(src, 0) {
		VMULPS(x, x, x)
		VADDPS(x, s[h], s[h])
	}
	ADDQ(Imm(panelBytes), src)
	DECQ(n)
	JNZ(LabelRef("loop"))
	for h := range s {
		VMOVUPS(s[h], at(lanes, h*32))
	}
	VZEROUPPER()
	RET()
}
