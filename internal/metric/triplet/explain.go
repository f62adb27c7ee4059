package triplet

import (
	"mekiki/internal/metric/distance"
	"mekiki/internal/metric/formula"
)

// Explain says why the loss or a slope of one triplet is NaN or infinite, with
// the part of the formula that did it and the values that it met. Nil if nothing
// is wrong, or if the embeddings themselves are not finite.
func (l *Loss[T]) Explain(a, p, n []T) error {
	var r formula.Registers
	var m [formula.Pairs]distance.Moments
	l.Start(&r)
	l.measure(&r, &m, triple[T]{a, p, n})
	l.program.Forward(&r)
	l.program.Backward(&r)
	if e := l.program.Explain(&r); e != nil {
		return e
	}
	return nil
}
