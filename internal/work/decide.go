package work

import (
	"context"

	"mekiki/internal/eval"
	"mekiki/internal/lang"
	"mekiki/internal/metric"
	"mekiki/internal/model"
	"mekiki/internal/train"
	"mekiki/internal/work/desk"
)

// decide gives a trained model the threshold of the distance that its loss stands for, by
// its validation triplets, never those of the test. A model of a loss that stands for none
// stays without, and so does one whose distances are not finite, which is said. It stops
// with ctx's error.
func decide(ctx context.Context, at *desk.Desk, m *model.Model, split train.Split, cfg train.Config) error {
	d := m.Meta.Decision
	if d == nil {
		return nil
	}
	costs, err := cfg.DecisionCosts()
	if err != nil {
		return err
	}
	measure, err := metric.FittedMeasure[float32](d.Measure, m.Meta.Loss.Mahalanobis)
	if err != nil {
		return err
	}
	emb, err := embedTriplets(ctx, m.Net, split.Val, cfg.Workers)
	if err != nil {
		return err
	}
	ap, an := metric.TripletDistances(measure, emb, m.Net.Dim())
	if err := eval.DecidePairs(d, ap, an, cfg.FalseAccept, costs); err != nil {
		at.Note("%s", lang.T("the model has no threshold: %v", err))
		return nil
	}
	on := d.ChosenOn
	on.Data, on.Fingerprint = m.Meta.Data.Name, m.Meta.Data.Fingerprint
	pictures := map[int32]bool{}
	for _, t := range split.Val.Index {
		for _, i := range t {
			pictures[i] = true
		}
	}
	on.Pictures = len(pictures)
	at.Lap("choose the threshold")
	return nil
}
