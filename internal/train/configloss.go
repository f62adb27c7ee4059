package train

import (
	"slices"
	"strings"

	"mekiki/internal/lang"
	"mekiki/internal/metric"
	"mekiki/internal/metric/batch"
	"mekiki/internal/metric/formula"
	"mekiki/internal/metric/triplet"
)

// Objective reads the loss that the configuration names, with its parameters. The errors
// are metric.ReadObjective's.
func (c *Config) Objective() (*metric.Objective, error) {
	own, _, err := c.partParams()
	if err != nil {
		return nil, err
	}
	return metric.ReadObjective(c.Loss, own)
}

// TripletLoss is Objective where it must be a loss of triplets; one over batches is an error.
func (c *Config) TripletLoss() (*triplet.Loss[float32], error) {
	o, err := c.Objective()
	if err != nil {
		return nil, err
	}
	if o.Triplets() == nil {
		return nil, lang.Errorf("loss %s compares whole batches; here a formula of triplets is wanted, or one of %s", o.Title(), strings.Join(triplet.PresetNames(), ", "))
	}
	return o.Triplets(), nil
}

// partParams parts Params into those of the loss and those of its miner. A name that both
// have is the loss's.
func (c *Config) partParams() (own, mining map[string]float64, err error) {
	own, mining = map[string]float64{}, map[string]float64{}
	names := namesOf(c.MinerParameters())
	var ofLoss []string
	for name, v := range c.Params {
		if slices.Contains(names, name) {
			if ofLoss == nil { // else there is no need to read the loss without its parameters
				bare, err := metric.ReadObjective(c.Loss, nil)
				if err != nil {
					return nil, nil, err
				}
				ofLoss = append([]string{""}, namesOf(bare.Parameters())...)
			}
			if !slices.Contains(ofLoss, name) {
				mining[name] = v
				continue
			}
		}
		own[name] = v
	}
	return own, mining, nil
}

func namesOf(params []formula.Parameter) []string {
	var out []string
	for _, p := range params {
		out = append(out, p.Name)
	}
	return out
}

// lossParameters are the parameters of a loss with its own values.
func lossParameters(text string) (map[string]float64, error) {
	o, err := metric.ReadObjective(text, nil)
	if err != nil {
		return nil, err
	}
	out := map[string]float64{}
	for _, p := range o.Parameters() {
		out[p.Name] = p.Value
	}
	return out, nil
}

// batchSpec says how the loss is used over batches, for embeddings of dim values and so
// many classes.
func (c *Config) batchSpec(dim, classes int) (batch.Spec, error) {
	_, mining, err := c.partParams()
	return batch.Spec{Miner: c.Miner, MinerParams: mining, Reducer: c.Reducer, Classes: classes, Dim: dim, Seed: c.Seed}, err
}

// MinerParameters are the parameters of the miner with its own values; none
// where there is no miner, or none of that name.
func (c *Config) MinerParameters() []formula.Parameter {
	if c.Miner == "" {
		return nil
	}
	own, err := batch.MinerParameters(c.Miner, nil)
	if err != nil {
		return nil // making the loss says so
	}
	return own
}

// batchObjective reads the loss and makes it for embeddings of one value, to see that it
// fits the miner and the reducer.
func (c *Config) batchObjective() (*metric.Objective, error) {
	o, err := c.Objective()
	if err != nil {
		return nil, err
	}
	spec, err := c.batchSpec(1, 1)
	if err != nil {
		return nil, err
	}
	_, err = o.Batches(spec, nil)
	return o, err
}
