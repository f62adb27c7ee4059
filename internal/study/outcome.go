package study

import "mekiki/internal/eval"

// outcomeFormat is the version of Outcome. It goes up when the same settings
// would give other figures, so that runs of an older program are not mixed in.
const outcomeFormat = 1

// ModelFile is the name of the model in a run's folder, where models are kept.
const ModelFile = "model.safetensors"

// Outcome is what one run has given. It is the file outcome.json of its folder.
type Outcome struct {
	Format int    `json:"format"`
	Key    string `json:"key"`
	// Name and Formula are the loss, Seed the seed of the run.
	Name    string `json:"name"`
	Formula string `json:"formula"`
	Seed    uint64 `json:"seed"`
	// Own is the distance that the loss stands for, a formula of a pair, or empty.
	Own string `json:"own_distance,omitempty"`
	// Error says why the run has no figures: its training diverged.
	Error   string  `json:"error,omitempty"`
	Figures Figures `json:"figures,omitempty"`
	// Epochs were trained, BestEpoch is the one whose weights are measured.
	Epochs    int     `json:"epochs"`
	BestEpoch int     `json:"best_epoch"`
	TrainLoss float64 `json:"train_loss"`
	ValLoss   float64 `json:"val_loss"`
	// Seconds is the time of training, EvalSeconds that of measuring.
	Seconds     float64 `json:"seconds"`
	EvalSeconds float64 `json:"eval_seconds"`
	// WeightsSHA256 is the sum of the measured weights, InitialSHA256 that of the
	// weights at the start, TripletsSHA256 that of the three parts of the split.
	WeightsSHA256  string   `json:"weights_sha256,omitempty"`
	InitialSHA256  string   `json:"initial_sha256,omitempty"`
	TripletsSHA256 string   `json:"triplets_sha256,omitempty"`
	Warnings       []string `json:"warnings,omitempty"`
}

// Figures holds a value for each measure and distance: Figures["pair_auc"]["cosine"].
type Figures map[string]map[string]float64

func (f Figures) set(measure, distance string, value float64) {
	if f[measure] == nil {
		f[measure] = map[string]float64{}
	}
	f[measure][distance] = value
}

// TestFigures takes every measure of Measures from an evaluation on test data,
// for all distances that it has.
func TestFigures(r *eval.Result) Figures {
	f := Figures{}
	for distance, v := range r.Verification {
		f.set("pair_accuracy_held_out", distance, v.HeldOutAccuracy.Value)
		f.set("pair_accuracy", distance, v.Accuracy.Value)
		f.set("pair_auc", distance, v.AUC.Value)
		f.set("pair_eer", distance, v.EER.Value)
		f.set("triplet_accuracy", distance, v.TripletAccuracy.Value)
	}
	for distance, n := range r.Neighbours {
		f.set("knn5_accuracy", distance, n.KNN5.Value)
		f.set("class_mean_accuracy", distance, n.ClassMean.Value)
		f.set("precision_at_1", distance, n.Precision1.Value)
		f.set("r_precision", distance, n.RPrecision.Value)
		f.set("map_at_r", distance, n.MAPR.Value)
	}
	return f
}
