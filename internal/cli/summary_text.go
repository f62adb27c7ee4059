package cli

import (
	"fmt"
	"path/filepath"

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
	data := s.Data
	if s.TrainedOn != "" {
		data += ", the model was trained on " + s.TrainedOn
	}
	t.line("data\t%s, seed %d", data, s.Seed)
	if p := s.Judged.Pictures; p != nil && p.Name != s.Data {
		t.line("test pictures\t%s", p.Name)
	}
	speed := fmt.Sprintf("%.0f triplets/s", s.TripletsPerSecond)
	if s.PicturesPerSecond > 0 {
		speed = fmt.Sprintf("%.0f pictures/s", s.PicturesPerSecond)
	}
	t.line("training\t%d epochs, kept: the weights of epoch %d, %.1f s, %s", s.Epochs, s.BestEpoch, s.Seconds, speed)
	t.line("train_loss\t%.5f", s.TrainLoss)
	t.line("val_loss\t%s", valLoss(s.ValLoss, s.ValLossNote))
	if s.ValAccuracy > 0 {
		t.line("val 5-NN\t%.4f", s.ValAccuracy)
	}
	t.line("")
	head := "\tcosine\tEuclidean"
	if s.OwnDistance != "" {
		head += "\town: " + s.OwnDistance
	}
	t.line("%s", head)
	row := func(name, key string, v *work.Both) {
		if v == nil {
			return
		}
		i, ok := s.Intervals[key]
		line := name + "\t" + figure(v.Cosine, i.Cosine, ok) + "\t" + figure(v.Euclidean, i.Euclidean, ok)
		if v.Own != nil {
			own := [2]float64{}
			if i.Own != nil {
				own = *i.Own
			}
			line += "\t" + figure(*v.Own, own, ok)
		}
		t.line("%s", line)
	}
	row("pairs right, threshold from other data", "pair_accuracy_held_out", &s.PairAccuracyHeldOut)
	row("pairs right, best threshold", "pair_accuracy", &s.PairAccuracy)
	row("pair AUC", "pair_auc", &s.PairAUC)
	row("pair equal error rate", "pair_eer", &s.PairEER)
	row("triplets in order", "triplet_accuracy", &s.TripletAccuracy)
	row("5 nearest neighbours, test pictures", "knn5_accuracy", s.KNN5Accuracy)
	row("nearest class mean, test pictures", "class_mean_accuracy", s.ClassMeanAccuracy)
	row("precision@1", "precision_at_1", s.PrecisionAt1)
	row("R-precision", "r_precision", s.RPrecision)
	row("MAP@R", "map_at_r", s.MAPAtR)
	if s.OwnNote != "" {
		t.line("note\t%s", s.OwnNote)
	}
	if s.NeighboursNote != "" {
		t.line("note\t%s", s.NeighboursNote)
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
			t.line("report\tby: mekiki eval --model %s --out %s", work.ShellWord(s.Model), work.ShellWord(filepath.Dir(s.Model)))
		}
		return
	}
	for _, w := range s.Warnings {
		t.line("warning\t%s", t.as(colorWarning, w))
	}
}

// valLoss is a validation loss, or why there is none.
func valLoss(v float64, note string) string {
	if note != "" {
		return "– (" + note + ")"
	}
	return fmt.Sprintf("%.5f", v)
}

func figure(v float64, interval [2]float64, ok bool) string {
	if !ok {
		return fmt.Sprintf("%.4f", v)
	}
	return fmt.Sprintf("%.4f (%.4f to %.4f)", v, interval[0], interval[1])
}
