package train

import "time"

// Config is everything that a run depends on. The same struct is the command's
// flags, the YAML config file and the saved run.json: the tags name the key,
// the flag and its help line. Article gives the defaults.
type Config struct {
	Preset string `yaml:"preset" json:"preset" help:"named set of defaults (article)"`

	// Loss.
	Loss      string  `yaml:"loss" json:"loss" help:"cosine, euclidean, combined or combined-as-printed"`
	MarginCos float64 `yaml:"margin-cos" json:"margin-cos" help:"margin of the cosine term"`
	MarginEuc float64 `yaml:"margin-euc" json:"margin-euc" help:"margin of the Euclidean term; negative leaves a dead zone"`
	WeightCos float64 `yaml:"weight-cos" json:"weight-cos" help:"weight of the cosine term of combined"`
	WeightEuc float64 `yaml:"weight-euc" json:"weight-euc" help:"weight of the Euclidean term of combined"`

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

// Article is the preset of the article: mission and source in docs/math.md.
func Article() Config {
	return Config{
		Preset: "article",
		Loss:   "combined", MarginCos: 0.4, MarginEuc: -5, WeightCos: 0.8, WeightEuc: 0.02,
		Protocol: "tutorial", TripletCount: 30000, TestSize: 0.05, ValSize: 0.05, SplitSeed: 42,
		Layers: []int{512, 256, 128}, LearningRate: 3e-5, Batch: 64, Epochs: 50, Patience: 2, Seed: 1,
		CheckpointEvery: 30 * time.Second,
	}
}
