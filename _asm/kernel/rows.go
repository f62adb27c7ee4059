package main

import (
	. "github.com/mmcloughlin/avo/build"
	. "github.com/mmcloughlin/avo/operand"
	"github.com/mmcloughlin/avo/reg"
)

// taps writes the loop over output rows and their taps of a function with the
// parameters in, taps, rows and have. Before the taps of a row begin is run, at
// each tap step with the place of its row in bytes, after them end. Each may
// write code only with registers of its own. panels go on with the output rows.
// The function returns early, with the number of rows left, at a tap outside of
// the `have` rows that there are.
func taps(begin func(), step func(row reg.Register), end func(), panels ...reg.Register) {
	in, count := Load(Param("in"), GP64()), Load(Param("taps"), GP64())
	n, have := Load(Param("rows"), GP64()), Load(Param("have"), GP64())
	stride := GP64()
	MOVQ(n, stride)
	SHLQ(Imm(2), stride)
	Label("row")
	begin()
	index, left := GP64(), GP64()
	MOVQ(in, index)
	MOVQ(count, left)
	Label("tap")
	from := GP64()
	MOVLQSX(Mem{Base: index}, from)
	CMPQ(from, have)
	JAE(LabelRef("done")) // unsigned: a negative index is a large one
	SHLQ(Imm(6), from)
	step(from)
	ADDQ(stride, index)
	DECQ(left)
	JNZ(LabelRef("tap"))
	end()
	ADDQ(Imm(4), in)
	for _, p := range panels {
		ADDQ(Imm(panelBytes), p)
	}
	DECQ(n)
	JNZ(LabelRef("row"))
	Label("done")
	VZEROUPPER()
	Store(n, ReturnIndex(0))
	RET()
}

// part is a place in register h of a row, `from` bytes after base.
func (v isa) part(base, from reg.Register, h int) Mem {
	return Mem{Base: base, Index: from, Scale: 1, Disp: h * v.bytes()}
}

const outOfRange = "Returns the number of rows left when a tap lies outside of the rows that there are, else 0."

// maxRows writes the largest of the rows that the taps read.
func maxRows(v isa) {
	TEXT("maxRows"+v.name, NOSPLIT, "func(dst, src *float32, in *int32, taps, rows, have uint64) (left uint64)")
	Pragma("noescape")
	Doc(outOfRange)
	dst, src := Load(Param("dst"), GP64()), Load(Param("src"), GP64())
	m, lowest := v.newRow(), v.constant(minusInf)
	taps(func() { v.fill(m, lowest) }, func(from reg.Register) {
		for h := range m {
			v.larger(m[h], v.load(v.part(src, from, h)))
		}
	}, func() { v.store(m, dst) }, dst)
}

// newRow is a row whose registers are written later.
func (v isa) newRow() row {
	r := make(row, v.regs)
	for h := range r {
		r[h] = v.vec()
	}
	return r
}

// fill copies a register to all of a row.
func (v isa) fill(r row, from reg.VecVirtual) {
	for h := range r {
		VMOVAPS(from, r[h])
	}
}

// store writes a row.
func (v isa) store(r row, to reg.Register) {
	for h := range r {
		VMOVUPS(r[h], at(to, h*v.bytes()))
	}
}

// maxRowsGrad adds gradients to the first row that equals the maximum.
func maxRowsGrad(v isa) {
	TEXT("maxRowsGrad"+v.name, NOSPLIT, "func(dx, dy, src, dst *float32, in *int32, taps, rows, have uint64) (left uint64)")
	Pragma("noescape")
	Doc(outOfRange)
	dx, dy := Load(Param("dx"), GP64()), Load(Param("dy"), GP64())
	src, dst := Load(Param("src"), GP64()), Load(Param("dst"), GP64())
	rest, m := v.newRow(), v.newRow()
	taps(func() {
		for h := range m {
			VMOVUPS(at(dy, h*v.bytes()), rest[h])
			VMOVUPS(at(dst, h*v.bytes()), m[h])
		}
	}, func(from reg.Register) {
		for h := range m {
			g := v.hit(m[h], v.part(src, from, h), rest[h])
			VMOVUPS(v.add(g, v.part(dx, from, h)), v.part(dx, from, h))
		}
	}, func() {}, dy, dst)
}

// hit is rest where m equals x, else 0, and clears rest there.
func (v isa) hit(m reg.VecVirtual, x Mem, rest reg.VecVirtual) reg.VecVirtual {
	const equal, notEqual = 0, 4 // also of NaN
	g := v.vec()
	if v.wide {
		k, others := K(), K()
		VCMPPS(Imm(equal), x, m, k)
		VCMPPS(Imm(notEqual), x, m, others)
		VMOVAPS_Z(rest, k, g)
		VMOVAPS_Z(rest, others, rest)
		return g
	}
	equals := v.vec()
	VCMPPS(Imm(equal), x, m, equals)
	VANDPS(rest, equals, g)
	VANDNPS(rest, equals, rest)
	return g
}

// meanRows writes the mean of the rows that the taps read.
func meanRows(v isa) {
	TEXT("meanRows"+v.name, NOSPLIT, "func(dst, src *float32, in *int32, taps, rows, have uint64, divisor float32) (left uint64)")
	Pragma("noescape")
	Doc(outOfRange)
	dst, src := Load(Param("dst"), GP64()), Load(Param("src"), GP64())
	s, divisor := v.newRow(), v.parameter("divisor")
	minusZero := v.constant(signBit) // the sum of nothing: it keeps the sign of a zero
	taps(func() { v.fill(s, minusZero) }, func(from reg.Register) {
		for h := range s {
			VADDPS(v.part(src, from, h), s[h], s[h])
		}
	}, func() {
		for h := range s {
			VDIVPS(divisor, s[h], s[h])
		}
		v.store(s, dst)
	}, dst)
}

// meanRowsGrad adds equal shares of gradients to the rows that the taps read.
func meanRowsGrad(v isa) {
	TEXT("meanRowsGrad"+v.name, NOSPLIT, "func(dx, dy *float32, in *int32, taps, rows, have uint64, divisor float32) (left uint64)")
	Pragma("noescape")
	Doc(outOfRange)
	dx, dy := Load(Param("dx"), GP64()), Load(Param("dy"), GP64())
	g, divisor := v.newRow(), v.parameter("divisor")
	taps(func() {
		for h := range g {
			VMOVUPS(at(dy, h*v.bytes()), g[h])
			VDIVPS(divisor, g[h], g[h])
		}
	}, func(from reg.Register) {
		for h := range g {
			VMOVUPS(v.add(g[h], v.part(dx, from, h)), v.part(dx, from, h))
		}
	}, func() {}, dy)
}
