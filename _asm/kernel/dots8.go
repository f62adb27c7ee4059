package main

import (
	. "github.com/mmcloughlin/avo/build"
	. "github.com/mmcloughlin/avo/operand"
	"github.com/mmcloughlin/avo/reg"
)

// dots8 multiplies one row with groups of 64 columns of whole numbers of 8 bits.
func dots8() {
	TEXT("dots8AVX2", NOSPLIT, "func(c, x, scale *float32, y *int8, k, groups uint64)")
	Pragma("noescape")
	c, x, scale := Load(Param("c"), GP64()), Load(Param("x"), GP64()), Load(Param("scale"), GP64())
	y, k, groups := Load(Param("y"), GP64()), Load(Param("k"), GP64()), Load(Param("groups"), GP64())
	const registers = 8
	Label("group")
	var acc [registers]reg.VecVirtual
	for i := range acc {
		acc[i] = YMM()
		VXORPS(acc[i], acc[i], acc[i])
	}
	value, left := GP64(), GP64()
	MOVQ(x, value)
	MOVQ(k, left)
	Label("value")
	xv := YMM()
	VBROADCASTSS(Mem{Base: value}, xv)
	for i := range acc {
		yv := YMM()
		VPMOVSXBD(at(y, i*8), yv)
		VCVTDQ2PS(yv, yv)
		VFMADD231PS(yv, xv, acc[i])
	}
	ADDQ(Imm(4), value)
	ADDQ(Imm(registers*8), y)
	DECQ(left)
	JNZ(LabelRef("value"))
	for i := range acc {
		VMULPS(at(scale, i*32), acc[i], acc[i])
		VMOVUPS(acc[i], at(c, i*32))
	}
	ADDQ(U32(registers*32), c)
	ADDQ(U32(registers*32), scale)
	DECQ(groups)
	JNZ(LabelRef("group"))
	VZEROUPPER()
	RET()
}
