package main

import "github.com/mmcloughlin/avo/reg"

// batch does each operation on several registers in turn. An operation takes four cycles
// and two begin in each, so long chains of one register after the other would wait.
type batch struct{ isa }

// bundle is the registers that a batch works on. A number that stands for one of them may
// be another bundle, or the same for all.
type bundle []reg.VecVirtual

// at is what a number is for register i.
func (bundle) at(b number, i int) number {
	if m, many := b.(bundle); many {
		return m[i]
	}
	return b
}

// each applies an operation with the registers of a, and what b is for them.
func (a bundle) each(b number, op func(a reg.VecVirtual, b number) reg.VecVirtual) bundle {
	r := make(bundle, len(a))
	for i := range a {
		r[i] = op(a[i], a.at(b, i))
	}
	return r
}

func (v batch) add(a bundle, b number) bundle { return a.each(b, v.isa.add) }

func (v batch) sub(a bundle, b number) bundle { return a.each(b, v.isa.sub) }

func (v batch) mul(a bundle, b number) bundle { return a.each(b, v.isa.mul) }

func (v batch) div(a bundle, b number) bundle { return a.each(b, v.isa.div) }

func (v batch) and(a bundle, b number) bundle { return a.each(b, v.isa.and) }

func (v batch) or(a bundle, b number) bundle { return a.each(b, v.isa.or) }

func (v batch) xor(a bundle, b number) bundle { return a.each(b, v.isa.xor) }

// all is a register of a number: itself, or a constant.
func (v batch) all(b number) reg.VecVirtual {
	if c, constant := b.(lanes); constant {
		return v.constant(c)
	}
	return b.(reg.VecVirtual)
}

// notBelow is a, or low where that is above it; NaN in a stays.
func (v batch) notBelow(a bundle, low number) bundle {
	l := v.all(low)
	return a.each(nil, func(a reg.VecVirtual, _ number) reg.VecVirtual { return v.isa.notBelow(a, l) })
}

// notAbove is a, or high where that is below it; NaN in a stays.
func (v batch) notAbove(a bundle, high number) bundle {
	h := v.all(high)
	return a.each(nil, func(a reg.VecVirtual, _ number) reg.VecVirtual { return v.isa.notAbove(a, h) })
}

// negative is yes where x is below 0, else no.
func (v batch) negative(x, yes, no bundle) bundle {
	zero := v.clear()
	r := make(bundle, len(x))
	for i := range x {
		r[i] = v.choose(lessThan, x[i], zero, yes[i], no[i])
	}
	return r
}

// over is b/a for one number b.
func (v batch) over(b lanes, a bundle) bundle {
	whole := v.constant(b)
	return a.each(nil, func(a reg.VecVirtual, _ number) reg.VecVirtual { return v.isa.div(whole, a) })
}

// polynomial is a polynomial by Horner's rule, the highest power first.
func (v batch) polynomial(x bundle, c []float64) bundle {
	s := v.add(v.mul(x, float(c[0])), float(c[1]))
	for _, k := range c[2:] {
		s = v.add(v.mul(s, x), float(k))
	}
	return s
}
