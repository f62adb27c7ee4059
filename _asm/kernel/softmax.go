package main

import (
	. "github.com/mmcloughlin/avo/build"
	. "github.com/mmcloughlin/avo/operand"
	"github.com/mmcloughlin/avo/reg"
)

// minusInf is the bits of -Inf.
const minusInf = lanes(0xFF800000)

// forward is a pointer that goes on by so many bytes a panel.
type forward struct {
	pointer reg.Register
	by      Op
}

// rowOfPanels writes the loop over the panels of one row: all but the last by step(nil), the
// last by step(mask), where mask holds the columns that there are. The row begins at x, its
// next panel lies stride bytes further; ahead are other pointers.
func rowOfPanels(label string, x, panels, stride, mask reg.Register, step func(at, mask reg.Register), ahead ...forward) {
	place, left := GP64(), GP64()
	MOVQ(x, place)
	MOVQ(panels, left)
	DECQ(left)
	JZ(LabelRef(label + "Last"))
	Label(label)
	step(place, nil)
	ADDQ(stride, place)
	for _, a := range ahead {
		ADDQ(a.by, a.pointer)
	}
	DECQ(left)
	JNZ(LabelRef(label))
	Label(label + "Last")
	step(place, mask)
}

// softmaxRows writes the softmax of rows of panels, in place.
func softmaxRows(v isa) {
	TEXT("softmaxRows"+v.name, NOSPLIT, "func(x *float32, rows, panels, stride uint64, mask *uint32, scale float32)")
	Pragma("noescape")
	Doc("stride is the distance of neighbouring panels in bytes; mask has the bits of the columns of the last one set.",
		"Multiplications and additions are separate, so that the result equals the Go loop's bit for bit.")
	x, n := Load(Param("x"), GP64()), Load(Param("rows"), GP64())
	panels, stride, mask := Load(Param("panels"), GP64()), Load(Param("stride"), GP64()), Load(Param("mask"), GP64())
	scale := v.parameter("scale")
	scaled := func(from reg.Register, h int) reg.VecVirtual { return v.mul(v.load(at(from, h*v.bytes())), scale) }

	Label("row")
	m := make([]reg.VecVirtual, v.regs)
	for h := range m {
		m[h] = v.constant(minusInf)
	}
	rowOfPanels("max", x, panels, stride, mask, func(from, mask reg.Register) {
		for h := range m {
			u := scaled(from, h)
			if mask != nil {
				keep := v.load(at(mask, h*v.bytes()))
				u = v.and(u, keep)
				VANDNPS(v.constant(minusInf), keep, keep)
				u = v.or(u, keep)
			}
			VMAXPS(m[h], u, m[h]) // m where u is NaN
		}
	})
	most := v.tree(m, func(a, b, c reg.Register) { VMAXPS(a, b, c) })

	s := make([]reg.VecVirtual, v.regs)
	for h := range s {
		s[h] = v.clear()
	}
	rowOfPanels("exp", x, panels, stride, mask, func(from, mask reg.Register) {
		for h := range s {
			e := v.expNegative(v.sub(scaled(from, h), most))
			if mask != nil {
				e = v.and(e, at(mask, h*v.bytes()))
			}
			VMOVUPS(e, at(from, h*v.bytes()))
			VADDPS(e, s[h], s[h])
		}
	})
	share := v.div(v.constant(float(1)), v.tree(s, func(a, b, c reg.Register) { VADDPS(b, a, c) }))
	rowOfPanels("share", x, panels, stride, mask, func(from, mask reg.Register) {
		for h := range v.regs {
			e := v.mul(share, at(from, h*v.bytes()))
			if mask != nil {
				e = v.and(e, at(mask, h*v.bytes()))
			}
			VMOVUPS(e, at(from, h*v.bytes()))
		}
	})
	next(n, "row", x)
}
