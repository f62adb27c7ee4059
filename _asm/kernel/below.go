package main

import (
	. "github.com/mmcloughlin/avo/build"
	. "github.com/mmcloughlin/avo/operand"
	"github.com/mmcloughlin/avo/reg"
)

// below looks for the first row with a squared distance of at most its limit.
func below(v isa) {
	TEXT("below"+v.name, NOSPLIT, "func(product, yy, xx, limit *float32, rows uint64) (left, mask uint64)")
	Pragma("noescape")
	Doc("Returns the number of rows left, that with the distances included, and their columns; 0 and 0 without any.",
		"The distances have the bits of the Go loop.")
	product, yy := Load(Param("product"), GP64()), Load(Param("yy"), GP64())
	xx, limit := Load(Param("xx"), GP64()), Load(Param("limit"), GP64())
	n, mask := Load(Param("rows"), GP64()), GP64()
	y := v.row(yy, 0)
	Label("row")
	const lessEqual = 18 // without a signal for NaN
	hit, k := make([]reg.VecVirtual, v.regs), K()
	square := func(h int, sum reg.VecVirtual) reg.VecVirtual {
		p := v.load(at(product, h*v.bytes()))
		return v.sub(sum, v.add(p, p))
	}
	if v.wide {
		sum := v.vec()
		VADDPS_BCST(Mem{Base: xx}, y[0], sum)
		VCMPPS_BCST(Imm(lessEqual), Mem{Base: limit}, square(0, sum), k)
		KORTESTW(k, k)
	} else {
		x, most, either := v.spread(Mem{Base: xx}), v.spread(Mem{Base: limit}), v.vec()
		for h := range hit {
			hit[h] = v.vec()
			VCMPPS(Imm(lessEqual), most, square(h, v.add(y[h], x)), hit[h])
		}
		VORPS(hit[0], hit[1], either)
		VMOVMSKPS(either, mask.As32())
		TESTL(mask.As32(), mask.As32())
	}
	JNZ(LabelRef("found"))
	ADDQ(Imm(panelBytes), product)
	ADDQ(Imm(4), xx)
	ADDQ(Imm(4), limit)
	DECQ(n)
	JNZ(LabelRef("row"))
	XORQ(mask, mask)
	JMP(LabelRef("done"))

	Label("found")
	if v.wide {
		KMOVW(k, mask.As32())
	} else {
		high := GP64()
		VMOVMSKPS(hit[0], mask.As32())
		VMOVMSKPS(hit[1], high.As32())
		SHLQ(Imm(8), high)
		ORQ(high, mask)
	}
	Label("done")
	VZEROUPPER()
	Store(n, ReturnIndex(0))
	Store(mask, ReturnIndex(1))
	RET()
}
