package metric

import (
	"fmt"
	"strings"
)

// Loss is a compiled Spec. It holds no scratch memory and is safe for
// concurrent use, but for SetLearned and SetWhitening. Build it with Compile.
type Loss[T Float] struct {
	spec Spec
	*formula
	program *program
	// What a triplet's registers are filled with.
	moments []momentInput // of the sums that all of them share
	lengths []lengthInput
	raw     []rawInput[T]        // of the vectors themselves
	sums    [len(pairNames)]bool // the pairs whose sums are needed
	learned []float64            // present values, in the order of program.learned
	// mahalanobis is that distance with its state, in raw if the loss uses it.
	mahalanobis *Mahalanobis[T]
}

// formula is what is known of the text: its graph, parameters and variables.
type formula struct {
	*builder
	root int32
}

type momentInput struct {
	distance momentDistance
	pair     Pair
	reg      uint8
}

type rawInput[T Float] struct {
	distance Distance[T]
	pair     Pair
	reg      uint8
}

type lengthInput struct {
	picture byte
	reg     uint8
}

// Compile checks a spec and makes a Loss of it. It refuses a formula that it
// cannot read (FormulaError says where), a parameter that the formula does not
// have or that is not finite, a state of mahalanobis that ReadMahalanobis
// refuses, and a loss that is the same for all pictures or does not depend on the
// anchor.
func Compile[T Float](spec Spec) (*Loss[T], error) {
	b, root, err := buildFormula(spec.Formula, spec.Params)
	if err != nil {
		return nil, lossError(spec, err)
	}
	for _, p := range b.params {
		if spec.Name != "" && strings.HasPrefix(p.Name, "w_") && p.Value < 0 {
			return nil, fmt.Errorf("loss %s: the weight %s is %v; it must not be negative", spec.Name, p.Name, p.Value)
		}
	}
	p, err := assemble(b.graph, root)
	if err != nil {
		return nil, lossError(spec, err)
	}
	l := &Loss[T]{spec: spec.clone(), formula: &formula{b, root}, program: p}
	if l.mahalanobis, err = readWhitening[T](spec.Mahalanobis); err != nil {
		return nil, lossError(spec, err)
	}
	if err := l.bind(); err != nil {
		return nil, lossError(spec, err)
	}
	for _, s := range p.learned {
		l.learned = append(l.learned, l.learnedParameters()[s.index].Value)
	}
	return l, nil
}

// lossError names the preset that an error is about; a formula shows itself.
func lossError(spec Spec, err error) error {
	if spec.Name != "" {
		return fmt.Errorf("loss %s: %w", spec.Name, err)
	}
	return fmt.Errorf("loss: %w", err)
}

// bind finds what fills each variable's register.
func (l *Loss[T]) bind() error {
	anchored := false
	for _, s := range l.program.variables {
		v := l.variables[s.index]
		anchored = anchored || v.Picture == 'a' || !v.Length() && v.Pair != PN
		if v.Length() {
			l.lengths = append(l.lengths, lengthInput{v.Picture, s.reg})
			pair := AP
			if v.Picture == 'n' {
				pair = AN
			}
			l.sums[pair] = true
			continue
		}
		d, err := Lookup[T](v.Distance)
		if err != nil {
			return err
		}
		if v.Distance == mahalanobisName {
			d = l.mahalanobis
		}
		if m, ok := d.(ofMoments[T]); ok {
			l.moments = append(l.moments, momentInput{m.momentDistance, v.Pair, s.reg})
			l.sums[v.Pair] = true
		} else {
			l.raw = append(l.raw, rawInput[T]{d, v.Pair, s.reg})
		}
	}
	switch {
	case len(l.program.variables) == 0:
		return &FormulaError{Message: fmt.Sprintf("the formula is %s whatever the pictures, so there is nothing to learn; give it distances such as cos_ap and cos_an, and weights other than 0", l.spec.String())}
	case !anchored:
		return &FormulaError{Message: "the formula does not look at the anchor; use a distance to it, such as cos_ap or cos_an"}
	}
	return nil
}

// Spec returns a copy of the spec that the loss was compiled from.
func (l *Loss[T]) Spec() Spec { return l.spec.clone() }

// Variables are the quantities that the loss depends on, in the order of At's values.
func (l *Loss[T]) Variables() []Variable {
	out := make([]Variable, len(l.program.variables))
	for i, s := range l.program.variables {
		out[i] = l.variables[s.index]
	}
	return out
}
