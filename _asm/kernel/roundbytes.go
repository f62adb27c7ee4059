package main

import (
	. "github.com/mmcloughlin/avo/build"
	. "github.com/mmcloughlin/avo/operand"
	"github.com/mmcloughlin/avo/reg"
)

// Of RoundBytes: eight values at a time, the most that a register holds of their differences as numbers of
// 64 bits by halves. So it is one form for AVX2 and AVX-512.
const roundStep = 8

// largestBits is the largest of the bits of blocks of 8 values, without their signs.
func largestBits() {
	TEXT("largestBitsAVX2", NOSPLIT, "func(x *float32, blocks uint64) uint32")
	Pragma("noescape")
	Doc("Returns the largest bits of blocks of 8 values, without their signs.")
	x, n := Load(Param("x"), GP64()), Load(Param("blocks"), GP64())
	mask, most := avx2.constant(0x7fffffff), YMM()
	VPXOR(most, most, most)
	Label("block")
	v := YMM()
	VPAND(at(x, 0), mask, v)
	VPMAXUD(v, most, most)
	ADDQ(Imm(4*roundStep), x)
	DECQ(n)
	JNZ(LabelRef("block"))
	half := XMM()
	VEXTRACTI128(Imm(1), most, half)
	VPMAXUD(most.AsX(), half, half)
	for _, order := range []uint64{0x4e, 0xb1} { // the other half, the neighbour
		other := XMM()
		VPSHUFD(Imm(order), half, other)
		VPMAXUD(other, half, half)
	}
	out := GP32()
	VMOVD(half, out)
	VZEROUPPER()
	Store(out, ReturnIndex(0))
	RET()
}

// roundBytes makes blocks of 8 values whole numbers, and sums the squares of these and of what is lost by lanes.
func roundBytes() {
	TEXT("roundBytesAVX2", NOSPLIT, "func(dst *uint8, x *float32, blocks uint64, inverse float32, scale float64, square *int32, lost *float64)")
	Pragma("noescape")
	Doc("Adds the squares of the numbers of 8 lanes to square, those of the differences to lost.")
	dst, x, n := Load(Param("dst"), GP64()), Load(Param("x"), GP64()), Load(Param("blocks"), GP64())
	inverse, scale := avx2.parameter("inverse"), YMM()
	VBROADCASTSD(must(Param("scale")), scale)
	shift, zero, offset := avx2.constant(0x4b400000), avx2.constant(0x4b400000-64), avx2.constant(64)
	to := Load(Param("square"), GP64())
	square := avx2.load(at(to, 0))
	lost := [2]reg.VecVirtual{YMM(), YMM()}
	from := Load(Param("lost"), GP64())
	for h := range lost {
		VMOVUPD(at(from, 32*h), lost[h])
	}
	Label("block")
	v, b := avx2.load(at(x, 0)), YMM()
	VMULPS(inverse, v, b)
	VADDPS(shift, b, b)
	VPSUBD(zero, b, b)
	packed, high := XMM(), XMM()
	VEXTRACTI128(Imm(1), b, high)
	VPACKUSDW(high, b.AsX(), packed)
	VPACKUSWB(packed, packed, packed)
	VMOVQ(packed, at(dst, 0))
	VPSUBD(offset, b, b)
	product := YMM()
	VPMULLD(b, b, product)
	VPADDD(product, square, square)
	for h := range lost {
		numbers, values := b.AsX(), v.AsX()
		if h == 1 {
			numbers, values = XMM(), XMM()
			VEXTRACTI128(Imm(1), b, numbers)
			VEXTRACTF128(Imm(1), v, values)
		}
		kept, e := YMM(), YMM()
		VCVTDQ2PD(numbers, kept)
		VMULPD(scale, kept, kept)
		VCVTPS2PD(values, e)
		VSUBPD(kept, e, e)
		VMULPD(e, e, e)
		VADDPD(e, lost[h], lost[h])
	}
	ADDQ(Imm(4*roundStep), x)
	ADDQ(Imm(roundStep), dst)
	DECQ(n)
	JNZ(LabelRef("block"))
	VMOVUPS(square, at(to, 0))
	for h := range lost {
		VMOVUPD(lost[h], at(from, 32*h))
	}
	VZEROUPPER()
	RET()
}
