package main

import (
	. "github.com/mmcloughlin/avo/build"
	. "github.com/mmcloughlin/avo/operand"
	"github.com/mmcloughlin/avo/reg"
)

// The golden ratio in 64 and in 32 bits, as in internal/kernel.
const golden, goldenLane = 0x9E3779B97F4A7C15, 0x9E3779B9

// dropout writes rows scaled, with 0 where a lane's random number is below a bound.
func dropout(v isa) {
	numbers := GLOBL("dropoutLanes"+v.name, RODATA|NOPTR)
	for j := range lane {
		DATA(j*4, U32(uint64(j)*goldenLane%(1<<32)))
	}
	TEXT("dropout"+v.name, NOSPLIT, "func(dst, src *float32, rows, state uint64, below uint32, scale float32)")
	Pragma("noescape")
	dst, src := Load(Param("dst"), GP64()), Load(Param("src"), GP64())
	n, state := Load(Param("rows"), GP64()), Load(Param("state"), GP64())
	below, scale := v.broadcast(Load(Param("below"), GP32())), v.parameter("scale")
	lane := v.newRow()
	for h := range lane {
		VMOVUPS(numbers.Offset(h*v.bytes()), lane[h])
	}
	step, first, second := constant64(golden), constant64(0xBF58476D1CE4E5B9), constant64(0x94D049BB133111EB)
	times, again := v.constantLanes(0x21F0AAAD), v.constantLanes(0xD35A2D97)
	z, t := GP64(), GP64()
	Label("loop")
	MOVQ(state, z)
	ADDQ(step, state)
	shifted := func(by uint64) {
		MOVQ(z, t)
		SHRQ(Imm(by), t)
		XORQ(t, z)
	}
	shifted(30)
	IMULQ(first, z)
	shifted(27)
	IMULQ(second, z)
	shifted(31)
	low := v.broadcast(z.As32())
	SHRQ(Imm(32), z)
	high := v.broadcast(z.As32())
	for h := range lane {
		r, t := v.vec(), v.vec()
		shifted := func(by uint64) {
			VPSRLD(Imm(by), r, t)
			VXORPS(t, r, r)
		}
		VPADDD(lane[h], low, r)
		shifted(16)
		VPMULLD(times, r, r)
		shifted(15)
		VPADDD(high, r, r)
		VPMULLD(again, r, r)
		shifted(15)
		VMOVUPS(v.atLeast(r, below, v.mul(scale, at(src, h*v.bytes()))), at(dst, h*v.bytes()))
	}
	next(n, "loop", dst, src)
}

// atLeast is x where the whole number r is least or more, else 0.
func (v isa) atLeast(r, least, x reg.VecVirtual) reg.VecVirtual {
	const notLess = 5
	y := v.vec()
	if v.wide {
		k := K()
		VPCMPUD(Imm(notLess), least, r, k)
		VMOVAPS_Z(x, k, y)
		return y
	}
	VPMAXUD(least, r, y)
	VPCMPEQD(r, y, y)
	VPAND(x, y, y)
	return y
}

// constant64 is a register with a number.
func constant64(v uint64) reg.Register {
	r := GP64()
	MOVQ(U64(v), r)
	return r
}

// constantLanes is a register with a number in each lane.
func (v isa) constantLanes(bits uint32) reg.VecVirtual {
	g := GP32()
	MOVL(U32(bits), g)
	return v.broadcast(g)
}

// broadcast fills the lanes of a register.
func (v isa) broadcast(g reg.Register) reg.VecVirtual {
	x, r := XMM(), v.vec()
	VMOVD(g, x)
	VPBROADCASTD(x, r)
	return r
}
