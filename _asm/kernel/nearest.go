package main

import (
	. "github.com/mmcloughlin/avo/build"
	. "github.com/mmcloughlin/avo/operand"
	"github.com/mmcloughlin/avo/reg"
)

// bestLanes keeps, for each row and lane, the largest scaled and shifted number of some
// panels, and its column.
func bestLanes(v isa) {
	TEXT("bestLanes"+v.name, NOSPLIT, "func(best *float32, at *int32, c, add, scale, shift *float32, rows, stride, panels uint64, first *int32)")
	Pragma("noescape")
	Doc("stride is that of panels, in bytes. first holds the numbers of the first 16 columns.")
	best, index := Load(Param("best"), GP64()), Load(Param("at"), GP64())
	c, add := Load(Param("c"), GP64()), Load(Param("add"), GP64())
	rows, stride := Load(Param("rows"), GP64()), Load(Param("stride"), GP64())
	scale0, shift0, first := Load(Param("scale"), GP64()), Load(Param("shift"), GP64()), Load(Param("first"), GP64())
	step := v.constant(lane)

	Label("row")
	more := v.spread(Mem{Base: add})
	b, a, now := v.row(best, 0), v.row(index, 0), v.row(first, 0)
	from, scale, shift, left := GP64(), GP64(), GP64(), GP64()
	MOVQ(c, from)
	MOVQ(scale0, scale)
	MOVQ(shift0, shift)
	MOVQ(must(Param("panels")), left)
	Label("panel")
	for h := range b {
		u := v.add(v.mul(v.add(more, at(from, h*v.bytes())), at(scale, h*v.bytes())), at(shift, h*v.bytes()))
		v.replace(greater, u, b[h], [2]reg.VecVirtual{u, b[h]}, [2]reg.VecVirtual{now[h], a[h]})
		VPADDD(step, now[h], now[h])
	}
	ADDQ(stride, from)
	ADDQ(Imm(panelBytes), scale)
	ADDQ(Imm(panelBytes), shift)
	DECQ(left)
	JNZ(LabelRef("panel"))
	v.store(b, best)
	v.store(a, index)
	ADDQ(Imm(panelBytes), best)
	ADDQ(Imm(panelBytes), index)
	ADDQ(Imm(panelBytes), c)
	ADDQ(Imm(4), add)
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
