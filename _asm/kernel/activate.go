package main

import (
	"fmt"

	. "github.com/mmcloughlin/avo/build"
	. "github.com/mmcloughlin/avo/operand"
	"github.com/mmcloughlin/avo/reg"
)

// parameter makes a register of a parameter.
type parameter func() reg.VecVirtual

// activation is a function of numbers with the parameters a and b, and how many rows
// AVX2 and AVX-512 have the registers to work on at once.
type activation struct {
	name         string
	narrow, wide int
	of           func(v batch, x bundle, a, b parameter) bundle
}

// Limits and series as in internal/kernel/activations.go.
const (
	logisticEnd = 87
	geluEnd     = 12.9
)

var (
	normalTail = []float64{
		5.36834029e-05, 0.000115549111, -0.000339500178, -0.000983762398, 0.00290456324,
		0.00613207123, -0.0462132921, 0.123225031, -0.206402619, 0.121513948,
	}
	logSeries = []float64{0.280119937, 0.280018036, 0.400215274, 0.666664163}
)

// activations follow internal/kernel/activate.go, operation by operation.
var activations = []activation{
	{"clip", 2, 4, func(v batch, x bundle, a, b parameter) bundle { return v.notAbove(v.notBelow(x, a()), b()) }},
	{"leakyReLU", 2, 4, func(v batch, x bundle, a, _ parameter) bundle { return v.negative(x, v.mul(x, a()), x) }},
	{"elu", 1, 4, func(v batch, x bundle, a, _ parameter) bundle {
		return v.negative(x, v.mul(v.expMinus1(v.notAbove(x, float(0))), a()), x)
	}},
	{"sigmoid", 2, 4, func(v batch, x bundle, _, _ parameter) bundle { return v.over(float(1), v.logistic(x)) }},
	{"hardSigmoid", 2, 4, func(v batch, x bundle, a, b parameter) bundle {
		return v.notAbove(v.notBelow(v.add(v.mul(x, a()), b()), float(0)), float(1))
	}},
	{"hardSwish", 2, 4, func(v batch, x bundle, _, _ parameter) bundle {
		share := v.add(v.mul(x, float(1.0/6)), float(0.5))
		return v.mul(v.notBelow(x, float(-3)), v.notAbove(v.notBelow(share, float(0)), float(1)))
	}},
	{"silu", 1, 4, func(v batch, x bundle, _, _ parameter) bundle {
		return v.div(v.notBelow(x, float(-logisticEnd)), v.logistic(x))
	}},
	{"tanh", 1, 4, func(v batch, x bundle, _, _ parameter) bundle {
		d := v.expMinus1(v.mul(v.and(x, allBut), float(-2)))
		return v.or(v.div(v.and(d, allBut), v.add(d, float(2))), v.and(x, signBit))
	}},
	{"gelu", 1, 3, batch.gelu},
	{"geluTanh", 1, 4, func(v batch, x bundle, _, _ parameter) bundle {
		const linear, cubic = 1.59576912160573071, 0.0713548162726002527
		z := v.mul(v.add(v.mul(v.mul(x, x), float(cubic)), float(linear)), x)
		return v.div(v.notBelow(x, float(-geluEnd)), v.logistic(z))
	}},
	{"softplus", 1, 4, func(v batch, x bundle, _, _ parameter) bundle {
		t := v.expNegative(v.or(x, signBit))
		z := v.div(t, v.add(t, float(2)))
		w := v.mul(z, z)
		log := v.add(v.mul(v.mul(z, w), v.polynomial(w, logSeries)), v.add(z, z))
		return v.add(v.notBelow(x, float(0)), log)
	}},
}

// logistic is 1+e^-x.
func (v batch) logistic(x bundle) bundle {
	x = v.notAbove(v.notBelow(x, float(-logisticEnd)), float(logisticEnd))
	return v.add(v.exp(v.xor(x, signBit), nil), float(1))
}

// gelu is x times the normal distribution up to x.
func (v batch) gelu(x bundle, _, _ parameter) bundle {
	a := v.notAbove(v.and(x, allBut), float(geluEnd))
	high := v.and(a, lanes(1<<32-1<<12))
	square := v.mul(v.mul(high, high), float(-0.5))
	rest := v.mul(v.mul(v.sub(a, high), v.add(a, high)), float(-0.5))
	e := v.exp(square, rest)
	t := v.mul(e, v.polynomial(v.div(v.sub(a, float(3)), v.add(a, float(3))), normalTail))
	one, whole := v.constant(float(1)), make(bundle, len(t))
	for i := range t {
		whole[i] = v.isa.sub(one, t[i])
	}
	return v.mul(v.notBelow(x, float(-geluEnd)), v.negative(x, t, whole))
}

// activate writes one activation over contiguous panels, some at once and then one by one.
func activate(v isa, a activation) {
	TEXT(a.name+v.name, NOSPLIT, "func(dst, src *float32, panels uint64, a, b float32)")
	Pragma("noescape")
	Doc("Multiplications and additions are separate, so that the result equals the Go loop's bit for bit.")
	dst, src, n := Load(Param("dst"), GP64()), Load(Param("src"), GP64()), Load(Param("panels"), GP64())
	named := func(name string) parameter { return func() reg.VecVirtual { return v.parameter(name) } }
	most := a.narrow
	if v.wide {
		most = a.wide
	}
	for rows := most; rows > 0; rows /= most {
		loop, end := fmt.Sprint("loop", rows), fmt.Sprint("end", rows)
		Label(loop)
		CMPQ(n, Imm(uint64(rows)))
		JLT(LabelRef(end))
		var x bundle
		for i := range rows * v.regs {
			x = append(x, v.load(at(src, i*v.bytes())))
		}
		for i, y := range a.of(batch{v}, x, named("a"), named("b")) {
			VMOVUPS(y, at(dst, i*v.bytes()))
		}
		forward(rows, dst, src)
		SUBQ(Imm(uint64(rows)), n)
		JMP(LabelRef(loop))
		Label(end)
		if most == 1 {
			break
		}
	}
	VZEROUPPER()
	RET()
}

// forward moves pointers on by rows.
func forward(rows int, pointers ...reg.Register) {
	for _, p := range pointers {
		ADDQ(U32(uint32(rows*panelBytes)), p)
	}
}
