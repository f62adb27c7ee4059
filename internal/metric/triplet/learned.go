package triplet

import (
	"fmt"

	"mekiki/internal/metric/formula"
)

// Learned are the parameters that are trained with the weights and that the loss
// depends on, with their present values; usually none.
func (l *Loss[T]) Learned() []formula.Parameter {
	var out []formula.Parameter
	all := l.Formula.Learned()
	for i, s := range l.program.Learned {
		p := all[s.Index]
		p.Value = l.learned[i]
		out = append(out, p)
	}
	return out
}

// Present are the present values of the learned parameters, in the order of Learned. They
// are the loss's own memory, which only SetLearned changes.
func (l *Loss[T]) Present() []float64 { return l.learned }

// SetLearned sets the present values of the learned parameters, in the order of
// Learned, each within its bounds. It must not run while Eval does. It panics on
// a wrong number of values.
func (l *Loss[T]) SetLearned(values []float64) {
	if len(values) != len(l.learned) {
		panic(fmt.Sprintf("triplet: %d values for %d learned parameters", len(values), len(l.learned)))
	}
	copy(l.learned, values)
}

// learnedValues are the present values of all learned parameters of the formula, those
// that the loss does not depend on included.
func (l *Loss[T]) learnedValues() []float64 {
	var out []float64
	for _, p := range l.Formula.Learned() {
		out = append(out, p.Value)
	}
	for i, s := range l.program.Learned {
		out[s.Index] = l.learned[i]
	}
	return out
}
