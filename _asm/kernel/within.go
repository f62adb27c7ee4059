package main

import (
	. "github.com/mmcloughlin/avo/build"
	. "github.com/mmcloughlin/avo/operand"
)

// within looks for the first panel of 16 points that has one near enough.
func within(v isa) {
	TEXT("within"+v.name, NOSPLIT, "func(y, limit, x *float32, k, panels uint64) (left, mask uint64)")
	Pragma("noescape")
	Doc("Returns the number of panels left, that with the points included, and these as bits; 0 and 0 without any.")
	y, limit, x := Load(Param("y"), GP64()), Load(Param("limit"), GP64()), Load(Param("x"), GP64())
	k, n, mask := Load(Param("k"), GP64()), Load(Param("panels"), GP64()), GP64()
	Label("panel")
	sum := v.zeros(1, v.regs)[0]
	value, left := GP64(), GP64()
	MOVQ(x, value)
	MOVQ(k, left)
	Label("number")
	at0 := v.spread(Mem{Base: value})
	for h, s := range sum {
		d := v.sub(at0, at(y, h*v.bytes()))
		VFMADD231PS(d, d, s)
	}
	ADDQ(Imm(4), value)
	ADDQ(Imm(panelBytes), y)
	DECQ(left)
	JNZ(LabelRef("number"))
	v.bits(mask, lessOrEqual, sum, v.row(limit, 0))
	TESTQ(mask, mask)
	JNZ(LabelRef("done"))
	ADDQ(Imm(panelBytes), limit)
	DECQ(n)
	JNZ(LabelRef("panel"))
	Label("done")
	VZEROUPPER()
	Store(n, ReturnIndex(0))
	Store(mask, ReturnIndex(1))
	RET()
}
