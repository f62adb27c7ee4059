package model

import (
	"mekiki/internal/metric"
)

// Objective is what the network was trained by: the formula of Loss, or the loss over
// batches that Batch names. One that this version cannot read, such as a loss of a later
// one, has a title only (metric.Opaque). It is an error if the formula of Loss cannot be
// read.
func (m *Meta) Objective() (*metric.Objective, error) {
	if m.Loss.Name != "" || m.Loss.Formula != "" || m.Batch == nil {
		return metric.ObjectiveOf(m.Loss)
	}
	if o, err := metric.ReadObjective(m.Batch.Loss, m.Batch.Params); err == nil && o.Triplets() == nil {
		return o, nil
	}
	return metric.Opaque(m.Batch.Loss), nil
}

// LossTitle names the loss: that of the batch, else the preset, else the formula.
func (m *Meta) LossTitle() string {
	if m.Batch != nil && m.Batch.Loss != "" {
		return m.Batch.Loss
	}
	return m.Loss.Title()
}
