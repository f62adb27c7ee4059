package model

import (
	"mekiki/internal/lang"
	"mekiki/internal/metric/distance"
)

// maxWidth bounds what a file may claim, as MaxParameters does.
const maxWidth = 1 << 20

// check says what contradicts itself in the metadata, and lays the network out.
func (m *Meta) check() (*Layout, error) {
	y, err := m.Layout()
	if err != nil {
		return nil, err
	}
	if err := m.Input.Preprocess().Check(m.Input.Channels); err != nil {
		return nil, err
	}
	if err := m.checkLoss(y.Output.Channels); err != nil {
		return nil, err
	}
	return y, m.checkDecision()
}

// checkLoss compiles the loss and compares its state with the width of the embedding.
func (m *Meta) checkLoss(embedding int) error {
	o, err := m.Objective()
	if err != nil {
		return err
	}
	if o.Triplets() == nil {
		if o.Title() == "" {
			return lang.Errorf("training on whole batches by a loss without a name")
		}
		return nil
	}
	fit := m.Loss.Mahalanobis.Dim()
	switch {
	case fit == 0 && o.Fitted():
		return lang.Errorf("the loss uses mahalanobis, but the state of that distance is missing")
	case fit != 0 && fit != embedding:
		return lang.Errorf("a state of mahalanobis for %d values, but embeddings of %d", fit, embedding)
	case fit > distance.MaxFittedDim:
		return lang.Errorf("a state of mahalanobis for %d values; at most %d are stored", fit, distance.MaxFittedDim)
	}
	return nil
}
