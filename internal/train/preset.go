package train

import (
	"maps"
	"slices"
	"time"

	"mekiki/internal/dataset"
	"mekiki/internal/lang"
	"mekiki/internal/suggest"
)

// presets are the named sets of defaults. Each is whole: nothing of one is taken
// over by another.
var presets = []Config{
	// The network, optimiser and protocol of the article (docs/math.md).
	{
		Preset: "article", Loss: "combined",
		Protocol: dataset.ProtocolTutorial, TripletCount: 30000, TestSize: 0.05, ValSize: 0.05, SplitSeed: 42, FalseAccept: 0.01,
		Layers: []int{512, 256, 128}, LearningRate: 3e-5, Batch: 64, Epochs: 50, Patience: 2, Seed: 1,
		CheckpointEvery: 30 * time.Second,
	},
	// The article's widths with normalisation and dropout. A net as small as this gains
	// most from more pictures, so fewer are held back.
	{
		Preset: "mlp", Loss: "normface", Params: map[string]float64{"s": 8},
		Protocol: dataset.ProtocolTutorial, TripletCount: 30000, TestSize: 0.02, ValSize: 0.01, SplitSeed: 42, FalseAccept: 0.01,
		Network: "dense 512; norm; relu; dropout 0.3; dense 256; norm; relu; dropout 0.3; dense 128; norm",
		Sampler: samplerShuffle, LearningRate: 2e-3, Schedule: "one-cycle", WeightDecay: 0.2, Average: 0.999, Batch: 128, Epochs: 28, Seed: 1,
		CheckpointEvery: 30 * time.Second,
	},
	// Under 150,000 parameters.
	{
		Preset: "cnn-small", Loss: "normface",
		Protocol: dataset.ProtocolTutorial, TripletCount: 30000, TestSize: 0.05, ValSize: 0.02, SplitSeed: 42, FalseAccept: 0.01,
		Network: "conv 32; norm; relu; maxpool; conv 64; norm; relu; conv 64; norm; relu; maxpool; conv 96; norm; relu; gmp; dense 128",
		Sampler: samplerShuffle, Augment: "flip",
		LearningRate: 3e-3, Schedule: "cosine", Warmup: 0.05, WeightDecay: 0.02, Batch: 64, Epochs: 7, Seed: 1,
		CheckpointEvery: 30 * time.Second,
	},
	// A residual network (He et al., 2016) under 1,200,000 parameters.
	{
		Preset: "cnn", Loss: "normface",
		Protocol: dataset.ProtocolTutorial, TripletCount: 30000, TestSize: 0.05, ValSize: 0.02, SplitSeed: 42, FalseAccept: 0.01,
		Network: "conv 32; norm; relu; maxpool; conv 64; norm; relu; residual(conv 64; norm; relu; conv 64; norm); relu; maxpool; " +
			"conv 128; norm; relu; residual(conv 128; norm; relu; conv 128; norm); relu; gmp; dense 128",
		Sampler: samplerShuffle, Augment: "flip shift=1",
		LearningRate: 3e-3, Schedule: "cosine", Warmup: 0.05, WeightDecay: 0.05, Batch: 64, Epochs: 20, Seed: 1,
		CheckpointEvery: 30 * time.Second,
	},
	// What an eye sees, brought to one scale and turned into an embedding.
	{
		Preset: EyePreset, Loss: "normface", Params: map[string]float64{"s": 4}, Eye: "embedded",
		Protocol: dataset.ProtocolTutorial, TripletCount: 30000, TestSize: 0.05, ValSize: 0.02, SplitSeed: 42, FalseAccept: 0.01,
		Network: "norm; dense 128",
		Sampler: samplerShuffle, LearningRate: 3e-3, Schedule: "cosine", Warmup: 0.05, WeightDecay: 0.02, Batch: 64, Epochs: 30, Seed: 1,
		CheckpointEvery: 30 * time.Second,
	},
}

// EyePreset is the set of defaults of a run behind an eye.
const EyePreset = "eye"

// PresetNames lists the presets.
func PresetNames() []string {
	names := make([]string, len(presets))
	for i, p := range presets {
		names[i] = p.Preset
	}
	return names
}

// Preset is the named set of defaults for a loss, with the loss's own parameters:
// "article" trains on triplets, the others on batches of labelled pictures. loss
// is a name or a formula; empty means the preset's own. A preset's values of
// parameters are for its own loss. Unknown names are errors that suggest the
// nearest.
func Preset(name, loss string) (Config, error) {
	cfg, err := Bare(name)
	if err != nil {
		return cfg, err
	}
	preset := cfg.Loss
	if loss != "" {
		cfg.Loss = loss
	}
	own, err := lossParameters(cfg.Loss)
	if err != nil {
		return cfg, err
	}
	if cfg.Loss == preset {
		maps.Copy(own, cfg.Params)
	}
	cfg.Params = own
	return cfg, nil
}

// Bare is the named set of defaults as it stands: of the parameters of its loss it has
// those that it sets, so that no formula is read. Unknown names are errors that suggest the
// nearest.
func Bare(name string) (Config, error) {
	at := slices.IndexFunc(presets, func(p Config) bool { return p.Preset == name })
	if at < 0 {
		if near, ok := suggest.Nearest(name, PresetNames()); ok {
			return Config{}, lang.Errorf("unknown preset %q; did you mean %q?", name, near)
		}
		return Config{}, lang.Errorf("unknown preset %q; there is %v", name, PresetNames())
	}
	cfg := presets[at]
	cfg.Layers, cfg.Params = slices.Clone(cfg.Layers), maps.Clone(cfg.Params)
	return cfg, nil
}
