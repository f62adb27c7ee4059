package main

import (
	"fmt"

	. "github.com/mmcloughlin/avo/build"
	. "github.com/mmcloughlin/avo/operand"
	"github.com/mmcloughlin/avo/reg"
)

// layerNormRows writes the normalisation of rows of panels, four rows at a time, so that a
// sum need not wait for the one before, and then one at a time.
func layerNormRows(v isa) {
	TEXT("layerNormRows"+v.name, NOSPLIT,
		"func(dst, src *float32, rows, panels, stride uint64, mask *uint32, scale, shift *float32, scaleStep, shiftStep uint64, lastScale, lastShift *float32, n, eps float32)")
	Pragma("noescape")
	Doc("stride is the distance of neighbouring panels in bytes; mask has the bits of the columns of the last one set.",
		"scale and shift go on by so many bytes a panel; those of the last panel lie apart.",
		"Multiplications and additions are separate, so that the result equals the Go loop's bit for bit.")
	dst, src, rows := Load(Param("dst"), GP64()), Load(Param("src"), GP64()), Load(Param("rows"), GP64())
	for _, high := range []int{4, 1} {
		Label(fmt.Sprint("rows", high))
		CMPQ(rows, Imm(uint64(high)))
		JLT(LabelRef(fmt.Sprint("less", high)))
		v.normRows(dst, src, high)
		forward(high, dst, src)
		SUBQ(Imm(uint64(high)), rows)
		JMP(LabelRef(fmt.Sprint("rows", high)))
		Label(fmt.Sprint("less", high))
	}
	VZEROUPPER()
	RET()
}

// normRows normalises some rows at once.
func (v isa) normRows(dst, src reg.Register, high int) {
	label := func(s string) string { return fmt.Sprint(s, high) }
	panels, stride := Load(Param("panels"), GP64()), Load(Param("stride"), GP64())
	mask := Load(Param("mask"), GP64())
	place := func(base reg.Register, r, h int) Mem { return at(base, r*panelBytes+h*v.bytes()) }
	add := func(a, b, c reg.Register) { VADDPS(b, a, c) }
	sums := func(what string, mean []reg.VecVirtual) []reg.VecVirtual {
		s := v.zeros(high, v.regs)
		rowOfPanels(label(what), src, panels, stride, mask, func(from, mask reg.Register) {
			for r := range s {
				for h := range s[r] {
					u := v.load(place(from, r, h))
					if mean != nil {
						u = v.sub(u, mean[r])
						u = v.mul(u, u)
					}
					if mask != nil {
						u = v.and(u, at(mask, h*v.bytes()))
					}
					VADDPS(u, s[r][h], s[r][h])
				}
			}
		})
		means, n := make([]reg.VecVirtual, high), v.parameter("n")
		for r := range s {
			means[r] = v.div(v.tree(s[r], add), n)
		}
		return means
	}
	mean := sums("mean", nil)
	factor := sums("variance", mean)
	for r, f := range factor {
		root := v.vec()
		VSQRTPS(v.add(f, v.parameter("eps")), root)
		factor[r] = v.div(v.constant(float(1)), root)
	}

	scale, shift := Load(Param("scale"), GP64()), Load(Param("shift"), GP64())
	to := GP64()
	MOVQ(dst, to)
	rowOfPanels(label("norm"), src, panels, stride, mask, func(from, mask reg.Register) {
		if mask != nil {
			Load(Param("lastScale"), scale)
			Load(Param("lastShift"), shift)
		}
		for r := range high {
			for h := range v.regs {
				u := v.mul(v.sub(v.load(place(from, r, h)), mean[r]), factor[r])
				u = v.add(v.mul(u, at(scale, h*v.bytes())), at(shift, h*v.bytes()))
				if mask != nil {
					u = v.and(u, at(mask, h*v.bytes()))
				}
				VMOVUPS(u, place(to, r, h))
			}
		}
	}, onward{to, stride}, onward{scale, must(Param("scaleStep"))}, onward{shift, must(Param("shiftStep"))})
}
