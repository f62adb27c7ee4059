package main

import (
	. "github.com/mmcloughlin/avo/build"
	. "github.com/mmcloughlin/avo/operand"
	"github.com/mmcloughlin/avo/reg"
)

// above looks for the first row of a panel with a scaled and shifted number of at least its
// limit.
func above(v isa) {
	TEXT("above"+v.name, NOSPLIT, "func(c, add, scale, shift, limit *float32, rows uint64) (left, mask uint64)")
	Pragma("noescape")
	Doc("Returns the number of rows left, that with the numbers included, and their columns; 0 and 0 without any.")
	c, add := Load(Param("c"), GP64()), Load(Param("add"), GP64())
	limit, n, mask := Load(Param("limit"), GP64()), Load(Param("rows"), GP64()), GP64()
	from := GP64()
	MOVQ(must(Param("scale")), from)
	scale := v.row(from, 0)
	MOVQ(must(Param("shift")), from)
	shift := v.row(from, 0)
	Label("row")
	least, more := v.spread(Mem{Base: limit}), v.spread(Mem{Base: add})
	found, limits := make(row, v.regs), make(row, v.regs)
	for h := range found {
		found[h], limits[h] = v.add(v.mul(v.add(more, at(c, h*v.bytes())), scale[h]), shift[h]), least
	}
	v.bits(mask, greaterOrEqual, found, limits)
	TESTQ(mask, mask)
	JNZ(LabelRef("done"))
	ADDQ(Imm(panelBytes), c)
	ADDQ(Imm(4), limit)
	ADDQ(Imm(4), add)
	DECQ(n)
	JNZ(LabelRef("row"))
	Label("done")
	VZEROUPPER()
	Store(n, ReturnIndex(0))
	Store(mask, ReturnIndex(1))
	RET()
}

// Predicates of comparisons that raise no signal for NaN.
const (
	lessOrEqual    = 0x12
	greaterOrEqual = 0x1d
)

// bits are the lanes of a row where a compares with b.
func (v isa) bits(mask reg.GPVirtual, predicate uint8, a, b row) {
	if v.wide {
		k := K()
		VCMPPS(Imm(uint64(predicate)), b[0], a[0], k)
		KMOVW(k, mask.As32())
		return
	}
	high, hit := GP64(), [2]reg.VecVirtual{YMM(), YMM()}
	for h := range hit {
		VCMPPS(Imm(uint64(predicate)), b[h], a[h], hit[h])
	}
	VMOVMSKPS(hit[0], mask.As32())
	VMOVMSKPS(hit[1], high.As32())
	SHLQ(Imm(8), high)
	ORQ(high, mask)
}
