package model

import (
	"mekiki/internal/metric/triplet"
	"mekiki/internal/nn"
)

// Meta is everything a model file says beside its weights.
type Meta struct {
	// Program is the version of mekiki that wrote the file.
	Program string `json:"program"`
	// Network is the shape of the network.
	Network Network `json:"network"`
	// Input says how a picture becomes the network's input, or that of Eye.
	Input Input `json:"input"`
	// Eye looks at pictures before the network, which reads vectors then; nil where the
	// network reads pictures.
	Eye *Eye `json:"eye,omitempty"`
	// Loss is the triplet formula that the network was trained with, all
	// coefficients included. The zero value, which only Batch allows, means a loss
	// over whole batches that is no formula of triplets; Batch.Loss names it.
	Loss triplet.Spec `json:"loss,omitzero"`
	// Batch says how the network learned from whole batches of pictures; nil for
	// one that learned from listed triplets.
	Batch *BatchTraining `json:"batch_training,omitempty"`
	// Decision is the distance that decides and, where one was chosen, its threshold;
	// nil in older files, and where the loss stands for no distance. See Measure.
	Decision *Decision `json:"decision,omitempty"`
	// Classes names the classes; empty where the data has no labels.
	Classes []string `json:"classes,omitempty"`
	// Seed is the seed of initial weights, triplets and batch order.
	Seed uint64 `json:"seed"`
	// Data says what the network was trained on.
	Data Data `json:"data"`
	// Training sums up the run.
	Training Training `json:"training"`
}

// MaxParameters bounds the network of a model file: 1 GiB of weights.
const MaxParameters = 1 << 28

// Network is the shape of a network: exactly one of Widths and Arch is set.
type Network struct {
	// Widths are those of a fully connected network: Widths[0] inputs, then one
	// layer for each further width, ReLU between layers, the last one linear.
	Widths []int `json:"widths,omitempty"`
	// Arch is any other network, as nn.ParseArch reads it. Its input is Meta.Reads.
	Arch string `json:"arch,omitempty"`
}

// Input describes the picture that the network expects, and what it makes of the
// values.
type Input struct {
	Height   int `json:"height"`
	Width    int `json:"width"`
	Channels int `json:"channels"`
	// Policy says how a picture file of any size becomes one of this: one of
	// dataset.Policies. Empty takes none of another size.
	Policy string `json:"policy,omitempty"`
	// ROI is the region of interest of picture files, dataset.Preparation's; empty takes
	// all of a picture.
	ROI string `json:"roi,omitempty"`
	// Range, Mean and Std are those of nn.Preprocess. Without them a uint8 value v
	// enters as v/255, and float pictures enter as they are.
	Range float64   `json:"range,omitempty"`
	Mean  []float64 `json:"mean,omitempty"`
	Std   []float64 `json:"std,omitempty"`
}

// Preprocess is what the network makes of the values of a picture.
func (in Input) Preprocess() nn.Preprocess {
	return nn.Preprocess{Range: in.Range, Mean: in.Mean, Std: in.Std}
}

// InputOf describes pictures that nothing prepares.
func InputOf(s nn.Shape) Input {
	return Input{Height: s.Height, Width: s.Width, Channels: s.Channels}
}

// Shape is the size of the picture.
func (in Input) Shape() nn.Shape {
	return nn.Shape{Height: in.Height, Width: in.Width, Channels: in.Channels}
}

// Data is the provenance of the training data, enough to build the same
// triplets and splits again.
type Data struct {
	// Name is a short name such as "fashion-mnist" or "fashion-mnist-sample".
	Name string `json:"name"`
	// Fingerprint is the SHA-256 of pictures and labels, hexadecimal.
	Fingerprint string `json:"fingerprint"`
	// Transpose says that rows and columns of the pictures were exchanged after
	// they were read; Fingerprint is of what they were then.
	Transpose bool `json:"transpose,omitempty"`
	// Folder says how picture files became the data set; the zero value is data that
	// came ready. How each was prepared is Meta.Input.
	Folder Folder `json:"folder,omitzero"`
	// Triplets is the protocol that made the triplets: "tutorial", "random" or "file".
	Triplets string `json:"triplets"`
	// TripletFile is the file that they came from, for protocol "file".
	TripletFile string `json:"triplet_file,omitempty"`
	// TripletSeed seeds the protocol.
	TripletSeed uint64 `json:"triplet_seed"`
	// Count is the number of triplets before the split.
	Count int `json:"count"`
	// Split is "pictures" where pictures were parted and triplets made of each part; empty
	// where triplets were split.
	Split string `json:"split,omitempty"`
	// TestSize is the share of triplets, or of the pictures of each class, held back for
	// the test, ValSize the share of the rest held back for early stopping; both split
	// with SplitSeed.
	TestSize  float64 `json:"test_size"`
	ValSize   float64 `json:"val_size"`
	SplitSeed uint32  `json:"split_seed"`
}

// Folder says how the pictures of a folder were chosen and parted.
type Folder struct {
	// Is is true for data of a folder of picture files.
	Is bool `json:"is"`
	// Object is the regular expression of the names of objects; empty where objects are
	// not known or a manifest names them.
	Object string `json:"object,omitempty"`
	// TestShare is the share of the pictures that were held back as the test part, with
	// Data.SplitSeed; 0 where the folder has its own.
	TestShare float64 `json:"test_share,omitempty"`
	// Resplit says that the folder's own parts were not heeded.
	Resplit bool `json:"resplit,omitempty"`
	// SkipBroken says that pictures were left out that could not be read.
	SkipBroken bool `json:"skip_broken,omitempty"`
}

// BatchTraining is how a network learned from whole batches, as text for a
// reader; empty and 0 mean that it was not used.
type BatchTraining struct {
	// Preset is the name of the recipe.
	Preset string `json:"preset,omitempty"`
	// Loss names the loss over a batch; where it is a formula of triplets, that is
	// Meta.Loss and this its title. Params are its settings by name.
	Loss   string             `json:"loss"`
	Params map[string]float64 `json:"params,omitempty"`
	// Miner chooses the triplets of a batch, Reducer makes one figure of their losses.
	Miner   string `json:"miner,omitempty"`
	Reducer string `json:"reducer,omitempty"`
	// Sampler fills a batch, Augment changes its pictures, as their flags say it.
	Sampler string `json:"sampler,omitempty"`
	Augment string `json:"augment,omitempty"`
	// Schedule is that of the learning rate, of which Training has the highest.
	Schedule string `json:"schedule,omitempty"`
	// WeightDecay is AdamW's, Average the decay of the moving average of the
	// weights, which are then those of the model, Clip the longest gradient.
	WeightDecay float64 `json:"weight_decay,omitempty"`
	Average     float64 `json:"average,omitempty"`
	Clip        float64 `json:"clip,omitempty"`
	// HeldOut is the number of pictures that were held back from training to choose
	// the best epoch and thresholds.
	HeldOut int `json:"held_out,omitempty"`
}

// Training is the summary of one run.
type Training struct {
	Epochs    int     `json:"epochs"`
	BestEpoch int     `json:"best_epoch"`
	TrainLoss float64 `json:"train_loss"`
	ValLoss   float64 `json:"val_loss"`
	// ValLossNote says why ValLoss, then 0, was not measured: words that go on after
	// "no validation loss:". Else it is empty.
	ValLossNote       string  `json:"val_loss_note,omitempty"`
	Seconds           float64 `json:"seconds"`
	TripletsPerSecond float64 `json:"triplets_per_second"`
	// PicturesPerSecond is the pace of training on whole batches, and ValAccuracy
	// its 5-NN accuracy on held-out pictures in the best epoch, 0 to 1.
	PicturesPerSecond float64 `json:"pictures_per_second,omitempty"`
	ValAccuracy       float64 `json:"val_accuracy,omitempty"`
	Batch             int     `json:"batch"`
	LearningRate      float64 `json:"learning_rate"`
	Patience          int     `json:"patience"`
	// History has one entry for each epoch, the first epoch first.
	History []Epoch `json:"history"`
	// Warnings are the messages that training gave, in order.
	Warnings []string `json:"warnings,omitempty"`
}

// Epoch is one row of the loss curve.
type Epoch struct {
	Epoch     int     `json:"epoch"` // from 1
	TrainLoss float64 `json:"train_loss"`
	ValLoss   float64 `json:"val_loss"`
	// ValAccuracy is the share of held-out pictures that their five nearest
	// training pictures call right, 0 to 1; 0 where that was not measured.
	ValAccuracy float64 `json:"val_accuracy,omitempty"`
	// Live is the share of training triplets with a non-zero gradient, 0 to 1.
	Live    float64 `json:"live"`
	Seconds float64 `json:"seconds"`
}
