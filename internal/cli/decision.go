package cli

import (
	"fmt"

	"mekiki/internal/metric"
	"mekiki/internal/model"
)

// decision is the distance that the model's loss stands for, or "" where it
// stands for none; then note says so where it is no formula of triplets.
func decision(meta *model.Meta) (own, note string, err error) {
	if meta.NoFormula() {
		if meta.Batch != nil {
			spec := metric.BatchSpec{Loss: meta.Batch.Loss, Params: meta.Batch.Params, Classes: 1, Dim: 1}
			if loss, err := metric.CompileBatch[float32](spec, nil); err == nil && loss.Decision() != "" {
				return loss.Decision(), "", nil
			}
		}
		return "", fmt.Sprintf("no figures: the loss %s is no formula of distances and stands for none, so cosine decides", meta.LossTitle()), nil
	}
	loss, err := metric.Compile[float32](meta.Loss)
	if err != nil {
		return "", "", err
	}
	return loss.Decision(), "", nil
}
