package model

import (
	"math"

	"mekiki/internal/lang"
	"mekiki/internal/metric"
)

// Decision is how a model tells alike from different: by a distance, and by how much
// of it.
type Decision struct {
	// Measure is the distance of a pair, a formula that metric.FittedMeasure reads.
	Measure string `json:"measure"`
	// Threshold is the largest distance of what is alike; nil where none was chosen. That
	// of a model file is for two pictures; the nearest of many known ones is nearer than
	// any one of them, so whoever compares with those chooses another (ChosenOn says which).
	Threshold *float64 `json:"threshold,omitempty"`
	// Costs are what Threshold was weighed by; nil where it was chosen otherwise.
	Costs *Costs `json:"costs,omitempty"`
	// ChosenOn says by which pictures Threshold was chosen; nil without one.
	ChosenOn *ChosenOn `json:"chosen_on,omitempty"`
}

// Costs are what mistakes cost, in any unit.
type Costs struct {
	// Escape is the cost of a bad part that passes, Overkill that of a good part that
	// is rejected.
	Escape   float64 `json:"escape"`
	Overkill float64 `json:"overkill"`
}

// ChosenOn says what a threshold was chosen on.
type ChosenOn struct {
	// Data names the data set, Fingerprint is the SHA-256 of its pictures and labels,
	// hexadecimal.
	Data        string `json:"data"`
	Fingerprint string `json:"fingerprint"`
	// Pictures is how many of them decided.
	Pictures int `json:"pictures"`
	// Pairs is how many pairs of them decided, half of them of one class and half of two;
	// 0 where each picture was compared with many known ones.
	Pairs int `json:"pairs,omitempty"`
	// FalseAccept is the share of the pairs of two classes that may lie within the
	// threshold, where that chose it. Accepted of them do, and Rejected of the pairs of one
	// class lie beyond it.
	FalseAccept float64 `json:"false_accept,omitempty"`
	Accepted    int     `json:"accepted,omitempty"`
	Rejected    int     `json:"rejected,omitempty"`
	// Reject is the share of them that may lie beyond the threshold, where that chose it.
	Reject float64 `json:"reject,omitempty"`
}

// Beyond says whether a distance lies beyond the threshold, as one that is no number
// does. It panics where there is no threshold.
func (d *Decision) Beyond(distance float64) bool { return !(distance <= *d.Threshold) }

// Measure is the distance by which the model decides, a formula of a pair: that of
// Decision, else that which the loss stands for, or "" where it stands for none. Then
// note says so where the loss is no formula of triplets: words for people. Cosine
// decides where nothing else does.
func (m *Meta) Measure() (own, note string, err error) {
	if m.Decision != nil {
		return m.Decision.Measure, "", nil
	}
	return m.lossMeasure()
}

// StateMeasure states the distance that the loss stands for, if there is one, as the
// one that decides.
func (m *Meta) StateMeasure() {
	if own, _, err := m.lossMeasure(); err == nil && own != "" {
		m.Decision = &Decision{Measure: own}
	}
}

// lossMeasure is Measure of the loss.
func (m *Meta) lossMeasure() (own, note string, err error) {
	o, err := m.Objective()
	if err != nil {
		return "", "", err
	}
	if own = o.Decision(); own == "" && o.Triplets() == nil {
		note = lang.T("no figures: the loss %s is no formula of distances and stands for none, so cosine decides", o.Title()).String()
	}
	return own, note, nil
}

// needsDecision reports whether a program that asks the loss alone would decide by
// another distance. A threshold is news to such a program, no mistake.
func (m *Meta) needsDecision() bool {
	if m.Decision == nil {
		return false
	}
	own, _, err := m.lossMeasure()
	return err != nil || own != m.Decision.Measure
}

// checkDecision says what is wrong with the decision.
func (m *Meta) checkDecision() error {
	d := m.Decision
	if d == nil {
		return nil
	}
	if _, err := metric.FittedMeasure[float32](d.Measure, m.Loss.Mahalanobis); err != nil {
		return lang.Errorf("decision: %w", err)
	}
	if d.Threshold != nil && (math.IsNaN(*d.Threshold) || math.IsInf(*d.Threshold, 0)) {
		return lang.Errorf("decision: a threshold of %v", *d.Threshold)
	}
	if c := d.Costs; c != nil && !(c.Escape >= 0 && c.Overkill >= 0 && c.Escape+c.Overkill > 0 && !math.IsInf(c.Escape+c.Overkill, 0)) {
		return lang.Errorf("decision: costs of %v and %v", c.Escape, c.Overkill)
	}
	return nil
}
