package model

import (
	"errors"
	"fmt"

	"mekiki/internal/metric"
)

// maxWidth bounds what a file may claim, as MaxParameters does.
const maxWidth = 1 << 20

// check says what contradicts itself in the metadata.
func (m *Meta) check() error {
	w := m.Network.Widths
	if len(w) < 2 || len(w) > 100 {
		return fmt.Errorf("a network of %d widths", len(w))
	}
	total := 0
	for l, v := range w {
		if v < 1 || v > maxWidth {
			return fmt.Errorf("a layer of width %d", v)
		}
		if l == 0 {
			continue
		}
		if v > MaxParameters/(w[l-1]+1) {
			return fmt.Errorf("a layer of %d x %d weights", v, w[l-1])
		}
		if total += v * (w[l-1] + 1); total > MaxParameters {
			return fmt.Errorf("a network of more than %d parameters", MaxParameters)
		}
	}
	in := m.Input
	for _, v := range []int{in.Height, in.Width, in.Channels} {
		if v < 1 || v > maxWidth {
			return fmt.Errorf("pictures of %d x %d x %d", in.Height, in.Width, in.Channels)
		}
	}
	// The quotient avoids the overflow of the product on 32 bits.
	if in.Height > w[0]/in.Width || in.Height*in.Width > w[0]/in.Channels || in.Height*in.Width*in.Channels != w[0] {
		return fmt.Errorf("pictures of %d x %d x %d for a network with %d inputs", in.Height, in.Width, in.Channels, w[0])
	}
	return m.checkLoss()
}

// checkLoss compiles the loss and compares its state with the network.
func (m *Meta) checkLoss() error {
	loss, err := metric.Compile[float32](m.Loss)
	if err != nil {
		return err
	}
	w := m.Network.Widths
	embedding, fit := w[len(w)-1], m.Loss.Mahalanobis.Dim()
	switch {
	case fit == 0 && loss.Fitted():
		return errors.New("the loss uses mahalanobis, but the state of that distance is missing")
	case fit != 0 && fit != embedding:
		return fmt.Errorf("a state of mahalanobis for %d values, but embeddings of %d", fit, embedding)
	case fit > metric.MaxFittedDim:
		return fmt.Errorf("a state of mahalanobis for %d values; at most %d are stored", fit, metric.MaxFittedDim)
	}
	return nil
}
