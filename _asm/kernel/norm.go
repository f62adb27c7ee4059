package main

import (
	. "github.com/mmcloughlin/avo/build"
	. "github.com/mmcloughlin/avo/operand"
	"github.com/mmcloughlin/avo/reg"
)

// greater is the predicate GT_OQ of a comparison.
const greater = 0x1E

// row is the 16 floats of one row of a panel.
type row [2]reg.VecVirtual

// loadRow reads the row at base + offset bytes.
func loadRow(base reg.Register, offset int) row {
	r := row{YMM(), YMM()}
	for h := range r {
		VMOVUPS(at(base, offset+h*32), r[h])
	}
	return r
}

// zeroRow is a cleared row.
func zeroRow() row {
	r := row{YMM(), YMM()}
	for h := range r {
		VXORPS(r[h], r[h], r[h])
	}
	return r
}

// scaleShift writes a row times scale plus shift, not below floor.
func scaleShift() {
	TEXT("scaleShiftAVX2", NOSPLIT, "func(dst, src, scale, shift *float32, rows uint64, floor float32)")
	Pragma("noescape")
	dst, src := Load(Param("dst"), GP64()), Load(Param("src"), GP64())
	scale, shift := loadRow(Load(Param("scale"), GP64()), 0), loadRow(Load(Param("shift"), GP64()), 0)
	n, floor := Load(Param("rows"), GP64()), YMM()
	VBROADCASTSS(must(Param("floor")), floor)
	Label("loop")
	for h := range 2 {
		x := YMM()
		VMOVUPS(at(src, h*32), x)
		VFMADD213PS(shift[h], scale[h], x)
		VMAXPS(x, floor, x) // x where one of them is NaN
		VMOVUPS(x, at(dst, h*32))
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
func twoChains(n, a, b reg.Register, panels []reg.Register, step func(offset int, s, p row)) {
	var s, p [2]row
	for c := range 2 {
		s[c], p[c] = zeroRow(), zeroRow()
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
	for h := range 2 {
		VADDPS(s[1][h], s[0][h], s[0][h])
		VADDPS(at(a, h*32), s[0][h], s[0][h])
		VMOVUPS(s[0][h], at(a, h*32))
		VADDPS(p[1][h], p[0][h], p[0][h])
		VADDPS(at(b, h*32), p[0][h], p[0][h])
		VMOVUPS(p[0][h], at(b, h*32))
	}
	VZEROUPPER()
	RET()
}

// moments adds rows of one panel and their squares to running sums.
func moments() {
	TEXT("momentsAVX2", NOSPLIT, "func(sum, squares, src, center *float32, rows uint64)")
	Pragma("noescape")
	Doc("Multiplications and additions are separate, so that the result equals the Go loop's bit for bit.")
	sum, squares := Load(Param("sum"), GP64()), Load(Param("squares"), GP64())
	src, n := Load(Param("src"), GP64()), Load(Param("rows"), GP64())
	center := loadRow(Load(Param("center"), GP64()), 0)
	twoChains(n, sum, squares, []reg.Register{src}, func(offset int, s, p row) {
		d := loadRow(src, offset)
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
func normSums(relu bool) {
	name, y := "normSumsAVX2", ""
	if relu {
		name, y = "normSumsReLUAVX2", "y, "
	}
	TEXT(name, NOSPLIT, "func(sum, product, dy, "+y+"x, center *float32, rows uint64)")
	Pragma("noescape")
	Doc("Multiplications and additions are separate, so that the result equals the Go loop's bit for bit.")
	sum, product := Load(Param("sum"), GP64()), Load(Param("product"), GP64())
	n, center := Load(Param("rows"), GP64()), loadRow(Load(Param("center"), GP64()), 0)
	through, panels := newThrough(relu)
	x := Load(Param("x"), GP64())
	twoChains(n, sum, product, append(panels, x), func(offset int, s, p row) {
		g := through(offset)
		for h := range g {
			VADDPS(g[h], s[h], s[h])
			d := YMM()
			VMOVUPS(at(x, offset+h*32), d)
			VSUBPS(center[h], d, d)
			VMULPS(d, g[h], g[h])
			VADDPS(g[h], p[h], p[h])
		}
	})
}

// newThrough gives the code that reads a row of the parameter dy, cleared where
// the parameter y is not above 0 if relu, and the panels that it reads.
func newThrough(relu bool) (through func(offset int) row, panels []reg.Register) {
	dy := Load(Param("dy"), GP64())
	if !relu {
		return func(offset int) row { return loadRow(dy, offset) }, []reg.Register{dy}
	}
	y, zero := Load(Param("y"), GP64()), YMM()
	VXORPS(zero, zero, zero)
	return func(offset int) row {
		g := loadRow(y, offset)
		for h := range g {
			VCMPPS(Imm(greater), zero, g[h], g[h])
			VANDPS(at(dy, offset+h*32), g[h], g[h])
		}
		return g
	}, []reg.Register{dy, y}
}

// normGrad writes the gradient of the input of a normalisation, behind a ReLU
// or not.
func normGrad(relu bool) {
	name, y := "normGradAVX2", ""
	if relu {
		name, y = "normGradReLUAVX2", "y, "
	}
	TEXT(name, NOSPLIT, "func(dx, dy, "+y+"x, center, a, b, c *float32, rows uint64)")
	Pragma("noescape")
	Doc("Multiplications and additions are separate, so that the result equals the Go loop's bit for bit.")
	constant := func(name string) row { return loadRow(Load(Param(name), GP64()), 0) }
	center, a, b, c := constant("center"), constant("a"), constant("b"), constant("c")
	through, panels := newThrough(relu)
	dx, x, n := Load(Param("dx"), GP64()), Load(Param("x"), GP64()), Load(Param("rows"), GP64())
	Label("loop")
	g := through(0)
	for h := range g {
		d := YMM()
		VMOVUPS(at(x, h*32), d)
		VSUBPS(center[h], d, d)
		VMULPS(b[h], d, d)
		VMULPS(a[h], g[h], g[h])
		VADDPS(d, g[h], g[h])
		VADDPS(c[h], g[h], g[h])
		VMOVUPS(g[h], at(dx, h*32))
	}
	next(n, "loop", append(panels, dx, x)...)
}
