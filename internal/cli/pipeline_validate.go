package cli

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"mekiki/internal/dataset"
	"mekiki/internal/eval"
	"mekiki/internal/metric"
	"mekiki/internal/model"
	"mekiki/internal/study"
	"mekiki/internal/train"
)

// validationRunner makes runs that are judged on validation data only, for a
// search. It is handed neither test triplets nor official test pictures.
func (a *app) validationRunner(s *source, objective study.Objective) study.Runner {
	return func(ctx context.Context, job study.Job) (*study.Outcome, error) {
		mat, err := s.material(recipeOfConfig(job.Config))
		if err != nil {
			return nil, err
		}
		mat.split.Test, mat.found = nil, nil
		m, o, err := trainJob(ctx, job, mat)
		if err != nil || o.Error != "" {
			return o, err
		}
		start := time.Now()
		if err := validate(ctx, m, mat.split, objective, o); err != nil {
			return nil, err
		}
		o.EvalSeconds = time.Since(start).Seconds()
		return o, nil
	}
}

// validate measures a model on the validation triplets by cosine distance and by
// the one that its loss stands for.
func validate(ctx context.Context, m *model.Model, split train.Split, objective study.Objective, o *study.Outcome) error {
	var err error
	if o.Own, _, err = decision(&m.Meta); err != nil {
		return err
	}
	o.Figures = study.Figures{}
	emb := embedTriplets(m.Net, split.Val, 1)
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
	if objective.Measure != study.ValNeighbours {
		return nil
	}
	return validateNeighbours(ctx, m, split, o)
}

// validateNeighbours looks up validation pictures by the loss's own distance, as
// the evaluation does, or by cosine where that would take too long.
func validateNeighbours(ctx context.Context, m *model.Model, split train.Split, o *study.Outcome) error {
	query, gallery, err := heldOut(m, split)
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
		return fmt.Errorf("neighbours of validation pictures: %w", err)
	}
	o.Figures.ValSearch(key, n.KNN5.Value)
	return nil
}

// validatePairs takes the figures of one distance. The threshold of each half of
// the triplets is chosen on the other half, so that none is judged by its own.
func validatePairs(f study.Figures, key string, ap, an []float32) error {
	if len(ap) < 2 {
		return fmt.Errorf("%d validation triplets; a search needs two or more, so give more data or a larger val-size", len(ap))
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

// mostHeldOut is the largest number of validation pictures that are looked up.
const mostHeldOut = 5000

// heldOut are the anchors and positives of the validation triplets, which no
// training triplet pulled together, and those of the training triplets to look
// them up among.
func heldOut(m *model.Model, split train.Split) (query, gallery eval.Set, err error) {
	im := split.Val.Images
	if im.Labels == nil {
		return query, gallery, errors.New("the triplets have no labels, so neighbours cannot be judged; choose another --objective")
	}
	taken := make([]bool, im.N)
	members := func(t *dataset.Triplets, most int) []int32 {
		var rows []int32
		for _, tr := range t.Index {
			for _, i := range tr[:2] {
				if !taken[i] && len(rows) < most {
					taken[i] = true
					rows = append(rows, i)
				}
			}
		}
		return rows
	}
	set := func(rows []int32) eval.Set {
		s := eval.Set{Emb: embed(m.Net, im, rows, 1)}
		for _, i := range rows {
			s.Labels = append(s.Labels, im.Labels[i])
		}
		return s
	}
	queries := members(split.Val, mostHeldOut)
	rest := members(split.Train, im.N)
	if len(rest) == 0 {
		return query, gallery, errors.New("every picture of the training triplets stands in a validation triplet too; make fewer triplets or choose another --objective")
	}
	return set(queries), set(rest), nil
}
