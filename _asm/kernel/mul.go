package main

import (
	"fmt"

	. "github.com/mmcloughlin/avo/build"
	. "github.com/mmcloughlin/avo/operand"
	"github.com/mmcloughlin/avo/reg"
)

// mul writes the products of tiles of so many rows of a with the columns of
// neighbouring panels of b, and finishes them.
func mul(v isa, rows, panels int) {
	TEXT(fmt.Sprintf("mul%sx%d", v.name, panels), NOSPLIT,
		"func(c, a, b, bias, other *float32, tiles, aPanels, aStride, bStride, cStride, mode uint64, lowest, highest float32)")
	Pragma("noescape")
	Doc(fmt.Sprintf("Tiles of %d rows. All strides are in bytes; other is the addend or the mask.", rows),
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

	places := func(param string, visit func(m Mem, r reg.VecVirtual)) {
		MOVQ(must(Param(param)), a)
		p.each(func() { ADDQ(must(Param("cStride")), a) }, func(i, offset int, r reg.VecVirtual) {
			visit(at(a, i*panelBytes+offset), r)
		})
	}
	p.finish(a, func(add func(m Mem, r reg.VecVirtual)) { places("other", add) })
	when(must(Param("mode")), finishMask, "masked", func() {
		zero := v.clear()
		places("other", func(m Mem, r reg.VecVirtual) { p.mask(r, m, zero) })
	})
	places("c", func(m Mem, r reg.VecVirtual) { VMOVUPS(r, m) })
	for _, param := range []string{"a", "c", "other"} {
		ADDQ(U32(rows*panelBytes), must(Param(param)))
	}
	DECQ(must(Param("tiles")))
	JNZ(LabelRef("tile"))
	VZEROUPPER()
	RET()
}

// mask clears r where the mask is not above zero.
func (p *product) mask(r reg.VecVirtual, mask Mem, zero reg.VecVirtual) {
	h := p.v.load(mask)
	if p.v.wide {
		k := K()
		VCMPPS(Imm(greater), zero, h, k)
		VMOVAPS_Z(r, k, r)
		return
	}
	VCMPPS(Imm(greater), zero, h, h)
	VANDPS(h, r, r)
}
