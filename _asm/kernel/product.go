package main

import (
	. "github.com/mmcloughlin/avo/build"
	. "github.com/mmcloughlin/avo/operand"
	"github.com/mmcloughlin/avo/reg"
)

// product is a tile of sums of products of inputs with panels of weights.
type product struct {
	v      isa
	acc    [][]reg.VecVirtual // [rows][panels*regs]
	b      reg.GPVirtual      // the next weights of the first panel
	stride []reg.Register     // one panel of weights, three panels
	// shuffled is how many rows read four inputs at a time and spread each by a shuffle.
	// Tiles of few columns have more loads than the processor does beside their sums,
	// and a port to spare for some shuffles.
	shuffled int
}

// newProduct reads the place of the weights from parameter b and their stride.
func newProduct(v isa, panels int) product {
	p := product{v: v, b: GP64()}
	if v.wide {
		p.shuffled = map[int]int{1: 6, 2: 2}[panels]
	}
	for i := 1; i < panels; i += 2 {
		r := Load(Param("bStride"), GP64())
		if i > 1 {
			LEAQ(Mem{Base: r, Index: r, Scale: 2}, r)
		}
		p.stride = append(p.stride, r)
	}
	return p
}

// begin starts the sums of a tile.
func (p *product) begin(rows, panels int) {
	p.acc = p.v.zeros(rows, panels*p.v.regs)
	MOVQ(must(Param("b")), p.b)
}

// steps multiplies n inputs of each row with their weights; input is where input u of
// row i lies.
func (p *product) steps(n int, input func(i, u int) Mem) {
	v := p.v
	four := make([]reg.VecVirtual, p.shuffled)
	for u := range n {
		if n%4 == 0 && u%4 == 0 {
			for i := range four {
				four[i] = v.vec()
				VBROADCASTF32X4(input(i, u), four[i])
			}
		}
		bv := make([]reg.VecVirtual, len(p.acc[0]))
		for j := range bv {
			bv[j] = v.vec()
			VMOVUPS(p.weights(j/v.regs, u*panelBytes+j%v.regs*v.bytes()), bv[j])
		}
		for i := range p.acc {
			av := v.vec()
			if n%4 == 0 && i < p.shuffled {
				const each = 0b01010101 // one of four lanes, in the place of each
				VPERMILPS(Imm(uint64(u%4*each)), four[i], av)
			} else {
				VBROADCASTSS(input(i, u), av)
			}
			for j := range bv {
				VFMADD231PS(bv[j], av, p.acc[i][j])
			}
		}
	}
	ADDQ(U32(n*panelBytes), p.b)
}

// weights is a place in panel i of the weights.
func (p *product) weights(i, offset int) Mem {
	m := at(p.b, offset)
	switch i {
	case 1, 2:
		m.Index, m.Scale = p.stride[0], uint8(i)
	case 3:
		m.Index, m.Scale = p.stride[1], 1
	}
	return m
}

// finish does to the sums what the mode says; addends visits the places of what is added.
func (p *product) finish(spare reg.Register, addends func(add func(m Mem, r reg.VecVirtual))) {
	mode := must(Param("mode"))
	when(mode, finishBias, "biased", func() {
		MOVQ(must(Param("bias")), spare)
		for j := range p.acc[0] {
			b := p.v.load(at(spare, j*p.v.bytes()))
			for i := range p.acc {
				VADDPS(b, p.acc[i][j], p.acc[i][j])
			}
		}
	})
	when(mode, finishAdd, "added", func() {
		addends(func(m Mem, r reg.VecVirtual) { VADDPS(m, r, r) })
	})
	bound := func(param string, clamp func(r, bound reg.VecVirtual)) func() {
		return func() {
			b := p.v.parameter(param)
			p.each(func() {}, func(_, _ int, r reg.VecVirtual) { clamp(r, b) })
		}
	}
	when(mode, finishLow, "notBelow", bound("lowest", func(r, low reg.VecVirtual) { VMAXPS(r, low, r) }))
	when(mode, finishHigh, "notAbove", bound("highest", func(r, high reg.VecVirtual) { VMINPS(r, high, r) }))
}

// each visits the sums panel by panel, each with its place in the row of its panel in
// bytes; next is run before each panel but the first.
func (p *product) each(next func(), visit func(i, offset int, r reg.VecVirtual)) {
	for j := range p.acc[0] {
		if j > 0 && j%p.v.regs == 0 {
			next()
		}
		for i := range p.acc {
			visit(i, j%p.v.regs*p.v.bytes(), p.acc[i][j])
		}
	}
}
