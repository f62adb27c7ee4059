package main

import (
	. "github.com/mmcloughlin/avo/build"
	. "github.com/mmcloughlin/avo/operand"
	"github.com/mmcloughlin/avo/reg"
)

// each writes a function of contiguous panels of 16 floats: dst and some
// sources. step computes a register of a row from its places in the sources.
func (v isa) each(name string, sources []string, step func(src []Mem, dst Mem, zero reg.VecVirtual) reg.VecVirtual) {
	params := "dst"
	for _, s := range sources {
		params += ", " + s
	}
	TEXT(name+v.name, NOSPLIT, "func("+params+" *float32, panels uint64)")
	Pragma("noescape")
	dst, n, zero := Load(Param("dst"), GP64()), Load(Param("panels"), GP64()), v.clear()
	from := make([]reg.Register, len(sources))
	for i, s := range sources {
		from[i] = Load(Param(s), GP64())
	}
	Label("loop")
	for h := range v.regs {
		places := make([]Mem, len(from))
		for i := range from {
			places[i] = at(from[i], h*v.bytes())
		}
		VMOVUPS(step(places, at(dst, h*v.bytes()), zero), at(dst, h*v.bytes()))
	}
	next(n, "loop", append(from, dst)...)
}

// relus writes ReLU, its gradient, and sums with and without it.
func relus(v isa) {
	v.each("relu", []string{"x"}, func(src []Mem, _ Mem, zero reg.VecVirtual) reg.VecVirtual {
		return v.notBelow(v.load(src[0]), zero)
	})
	v.each("reluGrad", []string{"dy", "y"}, func(src []Mem, _ Mem, zero reg.VecVirtual) reg.VecVirtual {
		return v.keep(greater, v.load(src[1]), zero, src[0])
	})
	v.each("add", []string{"src"}, func(src []Mem, dst Mem, _ reg.VecVirtual) reg.VecVirtual {
		return v.add(v.load(dst), src[0])
	})
	v.each("addReLU", []string{"x", "y"}, func(src []Mem, _ Mem, zero reg.VecVirtual) reg.VecVirtual {
		return v.notBelow(v.add(v.load(src[0]), src[1]), zero)
	})
}
