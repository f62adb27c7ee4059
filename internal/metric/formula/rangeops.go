package formula

import "math"

// operateScope is apply for ranges. Arithmetic that rounds to the nearest keeps order, so its
// ranges need no room for rounding; the elementary functions get some.
func operateScope(o op, x, y, z scope) scope {
	broken := x.broken || y.broken
	switch o {
	case opAdd:
		return ranged(x.lo+y.lo, x.hi+y.hi, broken)
	case opSub:
		return ranged(x.lo-y.hi, x.hi-y.lo, broken)
	case opMul:
		p, q, r, s := x.lo*y.lo, x.lo*y.hi, x.hi*y.lo, x.hi*y.hi
		return ranged(min(p, q, r, s), max(p, q, r, s), broken)
	case opDiv:
		if y.lo <= 0 && y.hi >= 0 {
			return whole()
		}
		p, q, r, s := x.lo/y.lo, x.lo/y.hi, x.hi/y.lo, x.hi/y.hi
		return ranged(min(p, q, r, s), max(p, q, r, s), broken)
	case opMax:
		if broken { // the other argument alone, or none
			return scope{min(x.lo, y.lo), max(x.hi, y.hi), true}
		}
		return scope{max(x.lo, y.lo), max(x.hi, y.hi), false}
	case opMin:
		if broken {
			return scope{min(x.lo, y.lo), max(x.hi, y.hi), true}
		}
		return scope{min(x.lo, y.lo), min(x.hi, y.hi), false}
	case opLess:
		return compared(x.hi < y.lo && !broken, x.lo >= y.hi)
	case opLessEqual:
		return compared(x.hi <= y.lo && !broken, x.lo > y.hi)
	case opAnd:
		return scope{lo: x.lo * y.lo, hi: x.hi * y.hi}
	case opOr:
		return scope{lo: max(x.lo, y.lo), hi: max(x.hi, y.hi)}
	case opNot:
		return scope{lo: 1 - x.hi, hi: 1 - x.lo}
	case opNeg:
		return scope{-x.hi, -x.lo, x.broken}
	case opReLU:
		return scope{max(x.lo, 0), max(x.hi, 0), x.broken}
	case opWhere:
		switch {
		case x.lo > 0:
			return y
		case x.hi == 0:
			return z
		}
		return scope{min(y.lo, z.lo), max(y.hi, z.hi), y.broken || z.broken}
	}
	if f := o.function(); f.ranges != nil {
		return f.ranges(x)
	}
	return whole()
}

// compared is the range of a condition that is true for sure, or false for sure, or neither.
func compared(yes, no bool) scope {
	switch {
	case yes:
		return point(1)
	case no:
		return point(0)
	}
	return scope{lo: 0, hi: 1}
}

// ranged is lo to hi, or everything where a bound is no number.
func ranged(lo, hi float64, broken bool) scope {
	if lo != lo || hi != hi {
		return whole()
	}
	return scope{lo, hi, broken || lo-lo != 0 || hi-hi != 0} // infinities make what is no number
}

// evenRange is the range of a function that falls to 0 at 0 and rises from there.
func evenRange(f func(float64) float64) func(scope) scope {
	return func(x scope) scope {
		lo, hi := math.Abs(x.lo), math.Abs(x.hi)
		if lo > hi {
			lo, hi = hi, lo
		}
		if x.lo <= 0 && x.hi >= 0 {
			lo = 0
		}
		return scope{f(lo), f(hi), x.broken}
	}
}

func rangeSqrt(x scope) scope {
	x = defined(x, 0)
	return ranged(math.Sqrt(x.lo), math.Sqrt(x.hi), x.broken)
}

// rising is the range of a function that rises everywhere.
func rising(f func(float64) float64) func(scope) scope {
	return func(x scope) scope {
		lo, hi := f(x.lo), f(x.hi)
		const pad = 1.0 / (1 << 48)
		return ranged(lo-math.Abs(lo)*pad-math.SmallestNonzeroFloat64, hi+math.Abs(hi)*pad+math.SmallestNonzeroFloat64, x.broken)
	}
}

// risingFrom is rising of a function that has no value below least.
func risingFrom(f func(float64) float64, least float64) func(scope) scope {
	return func(x scope) scope { return rising(f)(defined(x, least)) }
}

// defined is the part of a range that is not below least; below it there is no value.
func defined(x scope, least float64) scope {
	if x.lo < least {
		x.lo, x.broken = least, true
	}
	if x.hi < least { // none at all, of which a condition may still make a value
		return whole()
	}
	return x
}
