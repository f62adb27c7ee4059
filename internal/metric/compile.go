package metric

import (
	"fmt"
	"math"
)

// Loss is a compiled Spec. It holds no scratch memory and is safe for
// concurrent use. Build it with Compile.
type Loss[T Float] struct {
	spec    Spec
	moments []term[momentDistance] // terms that share the sums of the triplet
	raw     []term[Distance[T]]    // terms that need the vectors themselves
}

// term is one hinge: weight * max(sign*(d(a,p) - d(a,n)) + margin, 0).
type term[D any] struct {
	distance             D
	weight, margin, sign float64
}

// Compile checks a spec and makes a Loss of it. It refuses a spec without
// terms, an unknown distance, a weight that is negative or not finite, a margin
// that is not finite, and a spec whose weights are all 0. Several terms may use
// one distance; a term of weight 0 is left out.
func Compile[T Float](spec Spec) (*Loss[T], error) {
	if len(spec.Terms) == 0 {
		return nil, fmt.Errorf("loss %q has no terms", spec.Name)
	}
	l := &Loss[T]{spec: spec.clone()}
	for i, t := range spec.Terms {
		if err := l.add(t); err != nil {
			return nil, fmt.Errorf("loss %q, term %d: %w", spec.Name, i+1, err)
		}
	}
	if len(l.moments)+len(l.raw) == 0 {
		return nil, fmt.Errorf("loss %q: every weight is 0, so there is nothing to learn; raise one", spec.Name)
	}
	return l, nil
}

// add compiles one term.
func (l *Loss[T]) add(t TermSpec) error {
	d, err := Lookup[T](t.Distance)
	if err != nil {
		return err
	}
	if math.IsNaN(t.Weight) || math.IsInf(t.Weight, 0) || t.Weight < 0 {
		return fmt.Errorf("weight %v of the %s term; it must be finite and not negative", t.Weight, t.Distance)
	}
	if math.IsNaN(t.Margin) || math.IsInf(t.Margin, 0) {
		return fmt.Errorf("margin %v of the %s term; it must be finite", t.Margin, t.Distance)
	}
	if t.Weight == 0 {
		return nil
	}
	sign := 1.0
	if t.Inverted {
		sign = -1
	}
	if m, ok := d.(ofMoments[T]); ok {
		l.moments = append(l.moments, term[momentDistance]{m.momentDistance, t.Weight, t.Margin, sign})
	} else {
		l.raw = append(l.raw, term[Distance[T]]{d, t.Weight, t.Margin, sign})
	}
	return nil
}

// Spec returns a copy of the spec that the loss was compiled from.
func (l *Loss[T]) Spec() Spec { return l.spec.clone() }
