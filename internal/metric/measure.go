package metric

import (
	"mekiki/internal/metric/distance"
	"mekiki/internal/metric/triplet"
)

// Measure says how far two embeddings of equal length lie apart; smaller is
// closer. Every Distance is one, and so is a formula of a pair.
type Measure[T distance.Float] interface {
	// Name is a registered name, such as "cosine", or a formula.
	Name() string
	// Value is the distance from x to y. It panics if y is shorter than x.
	Value(x, y []T) float64
}

// ParseMeasure makes a Measure of a registered name ("cosine"), a symbol ("cos")
// or a formula of a pair, such as
//
//	0.8*cos + 0.02*euc
//
// Its names are the symbols of the distances and |x| and |y|, the lengths of the
// two; see the formula language for the rest. mahalanobis has no state, see
// FittedMeasure.
func ParseMeasure[T distance.Float](text string) (Measure[T], error) {
	return FittedMeasure[T](text, nil)
}

// FittedMeasure is ParseMeasure with a state for mahalanobis, that of the Spec
// which the text comes from. The Measure then takes vectors of state.Dim() only,
// if it uses that distance. It is an error if the state is damaged.
func FittedMeasure[T distance.Float](text string, state distance.Whitening) (Measure[T], error) {
	if name, err := distance.FullName(text); err == nil {
		return distance.Fitted[T](name, state)
	}
	l, err := triplet.CompilePair[T](text, state)
	if err != nil {
		return nil, err
	}
	return pairMeasure[T]{text, l}, nil
}

// pairMeasure is a formula of a pair, compiled as a loss of (a,p) alone.
type pairMeasure[T distance.Float] struct {
	text string
	loss *triplet.Loss[T]
}

func (m pairMeasure[T]) Name() string { return m.text }

func (m pairMeasure[T]) Value(x, y []T) float64 { return m.loss.Pair(x, y) }

// StateOf is the state of mahalanobis that d measures with, so that FittedMeasure makes d again
// of its name and this: nil if it uses none, or the identity.
func StateOf[T distance.Float](d Measure[T]) distance.Whitening {
	switch d := d.(type) {
	case *distance.Mahalanobis[T]:
		return d.State()
	case pairMeasure[T]:
		if d.loss.Fitted() {
			return d.loss.Spec().Mahalanobis
		}
	}
	return nil
}

// Fitted reports whether d measures by mahalanobis, and so wants a state, or has one.
func Fitted[T distance.Float](d Measure[T]) bool {
	switch d := d.(type) {
	case *distance.Mahalanobis[T]:
		return true
	case pairMeasure[T]:
		return d.loss.Fitted()
	}
	return false
}
