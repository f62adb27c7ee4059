package main

import (
	. "github.com/mmcloughlin/avo/build"
	. "github.com/mmcloughlin/avo/operand"
	"github.com/mmcloughlin/avo/reg"
)

// transpose writes n 16x16 blocks transposed, as four 8x8 blocks each, or as four of four
// columns.
func transpose(v isa) {
	TEXT("transpose"+v.name, NOSPLIT, "func(dst, src *float32, blocks, dstStride, srcStride uint64)")
	Pragma("noescape")
	Doc("Strides between blocks are in bytes; a block is 16 contiguous rows of 16 floats.")
	dst, src := Load(Param("dst"), GP64()), Load(Param("src"), GP64())
	n := Load(Param("blocks"), GP64())
	ds, ss := Load(Param("dstStride"), GP64()), Load(Param("srcStride"), GP64())
	Label("loop")
	for c := range 4 {
		if v.wide {
			transposeColumns(dst, src, c)
		} else {
			transpose8(dst, src, c/2, c%2)
		}
	}
	ADDQ(ds, dst)
	ADDQ(ss, src)
	DECQ(n)
	JNZ(LabelRef("loop"))
	VZEROUPPER()
	RET()
}

// transpose8 moves the 8x8 block (r, c) of src to (c, r) of dst.
func transpose8(dst, src reg.Register, r, c int) {
	a, t := make([]reg.VecVirtual, 8), make([]reg.VecVirtual, 8)
	for i := range a {
		a[i], t[i] = YMM(), YMM()
		VMOVUPS(at(src, (r*8+i)*panelBytes+c*32), a[i])
	}
	for i := 0; i < 8; i += 2 {
		VUNPCKLPS(a[i+1], a[i], t[i])
		VUNPCKHPS(a[i+1], a[i], t[i+1])
	}
	for i := 0; i < 8; i += 4 {
		VSHUFPS(Imm(0x44), t[i+2], t[i], a[i])
		VSHUFPS(Imm(0xEE), t[i+2], t[i], a[i+1])
		VSHUFPS(Imm(0x44), t[i+3], t[i+1], a[i+2])
		VSHUFPS(Imm(0xEE), t[i+3], t[i+1], a[i+3])
	}
	for i := range 4 {
		VPERM2F128(Imm(0x20), a[i+4], a[i], t[i])
		VPERM2F128(Imm(0x31), a[i+4], a[i], t[i+4])
	}
	for i := range t {
		VMOVUPS(t[i], at(dst, (c*8+i)*panelBytes+r*32))
	}
}

// transposeColumns moves columns 4c to 4c+3 of src to rows of dst. Rows 4 apart are loaded
// side by side, so that only pairs of rows are left to shuffle.
func transposeColumns(dst, src reg.Register, c int) {
	var r [4]reg.VecVirtual
	for i := range r {
		r[i] = ZMM()
		VMOVUPS(at(src, i*panelBytes+c*16), r[i].AsX())
		for q := 1; q < 4; q++ {
			VINSERTF32X4(Imm(uint64(q)), at(src, (i+4*q)*panelBytes+c*16), r[i], r[i])
		}
	}
	pair := func(unpack func(...Op), a, b reg.VecVirtual) reg.VecVirtual {
		t := ZMM()
		unpack(b, a, t)
		return t
	}
	low, high := pair(VUNPCKLPS, r[0], r[1]), pair(VUNPCKHPS, r[0], r[1])
	low2, high2 := pair(VUNPCKLPS, r[2], r[3]), pair(VUNPCKHPS, r[2], r[3])
	for i, t := range []reg.VecVirtual{
		pair(VUNPCKLPD, low, low2), pair(VUNPCKHPD, low, low2), pair(VUNPCKLPD, high, high2), pair(VUNPCKHPD, high, high2),
	} {
		VMOVUPS(t, at(dst, (c*4+i)*panelBytes))
	}
}
