package triplet

import (
	"mekiki/internal/lang"
	"mekiki/internal/metric/distance"
	"mekiki/internal/metric/formula"
)

// Loss is a compiled Spec. It holds no scratch memory and is safe for
// concurrent use, but for SetLearned and SetWhitening. Build it with Compile.
type Loss[T distance.Float] struct {
	spec Spec
	*formula.Formula
	program *formula.Program
	// What a triplet's registers are filled with.
	moments []momentInput // of the sums that all of them share
	lengths []lengthInput
	raw     []rawInput[T]       // of the vectors themselves
	sums    [formula.Pairs]bool // the pairs whose sums are needed
	learned []float64           // present values, in the order of program.learned
	// mahalanobis is that distance with its state, in raw if the loss uses it.
	mahalanobis *distance.Mahalanobis[T]
	fitted      bool // it does
}

type momentInput struct {
	distance distance.MomentDistance
	pair     formula.Pair
	reg      uint8
}

type rawInput[T distance.Float] struct {
	distance distance.Distance[T]
	pair     formula.Pair
	reg      uint8
}

type lengthInput struct {
	picture byte
	reg     uint8
}

// Compile checks a spec and makes a Loss of it. It refuses a formula that it
// cannot read (formula.Error says where), a parameter that the formula does not
// have or that is not finite, a state of mahalanobis that distance.ReadWhitening
// refuses, and a loss that is the same for all pictures or does not depend on the
// anchor.
func Compile[T distance.Float](spec Spec) (*Loss[T], error) {
	f, err := spec.Read()
	if err != nil {
		return nil, lossError(spec, err)
	}
	if err := spec.checkWeights(f); err != nil {
		return nil, lossError(spec, err)
	}
	p, err := f.Program()
	if err != nil {
		return nil, lossError(spec, err)
	}
	l := &Loss[T]{spec: spec.clone(), Formula: f, program: p}
	if l.mahalanobis, err = distance.ReadWhitening[T](spec.Mahalanobis); err != nil {
		return nil, lossError(spec, err)
	}
	if err := l.bind(); err != nil {
		return nil, lossError(spec, err)
	}
	for _, s := range p.Learned {
		l.learned = append(l.learned, f.Learned()[s.Index].Value)
	}
	return l, nil
}

// lossError names the preset that an error is about; a formula shows itself.
func lossError(spec Spec, err error) error {
	if spec.Name != "" {
		return lang.Errorf("loss %s: %w", spec.Name, err)
	}
	return lang.Errorf("loss: %w", err)
}

// bind finds what fills each variable's register.
func (l *Loss[T]) bind() error {
	anchored := false
	for _, s := range l.program.Variables {
		v := l.Formula.Variables()[s.Index]
		anchored = anchored || v.Picture == 'a' || !v.Length() && v.Pair != formula.PN
		if v.Length() {
			l.lengths = append(l.lengths, lengthInput{v.Picture, s.Reg})
			pair := formula.AP
			if v.Picture == 'n' {
				pair = formula.AN
			}
			l.sums[pair] = true
			continue
		}
		d, err := distance.Lookup[T](v.Distance)
		if err != nil {
			return err
		}
		if _, ok := d.(*distance.Mahalanobis[T]); ok {
			d, l.fitted = l.mahalanobis, true
		}
		if m, centred, ok := distance.AsMoments(d); ok && !centred {
			l.moments = append(l.moments, momentInput{m, v.Pair, s.Reg})
			l.sums[v.Pair] = true
		} else {
			l.raw = append(l.raw, rawInput[T]{d, v.Pair, s.Reg})
		}
	}
	switch {
	case len(l.program.Variables) == 0:
		return &formula.Error{Message: lang.T("the formula is %s whatever the pictures, so there is nothing to learn; give it distances such as cos_ap and cos_an, and weights other than 0", l.String())}
	case !anchored:
		return &formula.Error{Message: lang.T("the formula does not look at the anchor; use a distance to it, such as cos_ap or cos_an")}
	}
	return nil
}

// Program is the formula ready to run.
func (l *Loss[T]) Program() *formula.Program { return l.program }

// Spec returns a copy of the spec that the loss was compiled from.
func (l *Loss[T]) Spec() Spec { return l.spec.clone() }

// Variables are the quantities that the loss depends on, in the order of At's values.
func (l *Loss[T]) Variables() []formula.Variable {
	out := make([]formula.Variable, len(l.program.Variables))
	for i, s := range l.program.Variables {
		out[i] = l.Formula.Variables()[s.Index]
	}
	return out
}
