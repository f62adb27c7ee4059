package main

import (
	. "github.com/mmcloughlin/avo/build"
	"github.com/mmcloughlin/avo/reg"
)

// activation is a function of numbers. It gets the parameters a and b, and what it must
// keep in registers is made by prepare.
type activation struct {
	name    string
	prepare func(v isa) (step func(x reg.VecVirtual) reg.VecVirtual)
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
	{"clip", func(v isa) func(reg.VecVirtual) reg.VecVirtual {
		low, high := v.parameter("a"), v.parameter("b")
		return func(x reg.VecVirtual) reg.VecVirtual { return v.notAbove(v.notBelow(x, low), high) }
	}},
	{"leakyReLU", func(v isa) func(reg.VecVirtual) reg.VecVirtual {
		slope, zero := v.parameter("a"), v.clear()
		return func(x reg.VecVirtual) reg.VecVirtual { return v.choose(lessThan, x, zero, v.mul(x, slope), x) }
	}},
	{"elu", func(v isa) func(reg.VecVirtual) reg.VecVirtual {
		height, zero := v.parameter("a"), v.clear()
		return func(x reg.VecVirtual) reg.VecVirtual {
			return v.choose(lessThan, x, zero, v.mul(v.expMinus1(v.notAbove(x, zero)), height), x)
		}
	}},
	{"sigmoid", func(v isa) func(reg.VecVirtual) reg.VecVirtual {
		d, one := v.logistic(), v.constant(float(1))
		return func(x reg.VecVirtual) reg.VecVirtual { return v.div(one, d(x)) }
	}},
	{"hardSigmoid", func(v isa) func(reg.VecVirtual) reg.VecVirtual {
		slope, shift, zero, one := v.parameter("a"), v.parameter("b"), v.clear(), v.constant(float(1))
		return func(x reg.VecVirtual) reg.VecVirtual {
			return v.notAbove(v.notBelow(v.add(v.mul(x, slope), shift), zero), one)
		}
	}},
	{"hardSwish", func(v isa) func(reg.VecVirtual) reg.VecVirtual {
		zero, one, end := v.clear(), v.constant(float(1)), v.constant(float(-3))
		return func(x reg.VecVirtual) reg.VecVirtual {
			share := v.add(v.mul(x, float(1.0/6)), float(0.5))
			return v.mul(v.notBelow(x, end), v.notAbove(v.notBelow(share, zero), one))
		}
	}},
	{"silu", func(v isa) func(reg.VecVirtual) reg.VecVirtual {
		d, end := v.logistic(), v.constant(float(-logisticEnd))
		return func(x reg.VecVirtual) reg.VecVirtual { return v.div(v.notBelow(x, end), d(x)) }
	}},
	{"tanh", func(v isa) func(reg.VecVirtual) reg.VecVirtual {
		return func(x reg.VecVirtual) reg.VecVirtual {
			d := v.expMinus1(v.mul(v.and(x, allBut), float(-2)))
			y := v.div(v.and(d, allBut), v.add(d, float(2)))
			return v.or(v.and(x, signBit), y)
		}
	}},
	{"gelu", func(v isa) func(reg.VecVirtual) reg.VecVirtual {
		return v.gelu()
	}},
	{"geluTanh", func(v isa) func(reg.VecVirtual) reg.VecVirtual {
		d, end := v.logistic(), v.constant(float(-geluEnd))
		return func(x reg.VecVirtual) reg.VecVirtual {
			const linear, cubic = 1.59576912160573071, 0.0713548162726002527
			z := v.mul(v.add(v.mul(v.mul(x, x), float(cubic)), float(linear)), x)
			return v.div(v.notBelow(x, end), d(z))
		}
	}},
	{"softplus", func(v isa) func(reg.VecVirtual) reg.VecVirtual {
		zero := v.clear()
		return func(x reg.VecVirtual) reg.VecVirtual {
			t := v.expNegative(v.or(x, signBit))
			z := v.div(t, v.add(t, float(2)))
			w := v.mul(z, z)
			log := v.add(v.mul(v.mul(z, w), v.polynomial(w, logSeries)), v.add(z, z))
			return v.add(v.notBelow(x, zero), log)
		}
	}},
}

// logistic gives 1+e^-x.
func (v isa) logistic() func(x reg.VecVirtual) reg.VecVirtual {
	low, high, one := v.constant(float(-logisticEnd)), v.constant(float(logisticEnd)), v.constant(float(1))
	return func(x reg.VecVirtual) reg.VecVirtual {
		return v.add(v.exp(v.xor(v.notAbove(v.notBelow(x, low), high), signBit), nil), one)
	}
}

// gelu gives x times the normal distribution up to x.
func (v isa) gelu() func(x reg.VecVirtual) reg.VecVirtual {
	end, low, zero, one := v.constant(float(geluEnd)), v.constant(float(-geluEnd)), v.clear(), v.constant(float(1))
	return func(x reg.VecVirtual) reg.VecVirtual {
		a := v.notAbove(v.and(x, allBut), end)
		high := v.and(a, lanes(1<<32-1<<12))
		square := v.mul(v.mul(high, high), float(-0.5))
		rest := v.mul(v.mul(v.sub(a, high), v.add(a, high)), float(-0.5))
		u := v.div(v.sub(a, float(3)), v.add(a, float(3)))
		t := v.mul(v.exp(square, rest), v.polynomial(u, normalTail))
		t = v.choose(lessThan, x, zero, t, v.sub(one, t))
		return v.mul(v.notBelow(x, low), t)
	}
}

// activate writes one activation over contiguous panels.
func activate(v isa, a activation) {
	TEXT(a.name+v.name, NOSPLIT, "func(dst, src *float32, panels uint64, a, b float32)")
	Pragma("noescape")
	Doc("Multiplications and additions are separate, so that the result equals the Go loop's bit for bit.")
	dst, src, n := Load(Param("dst"), GP64()), Load(Param("src"), GP64()), Load(Param("panels"), GP64())
	step := a.prepare(v)
	Label("loop")
	for h := range v.regs {
		VMOVUPS(step(v.load(at(src, h*v.bytes()))), at(dst, h*v.bytes()))
	}
	next(n, "loop", dst, src)
}
