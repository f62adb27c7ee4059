package main

import (
	. "github.com/mmcloughlin/avo/build"
	. "github.com/mmcloughlin/avo/operand"
)

// As in internal/kernel/exp.go, operation by operation.
const (
	log2e    = 1.44269504088896341
	expMagic = 3<<22 + 127
	ln2High  = 0.693359375
	ln2Low   = -2.12194440e-4
	expLow   = -87.33
	signBit  = lanes(1 << 31)
	allBut   = lanes(1<<31 - 1) // the sign
)

var expSeries = []float64{0.00138823932, 0.008367181, 0.0416672213, 0.166665387, 0.49999998}

// expParts is part and power of e^(x+rest); rest may be nil.
func (v batch) expParts(x, rest bundle) (part, power bundle) {
	whole := x
	if rest != nil {
		whole = v.add(x, rest)
	}
	t := v.add(v.mul(whole, float(log2e)), float(expMagic))
	n := v.sub(t, float(expMagic))
	r := v.sub(x, v.mul(n, float(ln2High)))
	r = v.sub(r, v.mul(n, float(ln2Low)))
	if rest != nil {
		r = v.add(r, rest)
	}
	for _, t := range t {
		p := v.vec()
		VPSLLD(Imm(23), t, p)
		power = append(power, p)
	}
	return v.add(v.mul(v.mul(v.polynomial(r, expSeries), r), r), r), power
}

// exp is e^(x+rest), between expLow and 88; rest may be nil.
func (v batch) exp(x, rest bundle) bundle {
	part, power := v.expParts(x, rest)
	return v.mul(v.add(part, float(1)), power)
}

// expNegative is e^x for x up to 0, and 0 below expLow.
func (v batch) expNegative(x bundle) bundle {
	e, low := v.exp(x, nil), v.constant(float(expLow))
	for i := range e {
		e[i] = v.keep(notLessThan, x[i], low, e[i])
	}
	return e
}

// expMinus1 is e^x-1 for x up to 0.
func (v batch) expMinus1(x bundle) bundle {
	part, power := v.expParts(v.notBelow(x, float(expLow)), nil)
	return v.add(v.mul(part, power), v.sub(power, float(1)))
}
