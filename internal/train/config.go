package train

import (
	"errors"
	"fmt"
	"math"
	"slices"
	"time"

	"mekiki/internal/dataset"
	"mekiki/internal/metric"
	"mekiki/internal/suggest"
)

// Config is everything that a run depends on. The same struct is the command's
// flags, the YAML config file and the saved run.json: the tags name the key,
// the flag and its help line. Preset gives the defaults.
type Config struct {
	Preset string `yaml:"preset" json:"preset" help:"named set of defaults (article)"`

	// Loss.
	Loss   string             `yaml:"loss" json:"loss" help:"cosine, euclidean, combined, cosine-threshold, combined-threshold, combined-as-printed, or a formula such as \"relu(cos_ap - cos_an + 0.4)\""`
	Params map[string]float64 `yaml:"param" json:"param" help:"sets a parameter of the loss, such as m_cos=0.3; may be repeated"`

	// Data. Data and Sample choose the pictures, Triplets a file made ahead.
	Data         string  `yaml:"data" json:"data" help:"folder with the four Fashion-MNIST IDX files"`
	Sample       bool    `yaml:"sample" json:"sample" help:"use the sample inside the program"`
	Triplets     string  `yaml:"triplets" json:"triplets" help:"NumPy file of triplets, shape (N,3,784) or (N,3,28,28)"`
	Protocol     string  `yaml:"protocol" json:"protocol" help:"how triplets are made: tutorial (disjoint pairs) or random"`
	TripletCount int     `yaml:"triplet-count" json:"triplet-count" help:"number of triplets for protocol random"`
	TestSize     float64 `yaml:"test-size" json:"test-size" help:"share of triplets held back for the test"`
	ValSize      float64 `yaml:"val-size" json:"val-size" help:"share of the rest held back for early stopping"`
	SplitSeed    uint32  `yaml:"split-seed" json:"split-seed" help:"seed of both splits"`

	// Network and optimiser.
	Layers       []int   `yaml:"layers" json:"layers" help:"widths of the layers after the input, the embedding last"`
	LearningRate float64 `yaml:"learning-rate" json:"learning-rate" help:"Adam's learning rate"`
	Batch        int     `yaml:"batch" json:"batch" help:"triplets in a batch"`
	Epochs       int     `yaml:"epochs" json:"epochs" help:"most epochs to train"`
	Patience     int     `yaml:"patience" json:"patience" help:"stop after so many epochs without a better val_loss; 0 never stops early"`
	Seed         uint64  `yaml:"seed" json:"seed" help:"seed of initial weights, triplets and batch order"`

	// The machine. None of these changes a weight.
	Workers         int           `yaml:"workers" json:"workers" help:"threads; 0 takes every core"`
	Chunk           int           `yaml:"chunk" json:"chunk" help:"triplets that a worker takes at a time; 0 chooses"`
	Dense           bool          `yaml:"dense" json:"dense" help:"run backward on inactive triplets too (same weights, slower)"`
	CheckpointEvery time.Duration `yaml:"checkpoint-every" json:"checkpoint-every" help:"time between checkpoints inside an epoch; 0 only at its end"`
}

// presets are the names that Preset knows.
var presets = []string{"article"}

// PresetNames lists the presets.
func PresetNames() []string { return slices.Clone(presets) }

// Preset is the named set of defaults for a loss. The only one is "article":
// the network, optimiser and protocol of the article (docs/math.md), and the
// loss's own parameters. loss is a preset's name or a formula. Unknown names are
// errors that suggest the nearest.
func Preset(name, loss string) (Config, error) {
	if !slices.Contains(presets, name) {
		if near, ok := suggest.Nearest(name, presets); ok {
			return Config{}, fmt.Errorf("unknown preset %q; did you mean %q?", name, near)
		}
		return Config{}, fmt.Errorf("unknown preset %q; there is %v", name, presets)
	}
	spec, err := metric.ParseLoss(loss)
	if err != nil {
		return Config{}, err
	}
	own, err := spec.Parameters()
	if err != nil {
		return Config{}, fmt.Errorf("loss: %w", err)
	}
	params := map[string]float64{}
	for _, p := range own {
		params[p.Name] = p.Value
	}
	return Config{
		Preset: name,
		Loss:   loss, Params: params,
		Protocol: dataset.ProtocolTutorial, TripletCount: 30000, TestSize: 0.05, ValSize: 0.05, SplitSeed: 42,
		Layers: []int{512, 256, 128}, LearningRate: 3e-5, Batch: 64, Epochs: 50, Patience: 2, Seed: 1,
		CheckpointEvery: 30 * time.Second,
	}, nil
}

// Spec is the loss that the configuration names, with its parameters.
func (c *Config) Spec() (metric.Spec, error) {
	s, err := metric.ParseLoss(c.Loss)
	return s.With(c.Params), err
}

// maxWidth bounds the width of a layer, against a typing error that would ask
// for more memory than there is.
const maxWidth = 1 << 16

// maxEpochs bounds the history, which stands in the header of the checkpoint.
const maxEpochs = 20_000

// Validate says what is out of range, all of it at once. It does not look at data.
func (c *Config) Validate() error {
	var errs []error
	bad := func(wrong bool, key, format string, args ...any) {
		if wrong {
			errs = append(errs, fmt.Errorf(key+" "+format, args...))
		}
	}
	spec, err := c.Spec()
	if err == nil {
		_, err = metric.Compile[float32](spec)
	}
	if err != nil {
		errs = append(errs, err)
	}
	protocols := []string{dataset.ProtocolTutorial, dataset.ProtocolRandom}
	bad(!slices.Contains(protocols, c.Protocol), "protocol", "%q is not one of %v", c.Protocol, protocols)
	bad(c.Sample && c.Data != "", "sample", "and data exclude each other; give one of them")
	bad(c.TripletCount < 1, "triplet-count", "is %d; it must be at least 1", c.TripletCount)
	bad(!(c.TestSize > 0 && c.TestSize < 1), "test-size", "is %v; it must lie between 0 and 1", c.TestSize)
	bad(!(c.ValSize > 0 && c.ValSize < 1), "val-size", "is %v; it must lie between 0 and 1", c.ValSize)
	bad(len(c.Layers) == 0, "layers", "is empty; name at least the embedding's width")
	for _, w := range c.Layers {
		bad(w < 1 || w > maxWidth, "layers", "has a width of %d; widths lie between 1 and %d", w, maxWidth)
	}
	bad(!(c.LearningRate > 0) || math.IsInf(c.LearningRate, 0), "learning-rate", "is %v; it must be above 0", c.LearningRate)
	bad(c.Batch < 1, "batch", "is %d; it must be at least 1", c.Batch)
	bad(c.Epochs < 1 || c.Epochs > maxEpochs, "epochs", "is %d; it must lie between 1 and %d", c.Epochs, maxEpochs)
	bad(c.Patience < 0, "patience", "is %d; it must be at least 0", c.Patience)
	bad(c.Workers < 0 || c.Workers > 1024, "workers", "is %d; it must lie between 0 and 1024", c.Workers)
	bad(c.Chunk < 0, "chunk", "is %d; it must be at least 0", c.Chunk)
	bad(c.CheckpointEvery < 0, "checkpoint-every", "is %v; it must be at least 0", c.CheckpointEvery)
	return errors.Join(errs...)
}
