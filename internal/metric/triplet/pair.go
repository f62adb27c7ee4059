package triplet

import (
	"errors"
	"math"
	"strings"

	"mekiki/internal/lang"
	"mekiki/internal/metric/distance"
	"mekiki/internal/metric/formula"
)

// CompilePair compiles a formula of a pair as a loss of (a,p) alone.
func CompilePair[T distance.Float](text string, state distance.Whitening) (*Loss[T], error) {
	l, err := Compile[T](Spec{Formula: beforePair + text + afterPair, Mahalanobis: state})
	if err != nil {
		return nil, lang.Errorf("distance %q: %w", text, err)
	}
	return l, nil
}

// The formula of a pair as the loss of one.
const beforePair, afterPair = "let d = ", "; d_ap"

// ExplainPair is Loss.Explain for a formula of a pair, with the place in that.
func ExplainPair[T distance.Float](l *Loss[T], x, y []T) error {
	err := l.Explain(x, y, y)
	var e *formula.Error
	if errors.As(err, &e) {
		own := strings.TrimSuffix(strings.TrimPrefix(e.Formula, beforePair), afterPair)
		return &formula.Error{Formula: own, Column: max(0, e.Column-len(beforePair)), Message: e.Message}
	}
	return err
}

// Pair is a formula of a pair for the vectors x and y.
func (l *Loss[T]) Pair(x, y []T) float64 {
	var r formula.Registers
	var sums [formula.Pairs]distance.Moments
	l.Start(&r)
	l.measure(&r, &sums, triple[T]{x, y, y})
	return l.program.Forward(&r)
}

// OfMoments says that the loss needs the moments of the pairs alone, not the vectors.
func (l *Loss[T]) OfMoments() bool { return len(l.raw) == 0 }

// PairAt is a formula of a pair, one OfMoments, where the two vectors have these moments.
func (l *Loss[T]) PairAt(sums distance.Moments) float64 {
	var r formula.Registers
	l.Start(&r)
	for i := range l.moments {
		in := &l.moments[i]
		r.V[in.reg] = in.distance.At(sums)
	}
	pair := [formula.Pairs]distance.Moments{formula.AP: sums}
	for _, in := range l.lengths {
		r.V[in.reg] = math.Sqrt(*squaredLength(&pair, in.picture))
	}
	return l.program.Forward(&r)
}

// Input is what fills a register of a formula of a pair.
type Input struct {
	// Distance is that of the pair, or nil: then Picture is 'a' for the length of the
	// first vector, 'p' for that of the second.
	Distance distance.Summed
	Picture  byte
	Reg      uint8
}

// Inputs are all of a formula of a pair. ok is false if it needs the vectors, or a
// distance that cannot be computed from inexact sums.
func (l *Loss[T]) Inputs() (inputs []Input, ok bool) {
	if !l.OfMoments() {
		return nil, false
	}
	for _, in := range l.moments {
		s, ok := in.distance.(distance.Summed)
		if !ok {
			return nil, false
		}
		inputs = append(inputs, Input{Distance: s, Reg: in.reg})
	}
	for _, in := range l.lengths {
		inputs = append(inputs, Input{Picture: in.picture, Reg: in.reg})
	}
	return inputs, true
}
