package main

import (
	"fmt"
	"math"

	. "github.com/mmcloughlin/avo/build"
	. "github.com/mmcloughlin/avo/operand"
	"github.com/mmcloughlin/avo/reg"
)

// Predicates of comparisons that raise no signal for NaN.
const (
	lessThan    = 0x11
	notLessThan = 0x15 // or NaN
	isNaN       = 0x03
)

// number is an operand: a register, a place in memory, or a constant, which fills all lanes.
type number any

// constants are the constants of the file that is written, each once.
var constants = map[uint32]Mem{}

// word is where a constant lies; eight times, so that AVX2 reads it as a register.
func word(bits uint32) Mem {
	m, known := constants[bits]
	if !known {
		m = GLOBL(fmt.Sprintf("word%08x", bits), RODATA|NOPTR)
		for i := range 8 {
			DATA(i*4, U32(bits))
		}
		constants[bits] = m
	}
	return m
}

// lanes is a constant of bits, for the two instruction sets.
type lanes uint32

// float is a constant number.
func float(f float64) lanes { return lanes(math.Float32bits(float32(f))) }

// apply writes r = a op b, where only b may be memory or a constant.
func (v isa) apply(plain, broadcast func(...Op), a reg.VecVirtual, b number) reg.VecVirtual {
	r := v.vec()
	switch b := b.(type) {
	case lanes:
		if v.wide {
			broadcast(word(uint32(b)), a, r)
		} else {
			plain(word(uint32(b)), a, r)
		}
	default:
		plain(b.(Op), a, r)
	}
	return r
}

func (v isa) add(a reg.VecVirtual, b number) reg.VecVirtual {
	return v.apply(VADDPS, VADDPS_BCST, a, b)
}

func (v isa) sub(a reg.VecVirtual, b number) reg.VecVirtual {
	return v.apply(VSUBPS, VSUBPS_BCST, a, b)
}

func (v isa) mul(a reg.VecVirtual, b number) reg.VecVirtual {
	return v.apply(VMULPS, VMULPS_BCST, a, b)
}

func (v isa) div(a reg.VecVirtual, b number) reg.VecVirtual {
	return v.apply(VDIVPS, VDIVPS_BCST, a, b)
}

func (v isa) and(a reg.VecVirtual, b number) reg.VecVirtual {
	return v.apply(VANDPS, VANDPS_BCST, a, b)
}

func (v isa) or(a reg.VecVirtual, b number) reg.VecVirtual {
	return v.apply(VORPS, VORPS_BCST, a, b)
}

func (v isa) xor(a reg.VecVirtual, b number) reg.VecVirtual {
	return v.apply(VXORPS, VXORPS_BCST, a, b)
}

// notBelow is a, or low where that is above it; NaN in a stays.
func (v isa) notBelow(a, low reg.VecVirtual) reg.VecVirtual { return v.apply(VMAXPS, nil, low, a) }

// notAbove is a, or high where that is below it; NaN in a stays.
func (v isa) notAbove(a, high reg.VecVirtual) reg.VecVirtual { return v.apply(VMINPS, nil, high, a) }

// constant is a register of a constant.
func (v isa) constant(c lanes) reg.VecVirtual { return v.spread(word(uint32(c))) }

// spread fills the lanes of a register with a number in memory or in a register of lanes.
func (v isa) spread(from Op) reg.VecVirtual {
	r := v.vec()
	VBROADCASTSS(from, r)
	return r
}

// parameter is a register of a parameter.
func (v isa) parameter(name string) reg.VecVirtual { return v.spread(must(Param(name))) }

// load reads a register.
func (v isa) load(m Mem) reg.VecVirtual {
	r := v.vec()
	VMOVUPS(m, r)
	return r
}

// clear is a register of zeros.
func (v isa) clear() reg.VecVirtual {
	r := v.vec()
	v.zero(r)
	return r
}

// choose is yes where a compares with b, else no.
func (v isa) choose(predicate uint8, a, b, yes, no reg.VecVirtual) reg.VecVirtual {
	r := v.vec()
	if v.wide {
		k := K()
		VCMPPS(Imm(uint64(predicate)), b, a, k)
		VBLENDMPS(yes, no, k, r)
		return r
	}
	VCMPPS(Imm(uint64(predicate)), b, a, r)
	VBLENDVPS(r, yes, no, r)
	return r
}

// replace moves the first of each pair to the second where a compares with b.
func (v isa) replace(predicate uint8, a, b reg.VecVirtual, pairs ...[2]reg.VecVirtual) {
	if v.wide {
		k := K()
		VCMPPS(Imm(uint64(predicate)), b, a, k)
		for _, p := range pairs {
			VMOVAPS(p[0], k, p[1])
		}
		return
	}
	r := v.vec()
	VCMPPS(Imm(uint64(predicate)), b, a, r)
	for _, p := range pairs {
		VBLENDVPS(r, p[0], p[1], p[1])
	}
}

// keep is x, which may be memory, where a compares with b, else 0.
func (v isa) keep(predicate uint8, a, b reg.VecVirtual, x Op) reg.VecVirtual {
	r := v.vec()
	if v.wide {
		k := K()
		VCMPPS(Imm(uint64(predicate)), b, a, k)
		VMOVUPS_Z(x, k, r)
		return r
	}
	VCMPPS(Imm(uint64(predicate)), b, a, r)
	VANDPS(x, r, r)
	return r
}

// tree joins the lanes of a row 8 apart, then 4, 2 and 1, and fills a register with the
// result. join writes c = a op b, of lanes that are so far apart.
func (v isa) tree(r []reg.VecVirtual, join func(a, b, c reg.Register)) reg.VecVirtual {
	low, high, x, y := YMM(), YMM(), XMM(), XMM()
	if v.wide {
		VEXTRACTF64X4(Imm(1), r[0], high)
		join(r[0].AsY(), high, low)
		VEXTRACTF32X4(Imm(1), low, x)
	} else {
		join(r[0], r[1], low)
		VEXTRACTF128(Imm(1), low, x)
	}
	join(low.AsX(), x, x)
	VSHUFPS(Imm(0b1110), x, x, y)
	join(x, y, x)
	VSHUFPS(Imm(0b01), x, x, y)
	join(x, y, x)
	return v.spread(x)
}
