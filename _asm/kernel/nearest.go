package main

import (
	. "github.com/mmcloughlin/avo/build"
	. "github.com/mmcloughlin/avo/operand"
)

// bestLanes keeps, for each row and lane, the largest scaled and shifted number of some
// panels, and its column.
func bestLanes() {
	TEXT("bestLanesAVX2", NOSPLIT, "func(best *float32, at *int32, c, scale, shift *float32, rows, stride, panels uint64, first *int32)")
	Pragma("noescape")
	Doc("stride is that of panels, in bytes. first holds the numbers of the first 16 columns.")
	best, index := Load(Param("best"), GP64()), Load(Param("at"), GP64())
	c, rows, stride := Load(Param("c"), GP64()), Load(Param("rows"), GP64()), Load(Param("stride"), GP64())
	scale0, shift0, first := Load(Param("scale"), GP64()), Load(Param("shift"), GP64()), Load(Param("first"), GP64())
	step := YMM()
	sixteen := GP32()
	MOVL(U32(16), sixteen)
	VMOVD(sixteen, step.AsX())
	VPBROADCASTD(step.AsX(), step)

	Label("row")
	b, a, now := row{YMM(), YMM()}, row{YMM(), YMM()}, row{YMM(), YMM()}
	for h := range b {
		VMOVUPS(at(best, h*32), b[h])
		VMOVDQU(at(index, h*32), a[h])
		VMOVDQU(at(first, h*32), now[h])
	}
	from, scale, shift, left := GP64(), GP64(), GP64(), GP64()
	MOVQ(c, from)
	MOVQ(scale0, scale)
	MOVQ(shift0, shift)
	MOVQ(must(Param("panels")), left)
	Label("panel")
	for h := range b {
		const greater = 30 // without a signal for NaN
		v, more := YMM(), YMM()
		VMOVUPS(at(from, h*32), v)
		VMULPS(at(scale, h*32), v, v)
		VADDPS(at(shift, h*32), v, v)
		VCMPPS(Imm(greater), b[h], v, more)
		VBLENDVPS(more, v, b[h], b[h])
		VBLENDVPS(more, now[h], a[h], a[h])
		VPADDD(step, now[h], now[h])
	}
	ADDQ(stride, from)
	ADDQ(Imm(panelBytes), scale)
	ADDQ(Imm(panelBytes), shift)
	DECQ(left)
	JNZ(LabelRef("panel"))
	for h := range b {
		VMOVUPS(b[h], at(best, h*32))
		VMOVDQU(a[h], at(index, h*32))
	}
	ADDQ(Imm(panelBytes), best)
	ADDQ(Imm(panelBytes), index)
	ADDQ(Imm(panelBytes), c)
	DECQ(rows)
	JNZ(LabelRef("row"))
	VZEROUPPER()
	RET()
}

// squaredDistance sums the squares of the differences of whole rows of 16 lane by lane.
func squaredDistance(v isa) {
	TEXT("squaredDistance"+v.name, NOSPLIT, "func(sums, x, y *float32, rows uint64)")
	Pragma("noescape")
	Doc("sums gets 16 values, each one chain of fused multiply-adds.")
	sums, x, y, n := Load(Param("sums"), GP64()), Load(Param("x"), GP64()), Load(Param("y"), GP64()), Load(Param("rows"), GP64())
	acc := v.zeros(1, v.regs)[0]
	Label("row")
	for h, s := range acc {
		d := v.vec()
		VMOVUPS(at(x, h*v.bytes()), d)
		VSUBPS(at(y, h*v.bytes()), d, d)
		VFMADD231PS(d, d, s)
	}
	ADDQ(Imm(panelBytes), x)
	ADDQ(Imm(panelBytes), y)
	DECQ(n)
	JNZ(LabelRef("row"))
	for h, s := range acc {
		VMOVUPS(s, at(sums, h*v.bytes()))
	}
	VZEROUPPER()
	RET()
}

