package main

import (
	"fmt"

	. "github.com/mmcloughlin/avo/build"
	. "github.com/mmcloughlin/avo/operand"
	"github.com/mmcloughlin/avo/reg"
)

// minusInf is the bits of -Inf.
const minusInf = lanes(0xFF800000)

// onward is a pointer that goes on by so many bytes a panel.
type onward struct {
	pointer reg.Register
	by      Op
}

// rowOfPanels writes the loop over the panels of one row: all but the last by step(nil), the
// last by step(mask), where mask holds the columns that there are. The row begins at x, its
// next panel lies stride bytes further; ahead are other pointers.
func rowOfPanels(label string, x, panels, stride, mask reg.Register, step func(at, mask reg.Register), ahead ...onward) {
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

// softmaxRows writes the softmax of rows of panels, in place; in AVX-512 four rows at a
// time, so that an operation need not wait for the one before, and then one at a time.
func softmaxRows(v isa) {
	TEXT("softmaxRows"+v.name, NOSPLIT, "func(x *float32, rows, panels, stride uint64, mask *uint32, scale float32)")
	Pragma("noescape")
	Doc("stride is the distance of neighbouring panels in bytes; mask has the bits of the columns of the last one set.",
		"Multiplications and additions are separate, so that the result equals the Go loop's bit for bit.")
	x, n := Load(Param("x"), GP64()), Load(Param("rows"), GP64())
	if v.wide {
		v.softmax(x, n, 4)
	}
	v.softmax(x, n, 1)
	VZEROUPPER()
	RET()
}

// softmax goes on as long as there are so many rows.
func (v isa) softmax(x, n reg.Register, high int) {
	label := func(s string) string { return fmt.Sprint(s, high) }
	Label(label("row"))
	CMPQ(n, Imm(uint64(high)))
	JLT(LabelRef(label("less")))
	panels, stride, mask := Load(Param("panels"), GP64()), Load(Param("stride"), GP64()), Load(Param("mask"), GP64())
	scale, some := v.parameter("scale"), batch{v}
	scaled := func(from reg.Register) (b bundle) {
		for i := range high * v.regs {
			b = append(b, v.load(at(from, i*v.bytes())))
		}
		return some.mul(b, scale)
	}
	start := func(c lanes) bundle {
		b := make(bundle, high*v.regs)
		for i := range b {
			b[i] = v.constant(c)
		}
		return b
	}
	// joined fills a register of each row with its lanes joined.
	joined := func(b bundle, join func(a, b, c reg.Register)) bundle {
		r := make(bundle, len(b))
		for i := 0; i < len(b); i += v.regs {
			all := v.tree(b[i:i+v.regs], join)
			for h := range v.regs {
				r[i+h] = all
			}
		}
		return r
	}
	masked := func(e bundle, mask reg.Register) bundle {
		for i := range e {
			if mask != nil {
				e[i] = v.and(e[i], at(mask, i%v.regs*v.bytes()))
			}
		}
		return e
	}
	store := func(e bundle, to reg.Register) {
		for i := range e {
			VMOVUPS(e[i], at(to, i*v.bytes()))
		}
	}

	m := start(minusInf)
	rowOfPanels(label("max"), x, panels, stride, mask, func(from, mask reg.Register) {
		for i, u := range masked(scaled(from), mask) {
			if mask != nil {
				fill := v.load(at(mask, i%v.regs*v.bytes()))
				VANDNPS(v.constant(minusInf), fill, fill)
				u = v.or(u, fill)
			}
			VMAXPS(m[i], u, m[i]) // m where u is NaN
		}
	})
	m = joined(m, func(a, b, c reg.Register) { VMAXPS(a, b, c) })
	s := start(float(0))
	rowOfPanels(label("exp"), x, panels, stride, mask, func(from, mask reg.Register) {
		e := masked(some.expNegative(some.sub(scaled(from), m)), mask)
		store(e, from)
		for i := range e {
			VADDPS(e[i], s[i], s[i])
		}
	})
	share := some.over(float(1), joined(s, func(a, b, c reg.Register) { VADDPS(b, a, c) }))
	rowOfPanels(label("share"), x, panels, stride, mask, func(from, mask reg.Register) {
		var e bundle
		for i := range share {
			e = append(e, v.mul(share[i], at(from, i*v.bytes())))
		}
		store(masked(e, mask), from)
	})
	forward(high, x)
	SUBQ(Imm(uint64(high)), n)
	JMP(LabelRef(label("row")))
	Label(label("less"))
}
