package formula

import "math"

// span says of a register's columns, but for the unsure ones: the computed value
// and the one that Value computes both lie in lo to hi, and differ by err at
// most. With err 0 they are the same number. Whether a value is NaN is the same
// for both. err is infinite or NaN where nothing is known.
type span struct{ lo, hi, err float64 }

// size is the largest absolute value.
func (s span) size() float64 { return max(math.Abs(s.lo), math.Abs(s.hi)) }

// rounded is a span of results lo to hi whose arguments make them differ by err,
// with what float64 rounding adds; equal arguments give equal results.
func rounded(lo, hi, err float64, exact bool) span {
	if exact {
		err = 0
	}
	s := span{lo, hi, err}
	// 16 units in the last place: the elementary functions are good to one or two.
	pad := s.size()*(1.0/(1<<48)) + math.SmallestNonzeroFloat64
	s.lo, s.hi = lo-pad, hi+pad
	if !exact {
		s.err += pad
	}
	return s
}

// operate runs one operation over the first n columns.
func (c *Columns) operate(in instruction, n int) {
	d, a, b := c.v[in.d][:n], c.v[in.a][:n], c.v[in.b][:n]
	x, y := c.span[in.a], c.span[in.b]
	exact := x.err == 0 && y.err == 0
	out := &c.span[in.d]
	switch in.op {
	case opAdd:
		for j := range d {
			d[j] = a[j] + b[j]
		}
		*out = rounded(x.lo+y.lo, x.hi+y.hi, x.err+y.err, exact)
	case opSub:
		for j := range d {
			d[j] = a[j] - b[j]
		}
		*out = rounded(x.lo-y.hi, x.hi-y.lo, x.err+y.err, exact)
	case opMul:
		for j := range d {
			d[j] = a[j] * b[j]
		}
		p, q, r, s := x.lo*y.lo, x.lo*y.hi, x.hi*y.lo, x.hi*y.hi
		*out = rounded(min(p, q, r, s), max(p, q, r, s), x.err*y.size()+y.err*x.size(), exact)
	case opDiv:
		for j := range d {
			d[j] = a[j] / b[j]
		}
		low := c.least(b, y)
		size := x.size() / low
		*out = rounded(-size, size, x.err/low+size*(y.err/low), exact)
	case opMax, opMin:
		for j := range d {
			d[j] = apply(in.op, a[j], b[j], 0)
		}
		*out = span{min(x.lo, y.lo), max(x.hi, y.hi), max(x.err, y.err)}
	case opLess, opLessEqual:
		for j := range d {
			d[j] = apply(in.op, a[j], b[j], 0)
		}
		c.doubt(a, b, x.err+y.err)
		*out = span{0, 1, 0}
	case opAnd, opOr:
		for j := range d {
			d[j] = apply(in.op, a[j], b[j], 0)
		}
		*out = span{0, 1, 0}
	case opWhere:
		e, z := c.v[in.c][:n], c.span[in.c]
		for j := range d {
			d[j] = apply(in.op, a[j], b[j], e[j])
		}
		*out = span{min(y.lo, z.lo), max(y.hi, z.hi), max(y.err, z.err)}
	default:
		c.function(in.op, d, a, x, out)
	}
}

// function runs a function of one argument.
func (c *Columns) function(o op, d, a []float64, x span, out *span) {
	switch o {
	case opNeg:
		for j := range d {
			d[j] = -a[j]
		}
		*out = span{-x.hi, -x.lo, x.err}
		return
	case opNot:
		for j := range d {
			d[j] = 1 - a[j]
		}
		*out = span{0, 1, x.err}
		return
	case opReLU:
		for j := range d {
			d[j] = apply(o, a[j], 0, 0)
		}
		*out = span{apply(o, x.lo, 0, 0), apply(o, x.hi, 0, 0), x.err}
		return
	}
	f := o.function()
	if f.fill != nil {
		f.fill(d, a)
	} else {
		for j := range d {
			d[j] = f.value(a[j])
		}
	}
	if f.errors == nil {
		*out = span{math.Inf(-1), math.Inf(1), math.Inf(1)}
		return
	}
	*out = f.errors(c, a, x)
}

// doubt marks the columns where a and b lie within err of each other.
func (c *Columns) doubt(a, b []float64, err float64) {
	if err == 0 {
		return
	}
	for j := range a {
		if !(math.Abs(a[j]-b[j]) > err*(1+1e-9)) && a[j] == a[j] && b[j] == b[j] {
			c.unsure[j] = true
		}
	}
}

// least bounds the absolute value of v from below, the computed and the true
// one, and marks the columns that lie within twice their error of 0.
func (c *Columns) least(v []float64, s span) float64 { return c.leastOf(v, 0, s) }

// leastOf is least of v+shift, which lies in s.
func (c *Columns) leastOf(v []float64, shift float64, s span) float64 {
	if s.lo > 0 {
		return s.lo
	}
	low := math.Inf(1)
	for j, f := range v {
		f = math.Abs(f + shift)
		switch {
		case f <= 2*s.err || f == 0:
			c.unsure[j] = true
		case f < low:
			low = f
		}
	}
	return low / 2
}

// leastRoot is the least of the arguments of a root that has an error. It marks
// those that may be negative in truth alone, or as computed alone.
func (c *Columns) leastRoot(v []float64, s span) float64 {
	low := math.Inf(1)
	for j, f := range v {
		if s.lo < 0 && math.Abs(f) <= s.err {
			c.unsure[j] = true
		} else if f >= 0 && f < low {
			low = f
		}
	}
	return low
}

// rootError bounds |√a - √b| for a, b at least 0 that differ by err, a at least least.
func rootError(err, least float64) float64 {
	return min(math.Sqrt(err), err/math.Sqrt(least))
}
