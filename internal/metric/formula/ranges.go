package formula

import "math"

// Ranges bounds a formula from below, by interval arithmetic (Moore, Interval Analysis,
// 1966): each variable gets the range of its values, each operation the range of its
// results. It holds scratch memory: make one for each goroutine.
type Ranges struct {
	program *Program
	v       []scope
}

// scope is the range of a register: every value that is a number lies in lo to hi, and, if
// broken is false, there are no others.
type scope struct {
	lo, hi float64
	broken bool
}

// NewRanges makes the ranges of a program; constant as for NewColumns.
func NewRanges(p *Program, constant *Registers) *Ranges {
	r := &Ranges{program: p, v: make([]scope, p.size)}
	for reg := range r.v {
		r.v[reg] = point(constant.V[reg])
	}
	return r
}

// Bound says that a variable is a number from lo to hi.
func (r *Ranges) Bound(reg uint8, lo, hi float64) {
	r.v[reg] = scope{lo: lo, hi: hi, broken: lo != lo || hi != hi}
}

// Least is not above any value of the formula that is a number; -Inf if nothing is known.
func (r *Ranges) Least() float64 {
	for _, in := range r.program.code {
		r.v[in.d] = operateScope(in.op, r.v[in.a], r.v[in.b], r.v[in.c])
	}
	return r.v[r.program.root].lo
}

// Most is not below any value of the formula of which the last Least was, all of which are numbers
// then; +Inf if nothing is known.
func (r *Ranges) Most() float64 {
	root := r.v[r.program.root]
	if root.broken {
		return math.Inf(1)
	}
	return root.hi
}

func point(v float64) scope { return scope{v, v, v != v} }

// whole is the range of which nothing is known.
func whole() scope { return scope{math.Inf(-1), math.Inf(1), true} }
