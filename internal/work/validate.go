package work

import (
	"context"
	"slices"
	"time"

	"mekiki/internal/eval"
	"mekiki/internal/lang"
	"mekiki/internal/metric"
	"mekiki/internal/model"
	"mekiki/internal/study"
	"mekiki/internal/train"
	"mekiki/internal/work/data"
	"mekiki/internal/work/desk"
)

// validationRunner makes runs that are judged on validation data only, for a
// search. It is handed neither test triplets nor official test pictures.
func validationRunner(at *desk.Desk, s *data.Source, objective study.Objective) study.Runner {
	return func(ctx context.Context, job study.Job) (*study.Outcome, error) {
		mat, err := s.Material(data.RecipeOfConfig(job.Config))
		if err != nil {
			return nil, err
		}
		var held *heldOut
		if objective.Measure == study.ValNeighbours {
			// Which test triplets there are says only what to keep away from.
			if held, err = newHeldOut(mat.Split, s.Twins(mat.Split.Val.Images)); err != nil {
				return nil, err
			}
		}
		mat.Split.Test, mat.Found = nil, nil
		m, o, err := trainJob(ctx, at, job, mat)
		if err != nil || o.Error != "" {
			return o, err
		}
		start := time.Now()
		if err := validate(ctx, m, mat.Split, held, o); err != nil {
			return nil, err
		}
		o.EvalSeconds = time.Since(start).Seconds()
		return o, nil
	}
}

// validate measures a model on the validation triplets by cosine distance and by
// the one that its loss stands for; also held-out pictures, if there are any.
func validate(ctx context.Context, m *model.Model, split train.Split, held *heldOut, o *study.Outcome) error {
	var err error
	if o.Own, _, err = m.Meta.Measure(); err != nil {
		return err
	}
	o.Figures = study.Figures{}
	emb, err := embedTriplets(ctx, m.Net, split.Val, 1)
	if err != nil {
		return err
	}
	for key, formula := range map[string]string{study.Cosine: study.Cosine, study.Own: o.Own} {
		if formula == "" {
			continue
		}
		d, err := metric.FittedMeasure[float32](formula, m.Meta.Loss.Mahalanobis)
		if err != nil {
			return err
		}
		ap, an := metric.TripletDistances(d, emb, m.Net.Dim())
		if err := validatePairs(o.Figures, key, ap, an); err != nil {
			return err
		}
	}
	if held == nil {
		return nil
	}
	return validateNeighbours(ctx, m, held, o)
}

// validateNeighbours looks up validation pictures by the loss's own distance, as
// the evaluation does, or by cosine where that would take too long.
func validateNeighbours(ctx context.Context, m *model.Model, held *heldOut, o *study.Outcome) error {
	query, gallery, err := held.embed(ctx, m)
	if err != nil {
		return err
	}
	opt := eval.Options{Own: o.Own, Mahalanobis: m.Meta.Loss.Mahalanobis, SkipRetrieval: true, Workers: 1}
	key := study.Own
	var n *eval.Neighbours
	if o.Own != "" {
		n, _, err = eval.SearchOwn(ctx, query, gallery, m.Net.Dim(), opt)
	}
	if n == nil && err == nil {
		key = study.Cosine
		n, err = eval.Search(ctx, query, gallery, m.Net.Dim(), study.Cosine, opt)
	}
	if err != nil {
		return lang.Errorf("neighbours of validation pictures: %w", err)
	}
	o.Figures.ValSearch(key, n.KNN5.Value)
	return nil
}

// validatePairs takes the figures of one distance. The threshold of each half of
// the triplets is chosen on the other half, so that none is judged by its own.
func validatePairs(f study.Figures, key string, ap, an []float32) error {
	if len(ap) < 2 {
		return lang.Errorf("%d validation triplets; a search needs two or more, so give more data or a larger val-size", len(ap))
	}
	half := len(ap) / 2
	whole, err := eval.Verify(ap, an, ap, an, eval.Options{})
	if err != nil {
		return err
	}
	right := 0.0
	for _, h := range [][2]int{{0, half}, {half, len(ap)}} {
		other := func(x []float32) []float32 { return slices.Concat(x[:h[0]], x[h[1]:]) }
		v, err := eval.Verify(ap[h[0]:h[1]], an[h[0]:h[1]], other(ap), other(an), eval.Options{})
		if err != nil {
			return err
		}
		right += v.HeldOutAccuracy.Value * float64(h[1]-h[0])
	}
	f.ValFigures(key, right/float64(len(ap)), whole.AUC.Value, whole.TripletAccuracy.Value)
	return nil
}
