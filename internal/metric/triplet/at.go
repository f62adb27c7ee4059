package triplet

import (
	"fmt"
	"math"

	"mekiki/internal/metric/formula"
)

// At is the loss where the variables have these values, in the order of
// Variables. It panics on a wrong number of values.
func (l *Loss[T]) At(values []float64) float64 {
	var r formula.Registers
	return l.at(&r, values)
}

// SlopesAt is At, and writes to slopes, of values' length, the derivative of the
// loss by each variable.
func (l *Loss[T]) SlopesAt(values, slopes []float64) float64 {
	var r formula.Registers
	loss := l.at(&r, values)
	l.program.Backward(&r)
	l.readSlopes(&r, slopes)
	return loss
}

// Values measures the variables on every triplet of emb, row-major (3n, dim):
// row-major (n, number of variables). It panics if emb is not whole triplets.
func (l *Loss[T]) Values(emb []T, dim int) []float64 {
	k := len(l.program.Variables)
	out := make([]float64, 0, Count(emb, dim)*k)
	l.each(emb, dim, func(_ int, r *formula.Registers) {
		for _, s := range l.program.Variables {
			out = append(out, r.V[s.Reg])
		}
	})
	return out
}

// AtMargin is the loss of a triplet whose distances are all equal, if it is the
// same however large they are; else 0. A training loss that stays there says
// that nothing is learned: collapsed embeddings, an inverted sign or a wrong
// learning rate.
func (l *Loss[T]) AtMargin() float64 {
	var at [3]float64
	values := make([]float64, len(l.program.Variables))
	for i, d := range []float64{0.25, 0.5, 1} {
		l.equalDistances(values, d)
		at[i] = l.At(values)
	}
	if math.Abs(at[0]-at[1])+math.Abs(at[1]-at[2]) < 1e-9*math.Abs(at[0]) {
		return at[0]
	}
	return 0
}

// equalDistances sets all distances to d and all lengths to 1.
func (l *Loss[T]) equalDistances(values []float64, d float64) {
	for i, v := range l.Variables() {
		values[i] = d
		if v.Length() {
			values[i] = 1
		}
	}
}

// Start loads what is the same for all triplets.
func (l *Loss[T]) Start(r *formula.Registers) {
	l.program.Load(r)
	for i, s := range l.program.Learned {
		r.V[s.Reg] = l.learned[i]
	}
}

func (l *Loss[T]) at(r *formula.Registers, values []float64) float64 {
	if len(values) != len(l.program.Variables) {
		panic(fmt.Sprintf("triplet: %d values for %d variables", len(values), len(l.program.Variables)))
	}
	l.Start(r)
	for i, s := range l.program.Variables {
		r.V[s.Reg] = values[i]
	}
	return l.program.Forward(r)
}

func (l *Loss[T]) readSlopes(r *formula.Registers, slopes []float64) {
	if len(slopes) != len(l.program.Variables) {
		panic(fmt.Sprintf("triplet: %d slopes for %d variables", len(slopes), len(l.program.Variables)))
	}
	for i, s := range l.program.Variables {
		slopes[i] = r.Slope[s.Reg]
	}
}
