package main

import (
	. "github.com/mmcloughlin/avo/build"
	. "github.com/mmcloughlin/avo/operand"
	"github.com/mmcloughlin/avo/reg"
)

// each writes a function of contiguous panels of 16 floats: dst and some
// sources. step computes half a panel from its places in the sources, and
// returns the register that is stored to dst.
func each(name string, sources []string, step func(src []Mem, dst Mem, zero reg.VecVirtual) reg.VecVirtual) {
	params := "dst"
	for _, s := range sources {
		params += ", " + s
	}
	TEXT(name, NOSPLIT, "func("+params+" *float32, panels uint64)")
	Pragma("noescape")
	dst, n, zero := Load(Param("dst"), GP64()), Load(Param("panels"), GP64()), YMM()
	VXORPS(zero, zero, zero)
	from := make([]reg.Register, len(sources))
	for i, s := range sources {
		from[i] = Load(Param(s), GP64())
	}
	Label("loop")
	for h := range 2 {
		places := make([]Mem, len(from))
		for i := range from {
			places[i] = at(from[i], h*32)
		}
		VMOVUPS(step(places, at(dst, h*32), zero), at(dst, h*32))
	}
	next(n, "loop", append(from, dst)...)
}

// relus writes ReLU, its gradient, and sums with and without it.
func relus() {
	load := func(m Mem) reg.VecVirtual {
		r := YMM()
		VMOVUPS(m, r)
		return r
	}
	each("reluAVX2", []string{"x"}, func(src []Mem, _ Mem, zero reg.VecVirtual) reg.VecVirtual {
		x := load(src[0])
		VMAXPS(x, zero, x)
		return x
	})
	each("reluGradAVX2", []string{"dy", "y"}, func(src []Mem, _ Mem, zero reg.VecVirtual) reg.VecVirtual {
		y := load(src[1])
		VCMPPS(Imm(greater), zero, y, y)
		VANDPS(src[0], y, y)
		return y
	})
	each("addAVX2", []string{"src"}, func(src []Mem, dst Mem, _ reg.VecVirtual) reg.VecVirtual {
		x := load(dst)
		VADDPS(src[0], x, x)
		return x
	})
	each("addReLUAVX2", []string{"x", "y"}, func(src []Mem, _ Mem, zero reg.VecVirtual) reg.VecVirtual {
		x := load(src[0])
		VADDPS(src[1], x, x)
		VMAXPS(x, zero, x)
		return x
	})
}
