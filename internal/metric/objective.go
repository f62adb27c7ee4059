package metric

import (
	"slices"
	"strings"

	"mekiki/internal/lang"
	"mekiki/internal/metric/batch"
	"mekiki/internal/metric/distance"
	"mekiki/internal/metric/formula"
	"mekiki/internal/metric/triplet"
	"mekiki/internal/suggest"
)

// Objective is what a network is trained by, as a user wrote it or a file holds it: a loss
// of triplets, which is a formula, or a loss over whole batches, which no formula of a
// triplet can say. The text is read once, here; who asks what it stands for asks the
// Objective.
type Objective struct {
	title    string
	triplets *triplet.Loss[float32] // nil for a loss over batches
	over     *batch.Kind            // nil for a loss of triplets
	measure  Measure[float32]       // of a loss over batches
}

// ReadObjective reads what a user gives as a loss: the name of a loss over batches, with or
// without a distance in brackets, of a preset, or a formula. params sets parameters; the
// others have their defaults. The error for an unknown name suggests the nearest; see also
// batch.Read and triplet.Compile.
func ReadObjective(text string, params map[string]float64) (*Objective, error) {
	text = strings.TrimSpace(text)
	if !batch.Is(text) {
		spec, err := triplet.Parse(text)
		if err != nil {
			return nil, suggest.Unknown(lang.T("loss"), text, slices.Concat(batch.Names(), triplet.PresetNames()))
		}
		return ObjectiveOf(spec.With(params))
	}
	k, err := batch.Read(text, params)
	if err != nil {
		return nil, err
	}
	o := &Objective{title: text, over: k}
	if o.measure, err = FittedMeasure[float32](k.Decision(), nil); err != nil {
		return nil, lang.Errorf("loss %s: %w", text, err)
	}
	return o, nil
}

// ObjectiveOf reads a loss of triplets that a file holds. The errors are triplet.Compile's.
func ObjectiveOf(spec triplet.Spec) (*Objective, error) {
	l, err := triplet.Compile[float32](spec)
	if err != nil {
		return nil, err
	}
	return &Objective{title: spec.Title(), triplets: l}, nil
}

// Opaque is a loss of which nothing but the title is known, as a model file of a later
// version may name it. It stands for no distance, and nothing can be trained by it.
func Opaque(title string) *Objective { return &Objective{title: title} }

// Title names the loss: the preset, the loss over batches, or else the formula.
func (o *Objective) Title() string { return o.title }

// Triplets is the loss of one triplet, nil for a loss over batches. It is the Objective's
// own: what is learned or fitted through it changes what Decision and Measure say.
func (o *Objective) Triplets() *triplet.Loss[float32] { return o.triplets }

// Batches makes the loss over batches: of a loss of triplets by a miner. products is how
// inner products are computed; nil takes plain loops. The errors are those of batch.Over
// and batch.Mined.
func (o *Objective) Batches(spec batch.Spec, products batch.Products[float32]) (*batch.Loss[float32], error) {
	switch {
	case o.triplets != nil:
		return batch.Mined(o.triplets, spec, products)
	case o.over != nil:
		return batch.Over(o.over, spec, products)
	}
	return nil, lang.Errorf("loss %s is not known to this version", o.title)
}

// Parameters are the named numbers of the loss, with the values that they are set to.
func (o *Objective) Parameters() []formula.Parameter {
	switch {
	case o.triplets != nil:
		return o.triplets.Parameters()
	case o.over != nil:
		return o.over.Parameters()
	}
	return nil
}

// Decision is the distance that the loss stands for, a formula for ParseMeasure such as
// "0.8*cos + 0.02*euc", which decides in evaluation what is the same and what is not; see
// triplet.Loss.Decision. It is empty if the loss stands for no single distance.
func (o *Objective) Decision() string {
	switch {
	case o.triplets != nil:
		return o.triplets.Decision()
	case o.over != nil:
		return o.over.Decision()
	}
	return ""
}

// Measure is the distance that decides: that of Decision with the state of the loss, or
// cosine where it stands for none.
func (o *Objective) Measure() Measure[float32] {
	if o.measure != nil {
		return o.measure
	}
	text, state := o.Decision(), distance.Whitening(nil)
	if text == "" {
		text = "cos"
	}
	if o.triplets != nil {
		state = o.triplets.Spec().Mahalanobis
	}
	d, err := FittedMeasure[float32](text, state)
	if err != nil {
		panic(err) // Decision writes formulas that can be read, and the state was
	}
	return d
}

// Fitted reports whether the loss depends on mahalanobis, and so wants a state.
func (o *Objective) Fitted() bool {
	if o.triplets != nil {
		return o.triplets.Fitted()
	}
	return o.measure != nil && Fitted(o.measure)
}
