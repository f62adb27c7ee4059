package metric

import "fmt"

// learnedParameters are the parameters of the formula that can be trained.
func (f *formula) learnedParameters() []Parameter {
	var out []Parameter
	for _, p := range f.params {
		if p.Learned {
			out = append(out, p)
		}
	}
	return out
}

// Learned are the parameters that are trained with the weights and that the loss
// depends on, with their present values; usually none.
func (l *Loss[T]) Learned() []Parameter {
	var out []Parameter
	all := l.learnedParameters()
	for i, s := range l.program.learned {
		p := all[s.index]
		p.Value = l.learned[i]
		out = append(out, p)
	}
	return out
}

// SetLearned sets the present values of the learned parameters, in the order of
// Learned, each within its bounds. It must not run while Eval does. It panics on
// a wrong number of values.
func (l *Loss[T]) SetLearned(values []float64) {
	if len(values) != len(l.learned) {
		panic(fmt.Sprintf("metric: %d values for %d learned parameters", len(values), len(l.learned)))
	}
	copy(l.learned, values)
}
