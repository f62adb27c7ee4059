package metric

import (
	"errors"
	"fmt"
	"strings"
)

// Measure says how far two embeddings of equal length lie apart; smaller is
// closer. Every Distance is one, and so is a formula of a pair.
type Measure[T Float] interface {
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
func ParseMeasure[T Float](text string) (Measure[T], error) { return FittedMeasure[T](text, nil) }

// FittedMeasure is ParseMeasure with a state for mahalanobis, that of the Spec
// which the text comes from. The Measure then takes vectors of state.Dim() only,
// if it uses that distance. It is an error if the state is damaged.
func FittedMeasure[T Float](text string, state Whitening) (Measure[T], error) {
	for _, r := range registry {
		if r.double.Name() == text || r.double.Symbol() == text {
			return FittedDistance[T](r.double.Name(), state)
		}
	}
	l, err := compilePair[T](text, state)
	if err != nil {
		return nil, err
	}
	return pairMeasure[T]{text, l}, nil
}

// compilePair compiles a formula of a pair as a loss of (a,p) alone.
func compilePair[T Float](text string, state Whitening) (*Loss[T], error) {
	l, err := Compile[T](Spec{Formula: beforePair + text + afterPair, Mahalanobis: state})
	if err != nil {
		return nil, fmt.Errorf("distance %q: %w", text, err)
	}
	return l, nil
}

// The formula of a pair as the loss of one.
const beforePair, afterPair = "let d = ", "; d_ap"

// explainPair is Loss.Explain for a formula of a pair, with the place in that.
func explainPair[T Float](l *Loss[T], x, y []T) error {
	err := l.Explain(x, y, y)
	var e *FormulaError
	if errors.As(err, &e) {
		own := strings.TrimSuffix(strings.TrimPrefix(e.Formula, beforePair), afterPair)
		return &FormulaError{own, max(0, e.Column-len(beforePair)), e.Message}
	}
	return err
}

// pairMeasure is a formula of a pair, compiled as a loss of (a,p) alone.
type pairMeasure[T Float] struct {
	text string
	loss *Loss[T]
}

func (m pairMeasure[T]) Name() string { return m.text }

func (m pairMeasure[T]) Value(x, y []T) float64 {
	var r registers
	var sums [len(pairNames)]Moments
	m.loss.start(&r)
	m.loss.measure(&r, &sums, triple[T]{x, y, y})
	return m.loss.program.forward(&r)
}
