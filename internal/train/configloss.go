package train

import (
	"fmt"
	"maps"
	"slices"

	"mekiki/internal/metric/batch"
	"mekiki/internal/metric/formula"
)

// lossParameters are the parameters of a loss with its own values.
func lossParameters(text string) (map[string]float64, error) {
	own, err := batch.Spec{Loss: text}.Parameters()
	if err != nil {
		return nil, fmt.Errorf("loss: %w", err)
	}
	return valuesOf(own), nil
}

func valuesOf(params []formula.Parameter) map[string]float64 {
	out := map[string]float64{}
	for _, p := range params {
		out[p.Name] = p.Value
	}
	return out
}

// BatchSpec is the loss over batches that the configuration names, with its
// parameters and those of its miner, for embeddings of dim values and so many
// classes.
func (c *Config) BatchSpec(dim, classes int) (batch.Spec, error) {
	s := batch.Spec{Loss: c.Loss, Miner: c.Miner, Reducer: c.Reducer, Classes: classes, Dim: dim, Seed: c.Seed}
	own, err := lossParameters(c.Loss)
	if err != nil {
		return s, err
	}
	mining := valuesOf(c.MinerParameters())
	s.Params, s.MinerParams = map[string]float64{}, map[string]float64{}
	for _, name := range slices.Sorted(maps.Keys(c.Params)) {
		// A name that both have is the loss's.
		if has(mining, name) && !has(own, name) {
			s.MinerParams[name] = c.Params[name]
		} else {
			s.Params[name] = c.Params[name]
		}
	}
	return s, nil
}

func has(params map[string]float64, name string) bool {
	_, ok := params[name]
	return ok
}

// MinerParameters are the parameters of the miner with its own values; none
// where there is no miner, or none of that name.
func (c *Config) MinerParameters() []formula.Parameter {
	if c.Miner == "" {
		return nil
	}
	own, err := batch.Spec{Miner: c.Miner}.MinerParameters()
	if err != nil {
		return nil // compiling says so
	}
	return own
}

// Decision is the distance that the loss stands for, a formula of a pair, or ""
// where it stands for none.
func (c *Config) Decision() string {
	spec, err := c.BatchSpec(1, 1)
	if err != nil {
		return ""
	}
	loss, err := batch.Compile[float32](spec, nil)
	if err != nil {
		return ""
	}
	return loss.Decision()
}

// checkBatchLoss compiles the loss for embeddings of one value.
func (c *Config) checkBatchLoss() error {
	spec, err := c.BatchSpec(1, 1)
	if err == nil {
		_, err = batch.Compile[float32](spec, nil)
	}
	return err
}
