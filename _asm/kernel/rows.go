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

// part is the place of register h of a row, `from` bytes after base.
func (v isa) part(base, from reg.Register, h int) Mem {
	return Mem{Base: base, Index: from, Scale: 1, Disp: h * v.bytes()}
}

const outOfRange = "Returns the number of rows left when a tap lies outside of the rows that there are, else 0."

// maxRows writes the largest of the rows that the taps read.
func maxRows() {
	TEXT("maxRowsAVX2", NOSPLIT, "func(dst, src *float32, in *int32, taps, rows, have uint64) (left uint64)")
	Pragma("noescape")
	Doc(outOfRange)
	dst, src := Load(Param("dst"), GP64()), Load(Param("src"), GP64())
	m, lowest := row{YMM(), YMM()}, YMM()
	minusInfinity(lowest)
	taps(func() {
		for h := range m {
			VMOVAPS(lowest, m[h])
		}
	}, func(from reg.Register) {
		const unordered = 3
		for h := range m {
			v, nan := YMM(), YMM()
			VMOVUPS(avx2.part(src, from, h), v)
			VMAXPS(m[h], v, m[h]) // m where one of them is NaN
			VCMPPS(Imm(unordered), v, v, nan)
			VBLENDVPS(nan, v, m[h], m[h])
		}
	}, func() {
		for h := range m {
			VMOVUPS(m[h], at(dst, h*32))
		}
	}, dst)
}

// minusInfinity fills a register.
func minusInfinity(r reg.VecVirtual) {
	const shift = 23 // of the exponent: sign and exponent all ones
	VPCMPEQD(r, r, r)
	VPSLLD(Imm(shift), r, r)
}

// maxRowsGrad adds gradients to the first row that equals the maximum.
func maxRowsGrad() {
	TEXT("maxRowsGradAVX2", NOSPLIT, "func(dx, dy, src, dst *float32, in *int32, taps, rows, have uint64) (left uint64)")
	Pragma("noescape")
	Doc(outOfRange)
	dx, dy := Load(Param("dx"), GP64()), Load(Param("dy"), GP64())
	src, dst := Load(Param("src"), GP64()), Load(Param("dst"), GP64())
	rest, m := row{YMM(), YMM()}, row{YMM(), YMM()}
	taps(func() {
		for h := range m {
			VMOVUPS(at(dy, h*32), rest[h])
			VMOVUPS(at(dst, h*32), m[h])
		}
	}, func(from reg.Register) {
		const equal = 0
		for h := range m {
			hit, g := YMM(), YMM()
			VCMPPS(Imm(equal), avx2.part(src, from, h), m[h], hit)
			VANDPS(rest[h], hit, g)
			VANDNPS(rest[h], hit, rest[h])
			VADDPS(avx2.part(dx, from, h), g, g)
			VMOVUPS(g, avx2.part(dx, from, h))
		}
	}, func() {}, dy, dst)
}

// meanRows writes the mean of the rows that the taps read.
func meanRows() {
	TEXT("meanRowsAVX2", NOSPLIT, "func(dst, src *float32, in *int32, taps, rows, have uint64, divisor float32) (left uint64)")
	Pragma("noescape")
	Doc(outOfRange)
	dst, src := Load(Param("dst"), GP64()), Load(Param("src"), GP64())
	s, divisor := row{YMM(), YMM()}, YMM()
	VBROADCASTSS(must(Param("divisor")), divisor)
	minusZero := YMM() // the sum of nothing: it keeps the sign of a zero
	VPCMPEQD(minusZero, minusZero, minusZero)
	VPSLLD(Imm(31), minusZero, minusZero)
	taps(func() {
		for h := range s {
			VMOVAPS(minusZero, s[h])
		}
	}, func(from reg.Register) {
		for h := range s {
			VADDPS(avx2.part(src, from, h), s[h], s[h])
		}
	}, func() {
		for h := range s {
			VDIVPS(divisor, s[h], s[h])
			VMOVUPS(s[h], at(dst, h*32))
		}
	}, dst)
}

// meanRowsGrad adds equal shares of gradients to the rows that the taps read.
func meanRowsGrad() {
	TEXT("meanRowsGradAVX2", NOSPLIT, "func(dx, dy *float32, in *int32, taps, rows, have uint64, divisor float32) (left uint64)")
	Pragma("noescape")
	Doc(outOfRange)
	dx, dy := Load(Param("dx"), GP64()), Load(Param("dy"), GP64())
	g, divisor := row{YMM(), YMM()}, YMM()
	VBROADCASTSS(must(Param("divisor")), divisor)
	taps(func() {
		for h := range g {
			VMOVUPS(at(dy, h*32), g[h])
			VDIVPS(divisor, g[h], g[h])
		}
	}, func(from reg.Register) {
		for h := range g {
			d := YMM()
			VADDPS(avx2.part(dx, from, h), g[h], d)
			VMOVUPS(d, avx2.part(dx, from, h))
		}
	}, func() {}, dy)
}
