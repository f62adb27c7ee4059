package cli

import (
	"context"
	"fmt"
	"slices"

	"mekiki/internal/analyze/triplets"
	"mekiki/internal/dataset"
	"mekiki/internal/fetch"
	"mekiki/internal/metric"
	"mekiki/internal/model"
	"mekiki/internal/report"
	"mekiki/internal/train"
)

// analysed is what analyze looks at.
type analysed struct {
	triplets *dataset.Triplets
	model    *model.Model // nil for raw pixels
	loss     metric.Spec
	fit      metric.Whitening // of mahalanobis, where it is asked for
	recipe   recipe
	data     string // name of the data
	origin   string // where the pictures come from, in words
	part     string
	notes    []string
}

// dataError says which data a mistake is in.
type dataError struct {
	origin string
	err    error
}

func (e *dataError) Error() string { return e.origin + ": " + e.err.Error() }
func (e *dataError) Unwrap() error { return e.err }

// analysed gathers the triplets of a part, the model and the loss.
func (a *app) analysed(ctx context.Context, f analyzeFlags, cfg train.Config, config *configFlags) (*analysed, error) {
	s := &analysed{recipe: recipeOfConfig(cfg), part: f.part}
	from := picturesOf(cfg)
	var err error
	if s.loss, err = cfg.Spec(); err != nil {
		return nil, err
	}
	if f.model == "" {
		if !f.raw {
			a.note("analysing raw pixels; --model FILE analyses the embeddings of a model")
		}
	} else {
		if s.model, err = a.loadModel(f.model); err != nil {
			return nil, err
		}
		if err := s.asTrained(config); err != nil {
			return nil, err
		}
		if from, err = a.picturesFor(&s.model.Meta, from); err != nil {
			return nil, err
		}
	}
	all, found, err := a.analysisTriplets(ctx, from, s)
	if err != nil {
		return nil, err
	}
	if err := s.fits(all, found, f.model); err != nil {
		return nil, err
	}
	if s.triplets, err = partOf(all, s.recipe, f.part); err != nil {
		return nil, err
	}
	a.lap("make triplets")
	if err := s.fitOn(all, f.distances, cfg.Workers); err != nil {
		return nil, err
	}
	a.note("%d triplets of %s, part %s", s.triplets.Len(), s.origin, f.part)
	return s, nil
}

// asTrained takes over the model's loss and triplets where the flags say nothing else.
func (s *analysed) asTrained(config *configFlags) error {
	if !config.changed("loss") {
		if paramsChanged(config.set) {
			return usagef("the parameters belong to a loss; name it with --loss")
		}
		if s.loss = s.model.Meta.Loss; s.model.Meta.NoFormula() {
			s.notes = append(s.notes, fmt.Sprintf("The loss %s, which the model was trained with, is no formula of distances, so nothing is said about it; --loss names one to look at.", s.model.Meta.LossTitle()))
		}
	}
	own := recipeOfModel(s.model.Meta.Data)
	asked := s.recipe
	s.recipe = own
	if config.changed("triplets") {
		s.recipe.protocol, s.recipe.file = asked.protocol, asked.file
	}
	if config.changed("protocol") {
		s.recipe.protocol = asked.protocol
	}
	if config.changed("triplet-count") {
		s.recipe.count = asked.count
	}
	if config.changed("seed") {
		s.recipe.seed = asked.seed
	}
	if s.recipe != own {
		s.notes = append(s.notes, "These are not the triplets that the model was trained and tested with, so pictures that it has learned may be in any part of them.")
	}
	return nil
}

// analysisTriplets makes or reads the triplets, all parts of them.
func (a *app) analysisTriplets(ctx context.Context, from pictures, s *analysed) (*dataset.Triplets, *fetch.Result, error) {
	if s.recipe.protocol == dataset.ProtocolFile {
		t, err := a.readTriplets(s.recipe.file)
		s.data, s.origin = s.recipe.file, s.recipe.file
		return t, nil, err
	}
	found, err := a.loadSet(ctx, from)
	if err != nil {
		return nil, nil, err
	}
	a.lap("load pictures")
	s.data, s.origin = found.Set.Name, found.Set.Name+" from "+found.Origin
	s.notes = append(s.notes, found.Notes...)
	t, err := makeTriplets(found.Set.Train, s.recipe)
	if err != nil {
		return nil, nil, fmt.Errorf("%s: %w", found.Origin, err)
	}
	return t, found, nil
}

// fits says whether the model can take the pictures, and whether they are those
// that its triplets were made of.
func (s *analysed) fits(t *dataset.Triplets, found *fetch.Result, path string) error {
	if s.model == nil {
		return nil
	}
	d := s.model.Meta.Data
	if err := fits(s.model, t.Images); err != nil {
		return fmt.Errorf("%s on %s: %w", path, s.origin, err)
	}
	if found != nil && found.Fingerprint != d.Fingerprint {
		return fmt.Errorf("the pictures here (%s) are not those that the model was trained on (%s, fingerprint %.12s); name that data with --data, or give triplets with --triplets",
			found.Set.Name, d.Name, d.Fingerprint)
	}
	return nil
}

// partOf gives one part of the triplets, split as train does.
func partOf(t *dataset.Triplets, r recipe, part string) (*dataset.Triplets, error) {
	if part == "all" {
		return t, nil
	}
	split, err := splitTriplets(t, r)
	if err != nil {
		return nil, err
	}
	return map[string]*dataset.Triplets{"train": split.Train, "val": split.Val, "test": split.Test}[part], nil
}

// input gives the vectors: the pixels themselves, or the embedding of every
// picture that a triplet uses. It stops with ctx's error.
func (s *analysed) input(ctx context.Context, workers int) (triplets.Input, error) {
	im := s.triplets.Images
	in := triplets.Input{Dim: im.Size(), U8: im.Pix, F32: im.F32, Index: s.triplets.Index, Labels: im.Labels, Classes: im.Classes}
	if s.model == nil {
		return in, nil
	}
	var rows []int32
	at := make([]int32, im.N) // place among rows, plus 1
	in.Index = make([][3]int32, s.triplets.Len())
	in.Labels = nil
	for i, t := range s.triplets.Index {
		for k, p := range t {
			if at[p] == 0 {
				rows = append(rows, p)
				at[p] = int32(len(rows))
				if im.Labels != nil {
					in.Labels = append(in.Labels, im.Labels[p])
				}
			}
			in.Index[i][k] = at[p] - 1
		}
	}
	in.Dim, in.U8 = s.model.Net.Dim(), nil
	var err error
	in.F32, err = embed(ctx, s.model.Net, im, rows, workers)
	return in, err
}

// page is what the report shows beside the result.
func (s *analysed) page(r *triplets.Result, f analyzeFlags) *report.Analysis {
	t := s.triplets
	p := &report.Analysis{
		Notes: s.notes, Subject: "raw pixels", Data: s.data, Part: s.part, Result: r, Bins: f.bins,
		Index: t.Index, Pictures: map[int][3]report.Picture{}, Settings: s.settings(f),
	}
	if s.model != nil {
		p.Subject = "embeddings"
	}
	if t.Images.Labels != nil {
		p.Labels = make([][3]int32, t.Len())
		for i := range p.Labels {
			p.Labels[i], _ = t.Labels(i)
		}
	}
	if d := r.Disagreement; d != nil {
		for _, c := range slices.Concat(d.ForA, d.ForB) {
			q := t.Index[c.Triplet]
			p.Pictures[c.Triplet] = [3]report.Picture{shown(t.Images, q[0]), shown(t.Images, q[1]), shown(t.Images, q[2])}
		}
	}
	return p
}

// lossTitle names the loss that is looked at, or the model's where nothing is to see of it.
func (s *analysed) lossTitle() string {
	if s.loss.Formula == "" && s.model != nil {
		return s.model.Meta.LossTitle()
	}
	return s.loss.Title()
}

// settings are those that the analysis depends on.
func (s *analysed) settings(f analyzeFlags) []report.Setting {
	text := func(v any) string { return fmt.Sprint(v) }
	out := []report.Setting{
		{Key: "measured", Value: "raw pixels"}, {Key: "data", Value: s.data},
		{Key: "protocol", Value: s.recipe.protocol}, {Key: "part", Value: s.part}, {Key: "triplets", Value: text(s.triplets.Len())},
		{Key: "seed", Value: text(s.recipe.seed)}, {Key: "test-size", Value: text(s.recipe.testSize)},
		{Key: "val-size", Value: text(s.recipe.valSize)}, {Key: "split-seed", Value: text(s.recipe.splitSeed)},
		{Key: "loss", Value: s.lossTitle()}, {Key: "bins", Value: text(f.bins)},
	}
	if s.model != nil {
		out[0].Value = "embeddings of " + f.model
	}
	return out
}
