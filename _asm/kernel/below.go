package main

import (
	. "github.com/mmcloughlin/avo/build"
	. "github.com/mmcloughlin/avo/operand"
)

// below looks for the first row with a squared distance of at most its limit.
func below() {
	TEXT("belowAVX2", NOSPLIT, "func(product, yy, xx, limit *float32, rows uint64) (left, mask uint64)")
	Pragma("noescape")
	Doc("Returns the number of rows left, that with the distances included, and their columns; 0 and 0 without any.",
		"The distances have the bits of the Go loop.")
	product, yy := Load(Param("product"), GP64()), Load(Param("yy"), GP64())
	xx, limit := Load(Param("xx"), GP64()), Load(Param("limit"), GP64())
	n, mask := Load(Param("rows"), GP64()), GP64()
	y := avx2.row(yy, 0)
	Label("row")
	x, most := YMM(), YMM()
	VBROADCASTSS(Mem{Base: xx}, x)
	VBROADCASTSS(Mem{Base: limit}, most)
	hit := row{YMM(), YMM()}
	for h := range hit {
		const lessEqual = 18 // without a signal for NaN
		s, p := YMM(), YMM()
		VADDPS(y[h], x, s)
		VMOVUPS(at(product, h*32), p)
		VADDPS(p, p, p)
		VSUBPS(p, s, s)
		VCMPPS(Imm(lessEqual), most, s, hit[h])
	}
	either := YMM()
	VORPS(hit[0], hit[1], either)
	VMOVMSKPS(either, mask.As32())
	TESTL(mask.As32(), mask.As32())
	JNZ(LabelRef("found"))
	ADDQ(Imm(panelBytes), product)
	ADDQ(Imm(4), xx)
	ADDQ(Imm(4), limit)
	DECQ(n)
	JNZ(LabelRef("row"))
	JMP(LabelRef("done"))

	Label("found")
	high := GP64()
	VMOVMSKPS(hit[0], mask.As32())
	VMOVMSKPS(hit[1], high.As32())
	SHLQ(Imm(8), high)
	ORQ(high, mask)
	Label("done")
	VZEROUPPER()
	Store(n, ReturnIndex(0))
	Store(mask, ReturnIndex(1))
	RET()
}
