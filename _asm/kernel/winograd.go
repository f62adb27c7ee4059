package main

import (
	. "github.com/mmcloughlin/avo/build"
	. "github.com/mmcloughlin/avo/operand"
	"github.com/mmcloughlin/avo/reg"
)

// winogradPoints is the number of points of a tile.
const winogradPoints = 16

// The transforms of a tile work on one register of a row of a panel at a time: the columns
// first, from memory, then the rows, in registers. Each is one of the matrices
// that internal/kernel names, and gives its outputs in new registers.

type vector = reg.VecVirtual

// inputColumn is B' of four values in memory, with few registers at a time.
func (v isa) inputColumn(d []Mem) []vector {
	d1, d2 := v.load(d[1]), v.load(d[2])
	o1 := v.add(d1, d2)
	o2 := v.sub(d2, d1)
	o3 := v.sub(v.load(d[3]), d1)
	return []vector{v.sub(v.load(d[0]), d[2]), o1, o2, o3}
}

// inputRow is B' of four registers, whose places it takes one by one; put stores
// an output.
func (v isa) inputRow(d []vector, put func(i int, o vector)) {
	put(3, v.sub(d[3], d[1]))
	put(0, v.sub(d[0], d[2]))
	put(1, v.add(d[1], d[2]))
	put(2, v.sub(d[2], d[1]))
}

// outputColumn is A' of four values in memory.
func (v isa) outputColumn(m []Mem) []vector {
	return []vector{
		v.add(v.add(v.load(m[0]), m[1]), m[2]),
		v.add(v.sub(v.load(m[1]), m[2]), m[3]),
	}
}

// outputRow is A' of four registers.
func (v isa) outputRow(m []vector) []vector {
	return []vector{v.add(v.add(m[0], m[1]), m[2]), v.add(v.sub(m[1], m[2]), m[3])}
}

// outputGrad is A of two registers.
func (v isa) outputGrad(y []vector) []vector {
	return []vector{y[0], v.add(y[0], y[1]), v.sub(y[0], y[1]), y[1]}
}

// weights is G of three registers.
func (v isa) weights(g []vector, half vector) []vector {
	even, odd := v.mul(v.add(g[0], g[2]), half), v.mul(g[1], half)
	return []vector{g[0], v.add(even, odd), v.sub(even, odd), g[2]}
}

// weightsGradColumn is G' of four values in memory.
func (v isa) weightsGradColumn(u []Mem, half vector) []vector {
	u1 := v.load(u[1])
	even, odd := v.mul(v.add(u1, u[2]), half), v.mul(v.sub(u1, u[2]), half)
	return []vector{v.add(even, u[0]), odd, v.add(even, u[3])}
}

// weightsGradRow is G' of four registers.
func (v isa) weightsGradRow(u []vector, half vector) []vector {
	even, odd := v.mul(v.add(u[1], u[2]), half), v.mul(v.sub(u[1], u[2]), half)
	return []vector{v.add(even, u[0]), odd, v.add(even, u[3])}
}

// points gives the places of a tile's points in memory, a stride apart: at(y, x).
type points struct {
	row     [4]reg.Register
	strides [4]reg.Register // 0, 1, 2 and 3 strides; the first is none
}

// pointsOf walks from base; stride is in bytes. The registers of the rows have to
// be moved on by advance.
func pointsOf(base, stride reg.Register) points {
	var p points
	twice, thrice := GP64(), GP64()
	LEAQ(Mem{Base: stride, Index: stride, Scale: 1}, twice)
	LEAQ(Mem{Base: stride, Index: stride, Scale: 2}, thrice)
	p.strides = [4]reg.Register{nil, stride, twice, thrice}
	p.row[0] = base
	for y := 1; y < 4; y++ {
		next := GP64()
		LEAQ(Mem{Base: p.row[y-1], Index: stride, Scale: 4}, next)
		p.row[y] = next
	}
	return p
}

func (p points) at(y, x, disp int) Mem {
	m := Mem{Base: p.row[y], Disp: disp}
	if x > 0 {
		m.Index, m.Scale = p.strides[x], 1
	}
	return m
}

func (p points) advance() {
	for _, r := range p.row {
		ADDQ(Imm(panelBytes), r)
	}
}

// tileRow gives register h of the row of panel base that entry i of a table names.
func (v isa) tileRow(table, base reg.Register, i, h int) Mem {
	from := GP64()
	MOVLQSX(at(table, i*4), from)
	SHLQ(Imm(6), from)
	return v.part(base, from, h)
}

// winogradInput writes the points of tiles of one panel.
func winogradInput(v isa) {
	TEXT("winogradInput"+v.name, NOSPLIT, "func(v, x *float32, in *int32, tiles, vStride uint64)")
	Pragma("noescape")
	Doc("in holds 16 rows of x for each tile, vStride is in bytes.")
	to, x, in := Load(Param("v"), GP64()), Load(Param("x"), GP64()), Load(Param("in"), GP64())
	n := Load(Param("tiles"), GP64())
	place := pointsOf(to, Load(Param("vStride"), GP64()))
	Label("tile")
	for h := range v.regs {
		var rows [4][]vector
		for j := range 4 {
			var d []Mem
			for i := range 4 {
				d = append(d, v.tileRow(in, x, i*4+j, h))
			}
			for i, r := range v.inputColumn(d) {
				rows[i] = append(rows[i], r)
			}
		}
		for i := range rows {
			v.inputRow(rows[i], func(j int, r vector) { VMOVUPS(r, place.at(i, j, h*v.bytes())) })
		}
	}
	ADDQ(Imm(winogradPoints*4), in)
	place.advance()
	DECQ(n)
	JNZ(LabelRef("tile"))
	VZEROUPPER()
	RET()
}

// winogradOutput writes the outputs of tiles of one panel.
func winogradOutput(v isa) {
	TEXT("winogradOutput"+v.name, NOSPLIT, "func(y, m, bias, addend *float32, out *int32, tiles, mStride, mode uint64, lowest, highest float32)")
	Pragma("noescape")
	Doc("out holds 4 rows of y for each tile, mStride is in bytes.")
	y, m, out := Load(Param("y"), GP64()), Load(Param("m"), GP64()), Load(Param("out"), GP64())
	n, bias, addend, mode := Load(Param("tiles"), GP64()), Load(Param("bias"), GP64()), Load(Param("addend"), GP64()), must(Param("mode"))
	from := pointsOf(m, Load(Param("mStride"), GP64()))
	low, high := v.parameter("lowest"), v.parameter("highest")
	Label("tile")
	for h := range v.regs {
		suffix := string(rune('0' + h))
		var rows [2][]vector
		for j := range 4 {
			var c []Mem
			for i := range 4 {
				c = append(c, from.at(i, j, h*v.bytes()))
			}
			for i, r := range v.outputColumn(c) {
				rows[i] = append(rows[i], r)
			}
		}
		s := append(v.outputRow(rows[0]), v.outputRow(rows[1])...)
		when(mode, finishBias, "add"+suffix, func() {
			for _, r := range s {
				VADDPS(at(bias, h*v.bytes()), r, r)
			}
		})
		when(mode, finishAdd, "low"+suffix, func() {
			for i, r := range s {
				VADDPS(v.tileRow(out, addend, i, h), r, r)
			}
		})
		when(mode, finishLow, "high"+suffix, func() {
			for _, r := range s {
				VMAXPS(r, low, r)
			}
		})
		when(mode, finishHigh, "store"+suffix, func() {
			for _, r := range s {
				VMINPS(r, high, r)
			}
		})
		for i, r := range s {
			VMOVUPS(r, v.tileRow(out, y, i, h))
		}
	}
	ADDQ(Imm(4*4), out)
	from.advance()
	DECQ(n)
	JNZ(LabelRef("tile"))
	VZEROUPPER()
	RET()
}

// winogradOutputGrad writes the points of gradients of one panel.
func winogradOutputGrad(v isa) {
	TEXT("winogradOutputGrad"+v.name, NOSPLIT, "func(d, dy *float32, out *int32, tiles, dStride uint64)")
	Pragma("noescape")
	Doc("out holds 4 rows of dy for each tile, dStride is in bytes.")
	d, dy, out := Load(Param("d"), GP64()), Load(Param("dy"), GP64()), Load(Param("out"), GP64())
	n := Load(Param("tiles"), GP64())
	to := pointsOf(d, Load(Param("dStride"), GP64()))
	Label("tile")
	for h := range v.regs {
		var rows [4][]vector
		for j := range 2 {
			c := []vector{v.load(v.tileRow(out, dy, j, h)), v.load(v.tileRow(out, dy, 2+j, h))}
			for i, r := range v.outputGrad(c) {
				rows[i] = append(rows[i], r)
			}
		}
		for i := range rows {
			for j, r := range v.outputGrad(rows[i]) {
				VMOVUPS(r, to.at(i, j, h*v.bytes()))
			}
		}
	}
	ADDQ(Imm(4*4), out)
	to.advance()
	DECQ(n)
	JNZ(LabelRef("tile"))
	VZEROUPPER()
	RET()
}

// winogradWeights writes the points of weights.
func winogradWeights(v isa) {
	TEXT("winogradWeights"+v.name, NOSPLIT, "func(u, w *float32, rows uint64, wStride int64, uStride uint64)")
	Pragma("noescape")
	Doc("w is the first tap of the first row. Strides are in bytes; that of w may be negative.")
	u, w, n := Load(Param("u"), GP64()), Load(Param("w"), GP64()), Load(Param("rows"), GP64())
	wStride := Load(Param("wStride"), GP64())
	to := pointsOf(u, Load(Param("uStride"), GP64()))
	half := v.constant(float(0.5))
	tap := GP64()
	Label("row")
	for h := range v.regs {
		var columns [3][]vector
		MOVQ(w, tap)
		for t := range 9 {
			columns[t%3] = append(columns[t%3], v.load(at(tap, h*v.bytes())))
			if t < 8 {
				ADDQ(wStride, tap)
			}
		}
		var rows [4][]vector
		for _, c := range columns {
			for i, r := range v.weights(c, half) {
				rows[i] = append(rows[i], r)
			}
		}
		for i := range rows {
			for j, r := range v.weights(rows[i], half) {
				VMOVUPS(r, to.at(i, j, h*v.bytes()))
			}
		}
	}
	ADDQ(Imm(panelBytes), w)
	to.advance()
	DECQ(n)
	JNZ(LabelRef("row"))
	VZEROUPPER()
	RET()
}

// winogradWeightsGrad writes the gradients of weights.
func winogradWeightsGrad(v isa) {
	TEXT("winogradWeightsGrad"+v.name, NOSPLIT, "func(dw, d *float32, rows, dStride, dwStride uint64)")
	Pragma("noescape")
	Doc("Strides are in bytes.")
	g, d, n := Load(Param("dw"), GP64()), Load(Param("d"), GP64()), Load(Param("rows"), GP64())
	gStride := Load(Param("dwStride"), GP64())
	from := pointsOf(d, Load(Param("dStride"), GP64()))
	half := v.constant(float(0.5))
	tap := GP64()
	Label("row")
	for h := range v.regs {
		var rows [3][]vector
		for j := range 4 {
			var c []Mem
			for i := range 4 {
				c = append(c, from.at(i, j, h*v.bytes()))
			}
			for i, r := range v.weightsGradColumn(c, half) {
				rows[i] = append(rows[i], r)
			}
		}
		MOVQ(g, tap)
		for i := range rows {
			for _, r := range v.weightsGradRow(rows[i], half) {
				VMOVUPS(r, at(tap, h*v.bytes()))
				ADDQ(gStride, tap)
			}
		}
	}
	ADDQ(Imm(panelBytes), g)
	from.advance()
	DECQ(n)
	JNZ(LabelRef("row"))
	VZEROUPPER()
	RET()
}
