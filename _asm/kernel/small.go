package main

import (
	"fmt"
	"math"

	. "github.com/mmcloughlin/avo/build"
	"github.com/mmcloughlin/avo/gotypes"
	. "github.com/mmcloughlin/avo/operand"
	"github.com/mmcloughlin/avo/reg"
)

// adam writes the fused update of whole panels of 16 parameters, with weight
// decay or without.
func adam(decay bool) {
	name, last := "adamAVX2", ""
	if decay {
		name, last = "adamDecayAVX2", ", decay"
	}
	TEXT(name, NOSPLIT, "func(w, m, v, grad *float32, panels uint64, rate, omb1, omb2, eps"+last+" float32)")
	Pragma("noescape")
	Doc("Multiplications and additions are separate, so that the result equals the Go loop's bit for bit.")
	restore := flushDenormals()
	w, m, v, gr := Load(Param("w"), GP64()), Load(Param("m"), GP64()), Load(Param("v"), GP64()), Load(Param("grad"), GP64())
	n := Load(Param("panels"), GP64())
	constant := func(name string) reg.VecVirtual {
		r := YMM()
		VBROADCASTSS(must(Param(name)), r)
		return r
	}
	rate, omb1, omb2, eps := constant("rate"), constant("omb1"), constant("omb2"), constant("eps")
	var share reg.VecVirtual
	if decay {
		share = constant("decay")
	}
	Label("loop")
	for h := range 2 {
		gv, mv, vv, wv, t := YMM(), YMM(), YMM(), YMM(), YMM()
		VMOVUPS(at(gr, h*32), gv)
		VMOVUPS(at(m, h*32), mv)
		VMOVUPS(at(v, h*32), vv)
		VMOVUPS(at(w, h*32), wv)
		if decay {
			VMULPS(share, wv, t)
			VSUBPS(t, wv, wv)
		}
		VSUBPS(mv, gv, t)
		VMULPS(omb1, t, t)
		VADDPS(t, mv, mv)
		VMOVUPS(mv, at(m, h*32))
		VMULPS(gv, gv, t)
		VSUBPS(vv, t, t)
		VMULPS(omb2, t, t)
		VADDPS(t, vv, vv)
		VMOVUPS(vv, at(v, h*32))
		VSQRTPS(vv, t)
		VADDPS(eps, t, t)
		VMULPS(rate, mv, mv)
		VDIVPS(t, mv, mv)
		VSUBPS(mv, wv, wv)
		VMOVUPS(wv, at(w, h*32))
	}
	for _, p := range []reg.Register{w, m, v, gr} {
		ADDQ(U32(panelBytes), p)
	}
	DECQ(n)
	JNZ(LabelRef("loop"))
	restore()
	VZEROUPPER()
	RET()
}

// flushDenormals makes the processor take denormal numbers as zero, and gives
// the code that undoes it. Moments that decay toward zero would otherwise end
// as denormals, on which an operation takes a hundred cycles.
func flushDenormals() (restore func()) {
	const flushToZero, denormalsAreZero = 1 << 15, 1 << 6
	saved := AllocLocal(8)
	changed := saved.Offset(4)
	STMXCSR(saved)
	mode := GP32()
	MOVL(saved, mode)
	ORL(U32(flushToZero|denormalsAreZero), mode)
	MOVL(mode, changed)
	LDMXCSR(changed)
	return func() { LDMXCSR(saved) }
}

// must resolves a scalar parameter to its memory operand.
func must(c gotypes.Component) Mem {
	b, err := c.Resolve()
	if err != nil {
		panic(err)
	}
	return b.Addr
}

// fill writes one row of uint8 pixels into panels as v/255.
func fill() {
	TEXT("fillAVX2", NOSPLIT, "func(dst *float32, src *uint8, panels, stride uint64)")
	Pragma("noescape")
	Doc("stride is the distance of neighbouring panels in bytes.")
	dst, src := Load(Param("dst"), GP64()), Load(Param("src"), GP64())
	n, stride := Load(Param("panels"), GP64()), Load(Param("stride"), GP64())
	scale := YMM()
	// As bits: avo writes F32(255) as the integer 255.
	k := ConstData("byteMax", U32(math.Float32bits(255)))
	VBROADCASTSS(k, scale)
	Label("loop")
	for h := range 2 {
		x := YMM()
		VPMOVZXBD(at(src, h*8), x)
		VCVTDQ2PS(x, x)
		VDIVPS(scale, x, x)
		VMOVUPS(x, at(dst, h*32))
	}
	ADDQ(Imm(lane), src)
	ADDQ(stride, dst)
	DECQ(n)
	JNZ(LabelRef("loop"))
	VZEROUPPER()
	RET()
}

// sumRows adds rows of one panel to a running sum.
func sumRows(v isa) {
	TEXT("sumRows"+v.name, NOSPLIT, "func(dst, src *float32, rows uint64)")
	Pragma("noescape")
	dst, src, n := Load(Param("dst"), GP64()), Load(Param("src"), GP64()), Load(Param("rows"), GP64())
	s := v.row(dst, 0)
	Label("loop")
	for h := range s {
		VADDPS(at(src, h*v.bytes()), s[h], s[h])
	}
	ADDQ(U32(panelBytes), src)
	DECQ(n)
	JNZ(LabelRef("loop"))
	v.store(s, dst)
	VZEROUPPER()
	RET()
}

// peakChains is the number of independent chains in peak: enough to hide the
// latency of a fused multiply-add on two ports.
const peakChains = 12

// peak writes a loop of independent fused multiply-adds from registers alone.
func peak(v isa) {
	TEXT(fmt.Sprintf("peak%s", v.name), NOSPLIT, "func(n uint64)")
	Pragma("noescape")
	n := Load(Param("n"), GP64())
	acc := v.zeros(peakChains, 1)
	x := v.vec()
	v.zero(x)
	Label("loop")
	for i := range acc {
		VFMADD231PS(x, x, acc[i][0])
	}
	DECQ(n)
	JNZ(LabelRef("loop"))
	VZEROUPPER()
	RET()
}
