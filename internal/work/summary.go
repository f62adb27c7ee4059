package work

import (
	"mekiki/internal/eval"
	"mekiki/internal/lang"
	"mekiki/internal/model"
	"mekiki/internal/report/evaluation"
	"mekiki/internal/work/desk"
)

// Summary is the JSON object of train and eval. Names of its fields are fixed.
type Summary struct {
	// Loss is the name of a preset or the formula as it was given, Formula the
	// same with the values of its parameters put in.
	Loss    string             `json:"loss"`
	Formula string             `json:"formula,omitempty"`
	Params  map[string]float64 `json:"params,omitempty"`
	Seed    uint64             `json:"seed"`
	// Data names the judged triplets' data, TrainedOn what the model learned from
	// where that is another, Judged has both in full.
	Data      string            `json:"data"`
	TrainedOn string            `json:"trained_on,omitempty"`
	Judged    evaluation.Judged `json:"judged"`
	Epochs    int               `json:"epochs"`
	BestEpoch int               `json:"best_epoch"`
	TrainLoss float64           `json:"train_loss"`
	ValLoss   float64           `json:"val_loss"`
	// ValLossNote says why ValLoss, then 0, was not measured.
	ValLossNote string `json:"val_loss_note,omitempty"`
	// ValAccuracy is the 5-NN accuracy on held-out pictures, of training on batches;
	// Network is the network's text and Batch how batches were filled and used.
	ValAccuracy float64              `json:"val_accuracy,omitempty"`
	Network     string               `json:"network,omitempty"`
	Parameters  int                  `json:"parameters"`
	Batch       *model.BatchTraining `json:"batch_training,omitempty"`
	// PairAccuracy is at the best threshold of the test pairs themselves,
	// PairAccuracyHeldOut at one that validation pairs chose.
	PairAccuracy        Both  `json:"pair_accuracy"`
	PairAccuracyHeldOut Both  `json:"pair_accuracy_held_out"`
	PairAUC             Both  `json:"pair_auc"`
	PairEER             Both  `json:"pair_eer"`
	TripletAccuracy     Both  `json:"triplet_accuracy"`
	KNN5Accuracy        *Both `json:"knn5_accuracy,omitempty"`
	ClassMeanAccuracy   *Both `json:"class_mean_accuracy,omitempty"`
	PrecisionAt1        *Both `json:"precision_at_1,omitempty"`
	// RPrecision, MAPAtR and Intervals are left out by train, which is quick.
	RPrecision *Both `json:"r_precision,omitempty"`
	MAPAtR     *Both `json:"map_at_r,omitempty"`
	// Intervals holds the bootstrap 95 % interval of each figure above.
	Intervals map[string]BothIntervals `json:"intervals,omitempty"`
	// Classes has recall and precision of each class, by each distance of the search,
	// Baselines what is reached without a network. Cautions are sentences: where counts
	// are too small for a conclusion, and which figure is not above its baseline.
	Classes   map[string]*eval.Classes `json:"classes,omitempty"`
	Baselines *eval.Baselines          `json:"baselines,omitempty"`
	Cautions  []lang.Message           `json:"cautions,omitempty"`
	// Verification holds the pair figures of every distance that was asked for.
	Verification map[string]Verification `json:"verification"`
	// OwnDistance is the distance that the loss stands for, as a formula of a pair.
	OwnDistance string `json:"own_distance,omitempty"`
	// OwnNote says why there are no neighbours by it, where there could be.
	OwnNote string `json:"own_note,omitempty"`
	// NeighboursNote says why there are no neighbours, though there is a data set.
	NeighboursNote string `json:"neighbours_note,omitempty"`

	Seconds           float64 `json:"seconds"`
	TripletsPerSecond float64 `json:"triplets_per_second"`
	PicturesPerSecond float64 `json:"pictures_per_second,omitempty"`
	EvalSeconds       float64 `json:"eval_seconds"`
	PeakRSSMiB        float64 `json:"peak_rss_mib"`
	WeightsSHA256     string  `json:"weights_sha256"`
	Model             string  `json:"model"`
	// Decision is how the model tells alike from different.
	Decision *model.Decision `json:"decision,omitempty"`
	Report   string          `json:"report,omitempty"`
	Warnings []string        `json:"warnings,omitempty"`

	// Trained says that the same piece of work trained the model.
	Trained bool `json:"-"`
	// Lead is the distance that Cautions speak of.
	Lead string `json:"-"`
}

// Both is one figure by the two distances that every evaluation has, and by the
// distance that the loss stands for, if it stands for one.
type Both struct {
	Cosine    float64  `json:"cosine"`
	Euclidean float64  `json:"euclidean"`
	Own       *float64 `json:"own,omitempty"`
}

// Verification is an eval.Verification without its curve.
type Verification struct {
	Accuracy         eval.Interval `json:"accuracy"`
	Threshold        float64       `json:"threshold"`
	HeldOutAccuracy  eval.Interval `json:"held_out_accuracy"`
	HeldOutThreshold float64       `json:"held_out_threshold"`
	AUC              eval.Interval `json:"auc"`
	EER              eval.Interval `json:"eer"`
	TripletAccuracy  eval.Interval `json:"triplet_accuracy"`
}

// BothIntervals are those of Both.
type BothIntervals struct {
	Cosine    [2]float64  `json:"cosine"`
	Euclidean [2]float64  `json:"euclidean"`
	Own       *[2]float64 `json:"own,omitempty"`
}

// summarize puts a model and its evaluation in one object; path is the model file.
func summarize(m *model.Model, j *judgement, opt eval.Options, path string) *Summary {
	t := m.Meta.Training
	s := &Summary{
		Loss: m.Meta.LossTitle(), Formula: m.Meta.Loss.String(), Params: m.Meta.Loss.Params,
		Network: m.Meta.Network.Arch, Parameters: m.Net.Parameters(), Batch: m.Meta.Batch, ValAccuracy: t.ValAccuracy,
		Seed: m.Meta.Seed, Data: j.judged.Triplets.Name, Judged: j.judged,
		Epochs: t.Epochs, BestEpoch: t.BestEpoch, TrainLoss: t.TrainLoss, ValLoss: t.ValLoss, ValLossNote: t.ValLossNote,
		Seconds: t.Seconds, TripletsPerSecond: t.TripletsPerSecond, PicturesPerSecond: t.PicturesPerSecond, EvalSeconds: j.result.Seconds,
		Decision: m.Meta.Decision, PeakRSSMiB: desk.PeakMemory(), WeightsSHA256: m.WeightsSHA256(), Model: path, Warnings: t.Warnings,
	}
	s.Classes, s.Baselines, s.Cautions, s.Lead = j.result.Classes, j.result.Baselines, j.result.Cautions, j.result.Lead()
	if j.judged.Other {
		s.TrainedOn = m.Meta.Data.Name
	}
	s.Verification = map[string]Verification{}
	for name, v := range j.result.Verification {
		s.Verification[name] = Verification{
			v.Accuracy, v.Threshold, v.HeldOutAccuracy, v.HeldOutThreshold, v.AUC, v.EER, v.TripletAccuracy,
		}
	}
	cos, euc := j.result.Verification["cosine"], j.result.Verification["euclidean"]
	f := figures{summary: s, intervals: opt.Resamples > 0}
	own := j.result.Verification[eval.Own]
	s.OwnDistance = j.result.Own
	pair := func(name string, of func(*eval.Verification) eval.Interval) Both {
		b := f.take(name, of(cos), of(euc))
		if own != nil {
			b.Own = f.takeOwn(name, of(own))
		}
		return b
	}
	s.PairAccuracy = pair("pair_accuracy", func(v *eval.Verification) eval.Interval { return v.Accuracy })
	s.PairAccuracyHeldOut = pair("pair_accuracy_held_out", func(v *eval.Verification) eval.Interval { return v.HeldOutAccuracy })
	s.PairAUC = pair("pair_auc", func(v *eval.Verification) eval.Interval { return v.AUC })
	s.PairEER = pair("pair_eer", func(v *eval.Verification) eval.Interval { return v.EER })
	s.TripletAccuracy = pair("triplet_accuracy", func(v *eval.Verification) eval.Interval { return v.TripletAccuracy })
	s.OwnNote, s.NeighboursNote = j.result.OwnNote, j.result.NeighboursNote
	nc, ne, no := j.result.Neighbours["cosine"], j.result.Neighbours["euclidean"], j.result.Neighbours[eval.Own]
	if nc == nil || ne == nil {
		return s
	}
	search := func(name string, of func(*eval.Neighbours) eval.Interval) *Both {
		b := f.take(name, of(nc), of(ne))
		if no != nil {
			b.Own = f.takeOwn(name, of(no))
		}
		return &b
	}
	s.KNN5Accuracy = search("knn5_accuracy", func(n *eval.Neighbours) eval.Interval { return n.KNN5 })
	s.ClassMeanAccuracy = search("class_mean_accuracy", func(n *eval.Neighbours) eval.Interval { return n.ClassMean })
	s.PrecisionAt1 = search("precision_at_1", func(n *eval.Neighbours) eval.Interval { return n.Precision1 })
	if !opt.SkipRetrieval {
		s.RPrecision = search("r_precision", func(n *eval.Neighbours) eval.Interval { return n.RPrecision })
		s.MAPAtR = search("map_at_r", func(n *eval.Neighbours) eval.Interval { return n.MAPR })
	}
	return s
}

// figures takes over figures and, where they were asked for, their intervals.
type figures struct {
	summary   *Summary
	intervals bool
}

func (f figures) take(name string, cos, euc eval.Interval) Both {
	if f.intervals {
		if f.summary.Intervals == nil {
			f.summary.Intervals = map[string]BothIntervals{}
		}
		f.summary.Intervals[name] = BothIntervals{Cosine: [2]float64{cos.Lo, cos.Hi}, Euclidean: [2]float64{euc.Lo, euc.Hi}}
	}
	return Both{Cosine: cos.Value, Euclidean: euc.Value}
}

// takeOwn adds the figure by the loss's own distance to one that was taken.
func (f figures) takeOwn(name string, own eval.Interval) *float64 {
	if f.intervals {
		i := f.summary.Intervals[name]
		i.Own = &[2]float64{own.Lo, own.Hi}
		f.summary.Intervals[name] = i
	}
	return &own.Value
}
