package main

import (
	. "github.com/mmcloughlin/avo/build"
	. "github.com/mmcloughlin/avo/operand"
	"github.com/mmcloughlin/avo/reg"
)

// dots8 multiplies one row with groups of 64 columns of whole numbers of 8 bits, two values of a
// column at a time.
func dots8(v isa) {
	TEXT("dots8"+v.name, NOSPLIT, "func(c *float32, x *int16, factor float32, scale, bias *float32, y *int8, pairs, groups uint64)")
	Pragma("noescape")
	c, x := Load(Param("c"), GP64()), Load(Param("x"), GP64())
	scale, bias := Load(Param("scale"), GP64()), Load(Param("bias"), GP64())
	y, pairs, groups := Load(Param("y"), GP64()), Load(Param("pairs"), GP64()), Load(Param("groups"), GP64())
	factor := v.vec()
	address, err := Param("factor").Resolve()
	if err != nil {
		panic(err)
	}
	VBROADCASTSS(address.Addr, factor)
	width := v.bytes() / 4 // columns of a register
	acc := make([]reg.VecVirtual, 64/width)
	Label("group")
	for i := range acc {
		acc[i] = v.vec()
		v.zero(acc[i])
	}
	pair, left := GP64(), GP64()
	MOVQ(x, pair)
	MOVQ(pairs, left)
	Label("pair")
	xv := v.vec()
	VPBROADCASTD(Mem{Base: pair}, xv)
	for i := range acc {
		yv := v.vec()
		VPMOVSXBW(at(y, i*width*2), yv)
		VPMADDWD(xv, yv, yv)
		VPADDD(yv, acc[i], acc[i])
	}
	ADDQ(Imm(4), pair)
	ADDQ(U32(128), y)
	DECQ(left)
	JNZ(LabelRef("pair"))
	for i := range acc {
		VCVTDQ2PS(acc[i], acc[i])
		VMULPS(at(scale, i*v.bytes()), acc[i], acc[i])
		VMULPS(factor, acc[i], acc[i])
		VADDPS(at(bias, i*v.bytes()), acc[i], acc[i])
		VMOVUPS(acc[i], at(c, i*v.bytes()))
	}
	for _, p := range []reg.Register{c, scale, bias} {
		ADDQ(U32(256), p)
	}
	DECQ(groups)
	JNZ(LabelRef("group"))
	VZEROUPPER()
	RET()
}
