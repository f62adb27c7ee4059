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

// mul writes the product of one tile: v.mulRows rows of a with the columns of
// `panels` neighbouring panels of b, and its epilogue.
func mul(v isa, panels int) {
	TEXT(fmt.Sprintf("mul%sx%d", v.name, panels), NOSPLIT,
		"func(c, a, b, aux *float32, aPanels, aStride, bStride, cStride, mode uint64)")
	Pragma("noescape")
	Doc("All strides are in bytes. Every output is one chain of fused multiply-adds in the order of k.")
	c, a, b := Load(Param("c"), GP64()), Load(Param("a"), GP64()), Load(Param("b"), GP64())
	left := Load(Param("aPanels"), GP64())
	aStride, bStride := Load(Param("aStride"), GP64()), Load(Param("bStride"), GP64())

	cols := panels * v.regs
	acc := v.zeros(v.mulRows, cols)
	b2 := GP64() // the second panel of b
	if panels == 2 {
		LEAQ(Mem{Base: b, Index: bStride, Scale: 1}, b2)
	}
	const unroll = 8
	inner := GP64()
	Label("panel")
	// The rows of the next panel of a lie elsewhere, where no hardware
	// prefetcher looks for them.
	row, ahead := GP64(), GP64()
	MOVQ(a, row)
	LEAQ(Mem{Base: a, Index: aStride, Scale: 1}, ahead)
	MOVQ(U32(lane/unroll), inner)
	Label("steps")
	for u := range unroll {
		bv := make([]reg.VecVirtual, cols)
		for j := range bv {
			bv[j] = v.vec()
			base := b
			if j >= v.regs {
				base = b2
			}
			VMOVUPS(at(base, u*panelBytes+(j%v.regs)*v.bytes()), bv[j])
		}
		for i := range acc {
			av := v.vec()
			VBROADCASTSS(at(row, i*panelBytes+u*4), av)
			for j := range bv {
				VFMADD231PS(bv[j], av, acc[i][j])
			}
		}
	}
	for i := range v.mulRows * unroll / lane {
		PREFETCHT0(at(ahead, i*panelBytes))
	}
	ADDQ(U32(v.mulRows*unroll/lane*panelBytes), ahead)
	ADDQ(U32(unroll*4), row)
	ADDQ(U32(unroll*panelBytes), b)
	if panels == 2 {
		ADDQ(U32(unroll*panelBytes), b2)
	}
	DECQ(inner)
	JNZ(LabelRef("steps"))
	ADDQ(aStride, a)
	DECQ(left)
	JNZ(LabelRef("panel"))

	mulEpilogue(v, acc, c, panels)
	VZEROUPPER()
	RET()
}

// mulEpilogue adds the bias, applies ReLU or the mask, and stores the tile.
func mulEpilogue(v isa, acc [][]reg.VecVirtual, c reg.Register, panels int) {
	aux, mode := Load(Param("aux"), GP64()), Load(Param("mode"), GP64())
	cStride := Load(Param("cStride"), GP64())
	c2, aux2 := GP64(), GP64()
	if panels == 2 {
		LEAQ(Mem{Base: c, Index: cStride, Scale: 1}, c2)
		LEAQ(Mem{Base: aux, Index: cStride, Scale: 1}, aux2)
	}
	pick := func(first, second reg.Register, j int) reg.Register {
		if j >= v.regs {
			return second
		}
		return first
	}
	CMPQ(mode, Imm(modeStore))
	JE(LabelRef("store"))
	CMPQ(mode, Imm(modeMask))
	JE(LabelRef("mask"))
	zero := biasReLU(v, acc, aux, mode, modeBias)

	Label("mask")
	v.zero(zero)
	for i := range acc {
		for j := range acc[i] {
			h := v.vec()
			VMOVUPS(at(pick(aux, aux2, j), i*panelBytes+(j%v.regs)*v.bytes()), h)
			if v.wide {
				k := K()
				VCMPPS(Imm(greater), zero, h, k)
				VMOVAPS_Z(acc[i][j], k, acc[i][j])
			} else {
				VCMPPS(Imm(greater), zero, h, h)
				VANDPS(h, acc[i][j], acc[i][j])
			}
		}
	}

	Label("store")
	for i := range acc {
		for j := range acc[i] {
			VMOVUPS(acc[i][j], at(pick(c, c2, j), i*panelBytes+(j%v.regs)*v.bytes()))
		}
	}
}

// biasReLU adds the bias at aux to a tile and, unless the mode is bias alone,
// applies ReLU; both go on at the label store. It gives the register of zeros.
func biasReLU(v isa, acc [][]reg.VecVirtual, aux, mode reg.Register, bias uint64) reg.VecVirtual {
	for j := range acc[0] {
		b := v.vec()
		VMOVUPS(at(aux, j*v.bytes()), b)
		for i := range acc {
			VADDPS(b, acc[i][j], acc[i][j])
		}
	}
	CMPQ(mode, Imm(bias))
	JE(LabelRef("store"))
	zero := v.vec()
	v.zero(zero)
	for i := range acc {
		for j := range acc[i] {
			VMAXPS(acc[i][j], zero, acc[i][j])
		}
	}
	JMP(LabelRef("store"))
	return zero
}
