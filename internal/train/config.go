package train

import (
	"errors"
	"math"
	"slices"
	"strings"
	"time"

	"mekiki/internal/dataset"
	"mekiki/internal/lang"
	"mekiki/internal/metric"
)

// Config is everything that a run depends on. The same struct is the command's
// flags, the YAML config file and the saved run.json: the tags name the key,
// the flag, the heading under which the help lists it, and its help line. Preset gives
// the defaults.
type Config struct {
	Preset string `yaml:"preset" json:"preset" group:"loss" help:"named set of defaults: article trains on triplets; mlp, cnn-small and cnn train on batches of labelled pictures; eye does so on what an eye sees in them"`

	// Loss.
	Loss   string             `yaml:"loss" json:"loss" group:"loss" help:"cosine, euclidean, combined, cosine-threshold, combined-threshold, combined-as-printed, soft-margin, or a formula such as \"relu(cos_ap - cos_an + 0.4)\"; over batches also contrastive, multi-similarity, supcon, proxy-anchor, normface, cosface or arcface"`
	Params map[string]float64 `yaml:"param" json:"param" group:"loss" help:"sets a parameter of the loss or the miner, such as m_cos=0.3; may be repeated"`

	// Data. Data and Sample choose the pictures, Transpose turns those of Data,
	// Triplets is a file made ahead. Size to SkipBroken say how picture files in Data
	// become a data set; their zero values are usual ones, see Folder.
	Data         string  `yaml:"data" json:"data" group:"data" help:"folder of pictures, a folder in it for each class, or its manifest (.csv, .jsonl), or folder with the four Fashion-MNIST IDX files"`
	Sample       bool    `yaml:"sample" json:"sample" group:"data" help:"use the sample inside the program"`
	Transpose    bool    `yaml:"transpose" json:"transpose,omitempty" group:"data" help:"exchanges rows and columns of IDX pictures in data, as EMNIST's files need it"`
	Size         string  `yaml:"size" json:"size,omitempty" group:"data" help:"size to which pictures of a folder are prepared, such as 64, or 48x64 for 48 high and 64 wide, or auto behind an eye: that of the pictures, the shorter side from 128 to 256 (default 64, behind an eye 256)"`
	Policy       string  `yaml:"policy" json:"policy,omitempty" group:"data" help:"what happens to pictures of another shape: stretch, letterbox (all of it, borders black) or crop (its middle) (default letterbox)"`
	ROI          string  `yaml:"roi" json:"roi,omitempty" group:"data" help:"the part of each picture of a folder that is looked at: x,y,width,height in pixels or, with %, in shares of the picture; or the corners of a polygon, as \"10,10 300,20 150,200\", beyond which all is black"`
	Color        string  `yaml:"color" json:"color,omitempty" group:"data" help:"grey, color, or auto: grey if all pictures of the folder are (default auto)"`
	Object       string  `yaml:"object" json:"object,omitempty" group:"data" help:"regular expression of file names whose first group is the object shown, such as \"cell(\\d+)\"; a split never parts the pictures of one object"`
	TestShare    float64 `yaml:"test-share" json:"test-share,omitempty" group:"data" help:"share of the pictures of each class held back as test part of a folder that has none; 0 takes 0.2"`
	Resplit      bool    `yaml:"resplit" json:"resplit,omitempty" group:"data" help:"holds pictures back for the test anew, whatever train and test folders there are"`
	SkipBroken   bool    `yaml:"skip-broken" json:"skip-broken,omitempty" group:"data" help:"leaves out pictures of a folder that cannot be read, and says which"`
	Triplets     string  `yaml:"triplets" json:"triplets" group:"data" help:"NumPy file of triplets, shape (N,3,784) or (N,3,28,28)"`
	Protocol     string  `yaml:"protocol" json:"protocol" group:"data" help:"how triplets are made: tutorial (disjoint pairs) or random"`
	TripletCount int     `yaml:"triplet-count" json:"triplet-count" group:"data" help:"number of triplets for protocol random"`
	// Split is the zero value in runs of older versions and of data that are no folder.
	Split    string  `yaml:"split" json:"split,omitempty" group:"data" help:"what is held back: triplets, or pictures, of which triplets are then made, part by part (default pictures for training on batches on a folder of pictures, else triplets)"`
	TestSize float64 `yaml:"test-size" json:"test-size" group:"data" help:"share of triplets, or of the pictures of each class, held back for the test"`
	ValSize  float64 `yaml:"val-size" json:"val-size" group:"data" help:"share of the rest held back for early stopping"`
	// FalseAccept and Costs choose the model's threshold; they change no weight.
	FalseAccept float64 `yaml:"false-accept" json:"false-accept,omitempty" group:"data" help:"largest share of the validation pairs of different classes that the model's threshold takes for alike"`
	Costs       string  `yaml:"costs" json:"costs,omitempty" group:"data" help:"what it costs to take a pair of different classes for alike, and one of the same class for different, such as 10:1; the threshold then makes the sum on validation pairs least, and false-accept has no effect"`
	SplitSeed   uint32  `yaml:"split-seed" json:"split-seed" group:"data" help:"seed of both splits"`

	// Batches. Miner and Reducer are those of triplets, Sampler, Classes and PerClass
	// fill a batch, Augment changes its pictures.
	Miner    string `yaml:"miner" json:"miner,omitempty" group:"batches" help:"trains on batches, and picks their triplets: all, batch-hard, batch-easy-hard, semi-hard or distance-weighted"`
	Reducer  string `yaml:"reducer" json:"reducer,omitempty" group:"batches" help:"how their losses become one: mean, or mean-nonzero of those that are not 0"`
	Sampler  string `yaml:"sampler" json:"sampler,omitempty" group:"batches" help:"how batches are filled: shuffle, or pk: the same number of pictures of each of some classes"`
	Classes  int    `yaml:"classes" json:"classes,omitempty" group:"batches" help:"classes in a batch of sampler pk; 0 takes all that fit"`
	PerClass int    `yaml:"per-class" json:"per-class,omitempty" group:"batches" help:"pictures of each class in a batch of sampler pk; 0 fills the batch"`
	Augment  string `yaml:"augment" json:"augment,omitempty" group:"batches" help:"changes pictures as they are shown, such as \"flip shift=2 rotate=10 scale=0.1 erase=0.3\""`

	// Network and optimiser. Eye looks at pictures before the network, which then reads
	// the means of the channels of its layers Tap.
	Eye          string   `yaml:"eye" json:"eye,omitempty" group:"network" value:"eye" help:"eye that looks at pictures before the network: embedded, or a file that 'mekiki eye import' wrote; the preset is then eye if no other is given"`
	Tap          []string `yaml:"tap" json:"tap,omitempty" group:"network" value:"name" help:"name of a layer of the eye to look at; may be given several times (default: those that the eye names)"`
	Tune         string   `yaml:"tune" json:"tune,omitempty" group:"network" value:"name" help:"name of a layer of the eye: those from there to the last tap are trained, too (default: the eye stays as it is)"`
	TuneRate     float64  `yaml:"tune-rate" json:"tune-rate,omitempty" group:"network" help:"share of the learning rate at which these layers of the eye are trained; 0 takes 0.1"`
	Network      string   `yaml:"network" json:"network,omitempty" group:"network" help:"layers as text instead of layers, such as \"conv 32; norm; relu; maxpool; gap; dense 128\"; trains on batches"`
	Layers       []int    `yaml:"layers" json:"layers" group:"network" help:"widths of the layers after the input, the embedding last"`
	LearningRate float64  `yaml:"learning-rate" json:"learning-rate" group:"network" help:"Adam's learning rate, the highest of a schedule"`
	Schedule     string   `yaml:"schedule" json:"schedule,omitempty" group:"network" help:"course of the learning rate over batches: constant, cosine or one-cycle"`
	Warmup       float64  `yaml:"warmup" json:"warmup,omitempty" group:"network" help:"share of the steps in which the learning rate rises, 0 to 1; 0 takes the usual one of the schedule: 0.3 of one-cycle, else none"`
	// ScheduleEpochs lets a run end before its schedule does, as a search wants.
	ScheduleEpochs int     `yaml:"schedule-epochs" json:"schedule-epochs,omitempty" group:"network" help:"epochs that the schedule is laid out for; 0 takes epochs"`
	WeightDecay    float64 `yaml:"weight-decay" json:"weight-decay,omitempty" group:"network" help:"AdamW's weight decay"`
	Clip           float64 `yaml:"clip" json:"clip,omitempty" group:"network" help:"most length of the gradient of a batch; 0 is no limit"`
	Average        float64 `yaml:"average" json:"average,omitempty" group:"network" help:"decay of the moving average of weights that is kept, such as 0.999; 0 keeps the last"`
	Batch          int     `yaml:"batch" json:"batch" group:"network" help:"triplets or pictures in a batch"`
	Epochs         int     `yaml:"epochs" json:"epochs" group:"network" help:"most epochs to train"`
	Patience       int     `yaml:"patience" json:"patience" group:"network" help:"stop after so many epochs without a better val_loss, or 5-NN accuracy on batches; 0 never stops early"`
	Seed           uint64  `yaml:"seed" json:"seed" group:"network" help:"seed of initial weights, triplets and batch order"`

	// The machine. None of these changes a weight.
	Workers         int           `yaml:"workers" json:"workers" group:"machine" help:"threads; 0 takes every core"`
	Memory          string        `yaml:"memory" json:"memory,omitempty" group:"machine" help:"most memory for the prepared pictures of a folder, such as 512MiB; where they do not fit they are unpacked each time they are needed (default 2GiB)"`
	Chunk           int           `yaml:"chunk" json:"chunk" group:"machine" help:"triplets that a worker takes at a time; 0 chooses"`
	Dense           bool          `yaml:"dense" json:"dense" group:"machine" help:"run backward on inactive triplets too (same weights, slower)"`
	CheckpointEvery time.Duration `yaml:"checkpoint-every" json:"checkpoint-every" group:"machine" help:"time between checkpoints inside an epoch; 0 only at its end"`
}

// MostWorkers is the largest number of threads that can be asked for; 0 is every core.
const MostWorkers = 1024

// maxWidth bounds the width of a layer, against a typing error that would ask
// for more memory than there is.
const maxWidth = 1 << 16

// maxEpochs bounds the history, which stands in the header of the checkpoint.
const maxEpochs = 20_000

// Validate says what is out of range, all of it at once. It does not look at data.
func (c *Config) Validate() error {
	_, err := c.objective()
	return err
}

// objective is Validate, and the loss that it read.
func (c *Config) objective() (*metric.Objective, error) {
	var faults faults
	o, err := c.validateMethod(&faults)
	if err != nil {
		faults = append(faults, err)
	}
	protocols := []string{dataset.ProtocolTutorial, dataset.ProtocolRandom}
	faults.bad(!slices.Contains(protocols, c.Protocol), "protocol", "%q is not one of %s", c.Protocol, strings.Join(protocols, ", "))
	faults.bad(c.Sample && c.Data != "", "sample", "and data exclude each other; give one of them")
	faults.bad(c.Sample && c.Transpose, "transpose", "turns the pictures of data and has no effect on sample; leave it out")
	c.validateFolder(&faults)
	faults.bad(c.Split != "" && !slices.Contains(SplitNames(), c.Split), "split", "%q is not one of %s", c.Split, strings.Join(SplitNames(), ", "))
	faults.bad(c.Split == SplitPictures && c.Triplets != "", "split", "pictures has no effect on a file of triplets, which are made already; leave it out")
	faults.bad(c.TripletCount < 1, "triplet-count", "is %d; it must be at least 1", c.TripletCount)
	faults.bad(!(c.TestSize > 0 && c.TestSize < 1), "test-size", "is %v; it must lie between 0 and 1", c.TestSize)
	faults.bad(!(c.ValSize > 0 && c.ValSize < 1), "val-size", "is %v; it must lie between 0 and 1", c.ValSize)
	faults.bad(!(c.FalseAccept >= 0 && c.FalseAccept < 1), "false-accept", "is %v; it must be a share from 0 up to below 1, such as 0.01", c.FalseAccept)
	_, wrongCosts := c.DecisionCosts()
	faults.bad(wrongCosts != nil, "costs", "%w", wrongCosts)
	faults.bad(c.Eye == "" && len(c.Tap) > 0, "tap", "is a layer of an eye; name the eye with --eye")
	faults.bad(c.Eye == "" && c.Tune != "", "tune", "is a layer of an eye; name the eye with --eye")
	faults.bad(c.Tune == "" && c.TuneRate != 0, "tune-rate", "belongs to layers of the eye that are trained; name the first one with --tune")
	faults.bad(!(c.TuneRate >= 0 && c.TuneRate <= 1), "tune-rate", "is %v; it must lie between 0 and 1", c.TuneRate)
	faults.bad(len(c.Layers) == 0 && c.Network == "", "layers", "is empty; name at least the embedding's width")
	for _, w := range c.Layers {
		faults.bad(w < 1 || w > maxWidth, "layers", "has a width of %d; widths lie between 1 and %d", w, maxWidth)
	}
	faults.bad(!(c.LearningRate > 0) || math.IsInf(c.LearningRate, 0), "learning-rate", "is %v; it must be above 0", c.LearningRate)
	faults.bad(c.Batch < 1, "batch", "is %d; it must be at least 1", c.Batch)
	faults.bad(c.Epochs < 1 || c.Epochs > maxEpochs, "epochs", "is %d; it must lie between 1 and %d", c.Epochs, maxEpochs)
	faults.bad(c.Patience < 0, "patience", "is %d; it must be at least 0", c.Patience)
	faults.bad(c.Workers < 0 || c.Workers > MostWorkers, "workers", "is %d; it must lie between 0 and %d", c.Workers, MostWorkers)
	faults.bad(c.Chunk < 0, "chunk", "is %d; it must be at least 0", c.Chunk)
	faults.bad(c.CheckpointEvery < 0, "checkpoint-every", "is %v; it must be at least 0", c.CheckpointEvery)
	return o, errors.Join(faults...)
}

// faults are what is wrong with settings.
type faults []error

// bad takes over what is wrong with a setting: words that go on after its key.
func (f *faults) bad(wrong bool, key, format string, args ...any) {
	if wrong {
		*f = append(*f, lang.Errorf("%s %w", key, lang.Errorf(format, args...)))
	}
}

// validateMethod checks the settings of the method of training, and reads the loss.
func (c *Config) validateMethod(faults *faults) (*metric.Objective, error) {
	if c.Batched() {
		return c.validateBatches(faults)
	}
	c.validateTriplets(faults)
	return c.Objective()
}
