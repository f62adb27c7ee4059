package triplet

import (
	"fmt"
	"math"

	"mekiki/internal/metric/distance"
	"mekiki/internal/metric/formula"
)

// Batch is what Eval reads and writes for n triplets.
type Batch[T distance.Float] struct {
	// Emb is row-major (3n, Dim), rows anchor, positive, negative of each triplet in turn.
	Emb []T
	Dim int
	// Loss gets the loss of each triplet, not scaled; its length is n.
	Loss []T
	// Grad, of Emb's shape, is overwritten with Scale * ∂Loss[i]/∂Emb. For the
	// mean over a batch of B triplets Scale is 1/B. Nil if only losses are wanted.
	Grad  []T
	Scale T
	// Live, of length n or nil, says whether the gradient of a triplet can differ
	// from 0. If not, it is exactly 0. If so, it may still be 0, where the
	// distances' own gradients are: an embedding collapsed to zero or to one point
	// sits at the margin, live and without a way out.
	Live []bool
	// Slopes, row-major (n, number of learned parameters) or nil, gets ∂Loss[i] by
	// each of them, not scaled.
	Slopes []float64
}

// Eval computes losses and gradients. Triplets do not influence each other: any
// cut of a batch gives bitwise the same results. No allocation. It returns the
// first triplet whose loss or slope is NaN or infinite, which Explain explains,
// or -1. It panics if lengths disagree.
func (l *Loss[T]) Eval(b Batch[T]) (broken int) {
	n, dim, learned := len(b.Loss), b.Dim, len(l.learned)
	if dim < 1 || len(b.Emb) != 3*n*dim || b.Grad != nil && len(b.Grad) != len(b.Emb) ||
		b.Live != nil && len(b.Live) != n || b.Slopes != nil && len(b.Slopes) != n*learned {
		panic(fmt.Sprintf("triplet: %d triplets of dim %d with %d values, %d gradients, %d live, %d slopes of %d parameters",
			n, dim, len(b.Emb), len(b.Grad), len(b.Live), len(b.Slopes), learned))
	}
	broken = -1
	var r formula.Registers
	l.Start(&r)
	valueOnly := b.Grad == nil && b.Live == nil && b.Slopes == nil
	for i := range n {
		e := b.Emb[3*i*dim : 3*(i+1)*dim]
		t := triple[T]{e[:dim], e[dim : 2*dim], e[2*dim:]}
		var m [formula.Pairs]distance.Moments
		l.measure(&r, &m, t)
		loss := l.program.Forward(&r)
		b.Loss[i] = T(loss)
		ok := formula.Finite(loss)
		if !valueOnly {
			l.program.Backward(&r)
			live, sum := l.Alive(&r)
			ok = ok && formula.Finite(sum)
			if b.Live != nil {
				b.Live[i] = live
			}
			for k, s := range l.program.Learned {
				if b.Slopes != nil {
					b.Slopes[i*learned+k] = r.Slope[s.Reg]
				}
				ok = ok && formula.Finite(r.Slope[s.Reg])
			}
			if b.Grad != nil {
				g := b.Grad[3*i*dim : 3*(i+1)*dim]
				l.gradient(&r, &m, t, triple[T]{g[:dim], g[dim : 2*dim], g[2*dim:]}, live, float64(b.Scale))
			}
		}
		if !ok && broken < 0 {
			broken = i
		}
	}
	return broken
}

// triple holds something for anchor, positive and negative.
type triple[T distance.Float] struct{ a, p, n []T }

// of gives the two that a pair is made of.
func (t triple[T]) of(p formula.Pair) (x, y []T) {
	switch p {
	case formula.AP:
		return t.a, t.p
	case formula.AN:
		return t.a, t.n
	}
	return t.p, t.n
}

// measure fills the registers of the variables.
func (l *Loss[T]) measure(r *formula.Registers, m *[formula.Pairs]distance.Moments, t triple[T]) {
	switch {
	case l.sums[formula.AN]: // one pass gives the sums of both pairs with the anchor
		m[formula.AP], m[formula.AN] = distance.TripletMoments(t.a, t.p, t.n)
	case l.sums[formula.AP]:
		m[formula.AP] = distance.MomentsOf(t.a, t.p)
	}
	if l.sums[formula.PN] {
		m[formula.PN] = distance.MomentsOf(t.p, t.n)
	}
	for i := range l.moments {
		in := &l.moments[i]
		r.V[in.reg] = in.distance.At(m[in.pair])
	}
	for _, in := range l.lengths {
		r.V[in.reg] = math.Sqrt(*squaredLength(m, in.picture))
	}
	for i := range l.raw {
		in := &l.raw[i]
		r.V[in.reg] = in.distance.Value(t.of(in.pair))
	}
}

// squaredLength is where the moments keep the squared length of a picture.
func squaredLength(m *[formula.Pairs]distance.Moments, picture byte) *float64 {
	switch picture {
	case 'a':
		return &m[formula.AP].XX
	case 'p':
		return &m[formula.AP].YY
	}
	return &m[formula.AN].YY
}

// Alive reports whether the loss has a slope by any variable, and gives the sum
// of the slopes, which is finite if each of them is. NaN counts as a slope.
func (l *Loss[T]) Alive(r *formula.Registers) (live bool, sum float64) {
	for _, s := range l.program.Variables {
		g := r.Slope[s.Reg]
		live = live || g != 0
		sum += math.Abs(g)
	}
	return live, sum
}

// gradient overwrites g with scale times the gradient by the vectors.
func (l *Loss[T]) gradient(r *formula.Registers, m *[formula.Pairs]distance.Moments, t, g triple[T], live bool, scale float64) {
	var s [formula.Pairs]distance.Moments
	if live && l.sums != ([formula.Pairs]bool{}) {
		for i := range l.moments {
			in := &l.moments[i]
			if by := r.Slope[in.reg]; by != 0 {
				s[in.pair].AddScaled(scale*by, in.distance.Slopes(m[in.pair]))
			}
		}
		for _, in := range l.lengths {
			// At length 0 the slope is taken as 0, as at the tip of the Euclidean cone.
			if by, length := r.Slope[in.reg], r.V[in.reg]; by != 0 && length != 0 {
				*squaredLength(&s, in.picture) += scale * by / (2 * length)
			}
		}
		distance.TripletGrad(s[formula.AP], s[formula.AN], t.a, t.p, t.n, g.a, g.p, g.n)
		if l.sums[formula.PN] {
			distance.AddPairGrad(s[formula.PN], t.p, t.n, g.p, g.n)
		}
	} else {
		clear(g.a)
		clear(g.p)
		clear(g.n)
	}
	for i := range l.raw {
		in := &l.raw[i]
		if by := r.Slope[in.reg]; by != 0 {
			x, y := t.of(in.pair)
			dx, dy := g.of(in.pair)
			in.distance.AddGrad(scale*by, x, y, dx, dy)
		}
	}
}
