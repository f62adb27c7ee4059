package metric

import "math"

// Bounds bounds a distance from below over many pairs at once, by interval arithmetic (Moore,
// Interval Analysis, 1966): each variable of the formula gets the range of its values, each
// operation the range of its results. It holds scratch memory: make one for each goroutine.
type Bounds struct {
	program *program
	inputs  []columnInput
	v       []scope
}

// scope is the range of a register: every value that is a number lies in lo to hi, and, if
// broken is false, there are no others.
type scope struct {
	lo, hi float64
	broken bool
}

// PairRange says of pairs of x with vectors y what is known of them.
type PairRange struct {
	// XX is <x,x>, exactly as MomentsOf sums it.
	XX float64
	// ShortY and LongY are the least and the largest |y|, as the root of what MomentsOf sums.
	ShortY, LongY float64
	// LeastDD and MostDD are those of |x-y|².
	LeastDD, MostDD float64
	// Err bounds the relative error of the sums of MomentsOf, and of LeastDD and MostDD.
	Err float64
}

// NewBounds makes the bounds of d. ok is false where NewColumns has none.
func NewBounds[T Float](d Measure[T]) (b *Bounds, ok bool) {
	c, ok := NewColumns(d)
	if !ok {
		return nil, false
	}
	b = &Bounds{program: c.program, inputs: c.inputs, v: make([]scope, len(c.v))}
	for reg, v := range c.v {
		b.v[reg] = point(v[0]) // constants and learned parameters; the others follow
	}
	return b, true
}

func point(v float64) scope { return scope{v, v, v != v} }

// whole is the range of which nothing is known.
func whole() scope { return scope{math.Inf(-1), math.Inf(1), true} }

// Least is not above Value of any pair of the range that is a number; -Inf if nothing is known.
func (b *Bounds) Least(r *PairRange) float64 {
	for _, in := range b.inputs {
		b.v[in.reg] = b.input(in, r)
	}
	for _, in := range b.program.code {
		b.v[in.d] = operateScope(in.op, b.v[in.a], b.v[in.b], b.v[in.c])
	}
	return b.v[b.program.root].lo
}

// input is the range of a variable, with what rounding adds.
func (b *Bounds) input(in columnInput, r *PairRange) scope {
	x := math.Sqrt(r.XX)
	switch in.distance.(type) {
	case nil:
		if in.picture == 'a' {
			return point(x)
		}
		return scope{lo: r.ShortY, hi: r.LongY}
	case cosine, angular:
		s := r.cosine(x)
		if _, is := in.distance.(angular); is {
			s = scope{lo: math.Acos(1-s.lo) / math.Pi, hi: math.Acos(1-s.hi) / math.Pi}
			s.lo, s.hi = max(s.lo-1e-8, 0), min(s.hi+1e-8, 1) // acos is steep at its ends
		}
		return s
	case euclidean:
		return scope{lo: math.Sqrt(r.least(x)), hi: math.Sqrt(r.MostDD * (1 + r.Err))}
	case sqeuclidean:
		return scope{lo: r.least(x), hi: r.MostDD * (1 + r.Err)}
	case rtsensitivity:
		return r.sensitivity(x)
	}
	panic("metric: a variable without a range")
}

// least is the least |x-y|², which is not below (|x|-|y|)².
func (r *PairRange) least(x float64) float64 {
	gap := max(x-r.LongY, r.ShortY-x, 0)
	gap = max(gap-r.Err*(x+r.LongY), 0)
	return max(r.LeastDD, gap*gap) * (1 - r.Err)
}

// cosine is the range of the cosine distance (|x-y|² - (|x|-|y|)²) / 2|x||y|. Its minimum over
// |y| lies at an end: but for constants it is (D-|x|²)/|y| - |y|, which falls, or has a maximum
// only.
func (r *PairRange) cosine(x float64) scope {
	if r.XX < shortest {
		return point(1)
	}
	if r.ShortY < 2e-30 { // a zero vector may be among them
		return scope{lo: 0, hi: 2}
	}
	low := 2.0
	for _, y := range [2]float64{r.ShortY, r.LongY} {
		gap, product := x-y, 2*x*y
		err := r.Err * ((r.LeastDD+r.XX+y*y)/product + 1)
		low = min(low, (r.LeastDD-gap*gap)/product-err)
	}
	return scope{lo: max(low, 0), hi: 2}
}

// sensitivity is the range of |<x,y> - <x,x>| / <x,x>.
func (r *PairRange) sensitivity(x float64) scope {
	if r.XX < shortest {
		return point(1)
	}
	ratio := r.LongY / x
	err := r.Err * (1 + ratio + ratio*ratio + r.LeastDD/r.XX)
	high := min((r.XX+r.LongY*r.LongY-r.LeastDD)/(2*r.XX), ratio) - 1 + err
	low := -ratio - 1 - err
	return operateScope(opAbs, scope{lo: low, hi: max(high, low)}, scope{}, scope{})
}
