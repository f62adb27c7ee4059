package main

import (
	. "github.com/mmcloughlin/avo/build"
	. "github.com/mmcloughlin/avo/operand"
	"github.com/mmcloughlin/avo/reg"
)

// greater is the predicate GT_OQ of a comparison.
const greater = 0x1E

// row is the 16 floats of one row of a panel.
type row []reg.VecVirtual

// row reads the row at base + offset bytes.
func (v isa) row(base reg.Register, offset int) row {
	r := make(row, v.regs)
	for h := range r {
		r[h] = v.load(at(base, offset+h*v.bytes()))
	}
	return r
}

// zeroRow is a cleared row.
func (v isa) zeroRow() row { return v.zeros(1, v.regs)[0] }

// scaleShift writes a row times scale plus shift, not below floor.
func scaleShift(v isa) {
	TEXT("scaleShift"+v.name, NOSPLIT, "func(dst, src, scale, shift *float32, rows uint64, floor float32)")
	Pragma("noescape")
	dst, src := Load(Param("dst"), GP64()), Load(Param("src"), GP64())
	scale, shift := v.row(Load(Param("scale"), GP64()), 0), v.row(Load(Param("shift"), GP64()), 0)
	n, floor := Load(Param("rows"), GP64()), v.parameter("floor")
	Label("loop")
	for h, x := range v.row(src, 0) {
		VFMADD213PS(shift[h], scale[h], x)
		VMOVUPS(v.notBelow(x, floor), at(dst, h*v.bytes()))
	}
	next(n, "loop", dst, src)
}

// next goes on to the next row of each panel while some of n are left, and else
// returns.
func next(n reg.Register, loop string, panels ...reg.Register) {
	for _, p := range panels {
		ADDQ(Imm(panelBytes), p)
	}
	DECQ(n)
	JNZ(LabelRef(loop))
	VZEROUPPER()
	RET()
}

// twoChains runs a sum over rows in two chains, for even and for odd rows, and
// adds both to the two rows of 16 floats at a and b. step writes the code for
// the row at an offset in the panels, and adds to s and p.
func (v isa) twoChains(n, a, b reg.Register, panels []reg.Register, step func(offset int, s, p row)) {
	var s, p [2]row
	for c := range 2 {
		s[c], p[c] = v.zeroRow(), v.zeroRow()
	}
	CMPQ(n, Imm(2))
	JLT(LabelRef("last"))
	Label("loop")
	for c := range 2 {
		step(c*panelBytes, s[c], p[c])
	}
	for _, r := range panels {
		ADDQ(U32(2*panelBytes), r)
	}
	SUBQ(Imm(2), n)
	CMPQ(n, Imm(2))
	JGE(LabelRef("loop"))
	Label("last")
	TESTQ(n, n)
	JZ(LabelRef("end"))
	step(0, s[0], p[0])
	Label("end")
	for h := range v.regs {
		VMOVUPS(v.add(v.add(s[0][h], s[1][h]), at(a, h*v.bytes())), at(a, h*v.bytes()))
		VMOVUPS(v.add(v.add(p[0][h], p[1][h]), at(b, h*v.bytes())), at(b, h*v.bytes()))
	}
	VZEROUPPER()
	RET()
}

// moments adds rows of one panel and their squares to running sums.
func moments(v isa) {
	TEXT("moments"+v.name, NOSPLIT, "func(sum, squares, src, center *float32, rows uint64)")
	Pragma("noescape")
	Doc("Multiplications and additions are separate, so that the result equals the Go loop's bit for bit.")
	sum, squares := Load(Param("sum"), GP64()), Load(Param("squares"), GP64())
	src, n := Load(Param("src"), GP64()), Load(Param("rows"), GP64())
	center := v.row(Load(Param("center"), GP64()), 0)
	v.twoChains(n, sum, squares, []reg.Register{src}, func(offset int, s, p row) {
		d := v.row(src, offset)
		for h := range d {
			VSUBPS(center[h], d[h], d[h])
			VADDPS(d[h], s[h], s[h])
			VMULPS(d[h], d[h], d[h])
			VADDPS(d[h], p[h], p[h])
		}
	})
}

// normSums adds rows of a gradient, and their products with the input, to
// running sums, behind a ReLU or not.
func normSums(v isa, relu bool) {
	name, y := "normSums", ""
	if relu {
		name, y = "normSumsReLU", "y, "
	}
	TEXT(name+v.name, NOSPLIT, "func(sum, product, dy, "+y+"x, center *float32, rows uint64)")
	Pragma("noescape")
	Doc("Multiplications and additions are separate, so that the result equals the Go loop's bit for bit.")
	sum, product := Load(Param("sum"), GP64()), Load(Param("product"), GP64())
	n, center := Load(Param("rows"), GP64()), v.row(Load(Param("center"), GP64()), 0)
	through, panels := v.newThrough(relu)
	x := Load(Param("x"), GP64())
	v.twoChains(n, sum, product, append(panels, x), func(offset int, s, p row) {
		g := through(offset)
		for h := range g {
			VADDPS(g[h], s[h], s[h])
			d := v.sub(v.load(at(x, offset+h*v.bytes())), center[h])
			VADDPS(v.mul(g[h], d), p[h], p[h])
		}
	})
}

// newThrough gives the code that reads a row of the parameter dy, cleared where
// the parameter y is not above 0 if relu, and the panels that it reads.
func (v isa) newThrough(relu bool) (through func(offset int) row, panels []reg.Register) {
	dy := Load(Param("dy"), GP64())
	if !relu {
		return func(offset int) row { return v.row(dy, offset) }, []reg.Register{dy}
	}
	y, zero := Load(Param("y"), GP64()), v.clear()
	return func(offset int) row {
		g := v.row(y, offset)
		for h := range g {
			g[h] = v.keep(greater, g[h], zero, at(dy, offset+h*v.bytes()))
		}
		return g
	}, []reg.Register{dy, y}
}

// normGrad writes the gradient of the input of a normalisation, behind a ReLU
// or not.
func normGrad(v isa, relu bool) {
	name, y := "normGrad", ""
	if relu {
		name, y = "normGradReLU", "y, "
	}
	TEXT(name+v.name, NOSPLIT, "func(dx, dy, "+y+"x, center, a, b, c *float32, rows uint64)")
	Pragma("noescape")
	Doc("Multiplications and additions are separate, so that the result equals the Go loop's bit for bit.")
	constant := func(name string) row { return v.row(Load(Param(name), GP64()), 0) }
	center, a, b, c := constant("center"), constant("a"), constant("b"), constant("c")
	through, panels := v.newThrough(relu)
	dx, x, n := Load(Param("dx"), GP64()), Load(Param("x"), GP64()), Load(Param("rows"), GP64())
	Label("loop")
	g := through(0)
	for h := range g {
		d := v.mul(v.sub(v.load(at(x, h*v.bytes())), center[h]), b[h])
		VMOVUPS(v.add(v.add(v.mul(g[h], a[h]), d), c[h]), at(dx, h*v.bytes()))
	}
	next(n, "loop", append(panels, dx, x)...)
}
