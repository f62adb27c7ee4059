package model

import (
	"fmt"

	"mekiki/internal/metric"
)

// Decision is the distance that the model's loss stands for, as a formula of a pair,
// or "" where it stands for none; then note says so where the loss is no formula of
// triplets: words for people. Cosine decides where nothing else does.
func (m *Meta) Decision() (own, note string, err error) {
	if m.NoFormula() {
		if m.Batch != nil {
			spec := metric.BatchSpec{Loss: m.Batch.Loss, Params: m.Batch.Params, Classes: 1, Dim: 1}
			if loss, err := metric.CompileBatch[float32](spec, nil); err == nil && loss.Decision() != "" {
				return loss.Decision(), "", nil
			}
		}
		return "", fmt.Sprintf("no figures: the loss %s is no formula of distances and stands for none, so cosine decides", m.LossTitle()), nil
	}
	loss, err := metric.Compile[float32](m.Loss)
	if err != nil {
		return "", "", err
	}
	return loss.Decision(), "", nil
}
