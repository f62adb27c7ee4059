package main

import (
	"fmt"

	. "github.com/mmcloughlin/avo/build"
	. "github.com/mmcloughlin/avo/operand"
	"github.com/mmcloughlin/avo/reg"
)

// Epilogues of mul, as in internal/kernel.
const (
	modeStore = iota
	modeBias
	modeBiasReLU
	modeMask
)

// mul writes the products of tiles of so many rows of a with the columns of
// neighbouring panels of b, and their epilogue.
func mul(v isa, rows, panels int) {
	TEXT(fmt.Sprintf("mul%sx%d", v.name, panels), NOSPLIT,
		"func(c, a, b, aux *float32, tiles, aPanels, aStride, bStride, cStride, auxStep, mode uint64)")
	Pragma("noescape")
	Doc(fmt.Sprintf("Tiles of %d rows. All strides are in bytes; aux lies auxStep further for the next tile.", rows),
		"Every output is one chain of fused multiply-adds in the order of k.")
	p := newProduct(v, panels)
	aStride := Load(Param("aStride"), GP64())
	a, left := GP64(), GP64()
	const unroll = 8
	inner := GP64()
	Label("tile")
	p.begin(rows, panels)
	MOVQ(must(Param("a")), a)
	MOVQ(must(Param("aPanels")), left)
	Label("panel")
	// The rows of the next panel of a lie elsewhere, where no hardware
	// prefetcher looks for them.
	row, ahead := GP64(), GP64()
	MOVQ(a, row)
	LEAQ(Mem{Base: a, Index: aStride, Scale: 1}, ahead)
	MOVQ(U32(lane/unroll), inner)
	Label("steps")
	p.steps(unroll, func(i, u int) Mem { return at(row, i*panelBytes+u*4) })
	for i := range rows * unroll / lane {
		PREFETCHT0(at(ahead, i*panelBytes))
	}
	ADDQ(U32(rows*unroll/lane*panelBytes), ahead)
	ADDQ(U32(unroll*4), row)
	DECQ(inner)
	JNZ(LabelRef("steps"))
	ADDQ(aStride, a)
	DECQ(left)
	JNZ(LabelRef("panel"))

	p.mulEpilogue(a)
	ADDQ(U32(rows*panelBytes), must(Param("a")))
	ADDQ(U32(rows*panelBytes), must(Param("c")))
	MOVQ(must(Param("auxStep")), a)
	ADDQ(a, must(Param("aux")))
	DECQ(must(Param("tiles")))
	JNZ(LabelRef("tile"))
	VZEROUPPER()
	RET()
}

// mulEpilogue adds the bias, applies ReLU or the mask, and stores the tile; spare is a
// register for it.
func (p *product) mulEpilogue(spare reg.Register) {
	v, mode := p.v, must(Param("mode"))
	places := func(param string, visit func(m Mem, r reg.VecVirtual)) {
		MOVQ(must(Param(param)), spare)
		p.each(func() { ADDQ(must(Param("cStride")), spare) }, func(i, offset int, r reg.VecVirtual) {
			visit(at(spare, i*panelBytes+offset), r)
		})
	}
	CMPQ(mode, Imm(modeStore))
	JE(LabelRef("store"))
	zero := v.vec()
	v.zero(zero)
	CMPQ(mode, Imm(modeMask))
	JE(LabelRef("mask"))
	MOVQ(must(Param("aux")), spare)
	p.addBias(spare)
	CMPQ(mode, Imm(modeBias))
	JE(LabelRef("store"))
	p.each(func() {}, func(_, _ int, r reg.VecVirtual) { VMAXPS(r, zero, r) })
	JMP(LabelRef("store"))

	Label("mask")
	places("aux", func(m Mem, r reg.VecVirtual) {
		h := v.vec()
		VMOVUPS(m, h)
		if v.wide {
			k := K()
			VCMPPS(Imm(greater), zero, h, k)
			VMOVAPS_Z(r, k, r)
		} else {
			VCMPPS(Imm(greater), zero, h, h)
			VANDPS(h, r, r)
		}
	})

	Label("store")
	places("c", func(m Mem, r reg.VecVirtual) { VMOVUPS(r, m) })
}
