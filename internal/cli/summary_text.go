package cli

import (
	"path/filepath"

	"mekiki/internal/lang"
	"mekiki/internal/work"
)

// summaryText prints the summary as a table for people.
func summaryText(t *table, s *work.Summary) {
	t.line("loss\t%s", s.Loss)
	if s.Formula != "" && s.Formula != s.Loss {
		t.line("formula\t%s", s.Formula)
	}
	if b := s.Batch; b != nil {
		if b.Miner != "" {
			t.line("miner\t%s, reducer %s", b.Miner, b.Reducer)
		}
		t.line("batches\tsampler %s", b.Sampler)
	}
	if s.Network != "" {
		t.line("network\t%s", s.Network)
	}
	if s.TrainedOn != "" {
		t.line("data\t%s, the model was trained on %s, seed %d", s.Data, s.TrainedOn, s.Seed)
	} else {
		t.line("data\t%s, seed %d", s.Data, s.Seed)
	}
	if p := s.Judged.Pictures; p != nil && p.Name != s.Data {
		t.line("test pictures\t%s", p.Name)
	}
	speed := lang.T("%.0f triplets/s", s.TripletsPerSecond)
	if s.PicturesPerSecond > 0 {
		speed = lang.T("%.0f pictures/s", s.PicturesPerSecond)
	}
	t.line("training\t%d epochs, kept: the weights of epoch %d, %.1f s, %s", s.Epochs, s.BestEpoch, s.Seconds, speed)
	t.line("train_loss\t%.5f", s.TrainLoss)
	t.line("val_loss\t%s", valLoss(s.ValLoss, s.ValLossNote))
	if s.ValAccuracy > 0 {
		t.line("val 5-NN\t%.4f", s.ValAccuracy)
	}
	t.line("")
	if s.OwnDistance != "" {
		t.line("\tcosine\tEuclidean\town: %s", s.OwnDistance)
	} else {
		t.line("\tcosine\tEuclidean")
	}
	row := func(name lang.Message, key string, v *work.Both) {
		if v == nil {
			return
		}
		i, ok := s.Intervals[key]
		cosine, euclidean := figure(v.Cosine, i.Cosine, ok), figure(v.Euclidean, i.Euclidean, ok)
		if v.Own == nil {
			t.line("%s\t%s\t%s", name, cosine, euclidean)
			return
		}
		own := [2]float64{}
		if i.Own != nil {
			own = *i.Own
		}
		t.line("%s\t%s\t%s\t%s", name, cosine, euclidean, figure(*v.Own, own, ok))
	}
	row(lang.T("pairs right, threshold from other data"), "pair_accuracy_held_out", &s.PairAccuracyHeldOut)
	row(lang.T("pairs right, best threshold"), "pair_accuracy", &s.PairAccuracy)
	row(lang.T("pair AUC"), "pair_auc", &s.PairAUC)
	row(lang.T("pair equal error rate"), "pair_eer", &s.PairEER)
	row(lang.T("triplets in order"), "triplet_accuracy", &s.TripletAccuracy)
	row(lang.T("5 nearest neighbours, test pictures"), "knn5_accuracy", s.KNN5Accuracy)
	row(lang.T("nearest class mean, test pictures"), "class_mean_accuracy", s.ClassMeanAccuracy)
	row(lang.T("precision@1"), "precision_at_1", s.PrecisionAt1)
	row(lang.T("R-precision"), "r_precision", s.RPrecision)
	row(lang.T("MAP@R"), "map_at_r", s.MAPAtR)
	if s.OwnNote != "" {
		t.line("note\t%s", lang.Saved(s.OwnNote))
	}
	if s.NeighboursNote != "" {
		t.line("note\t%s", lang.Saved(s.NeighboursNote))
	}
	baselineLines(t, s)
	classLines(t, s)
	t.line("")
	for _, c := range s.Cautions {
		t.line("warning\t%s", c)
	}
	t.line("model\t%s", s.Model)
	if s.Report != "" {
		t.line("report\t%s", s.Report)
	}
	if s.Trained { // its warnings were printed when they came up
		if s.Report == "" {
			pictures := ""
			if s.Folder != "" {
				pictures = " --data " + work.ShellWord(s.Folder)
			}
			t.line("report\tby: mekiki eval --model %s%s --out %s", work.ShellWord(s.Model), pictures, work.ShellWord(filepath.Dir(s.Model)))
		}
		return
	}
	for _, w := range s.Warnings {
		t.line("warning\t%s", t.as(colorWarning, t.lang.Say(lang.Saved(w))))
	}
}

// valLoss is a validation loss, or why there is none.
func valLoss(v float64, note string) lang.Message {
	if note != "" {
		return lang.T("– (%s)", lang.Saved(note))
	}
	return lang.T("%.5f", v)
}

// figure is a value, with its interval where there is one.
func figure(v float64, interval [2]float64, ok bool) lang.Message {
	if !ok {
		return lang.T("%.4f", v)
	}
	return lang.T("%.4f (%.4f to %.4f)", v, interval[0], interval[1])
}
