package work

import (
	"context"
	"fmt"
	"slices"

	"mekiki/internal/analyze/triplets"
	"mekiki/internal/dataset"
	"mekiki/internal/fetch"
	"mekiki/internal/lang"
	"mekiki/internal/metric/distance"
	"mekiki/internal/metric/triplet"
	"mekiki/internal/model"
	"mekiki/internal/report/analysis"
	"mekiki/internal/report/kit"
	"mekiki/internal/train"
	"mekiki/internal/work/data"
	"mekiki/internal/work/desk"
	"mekiki/internal/work/misuse"
	"mekiki/internal/work/settings"
)

// analysed is what analyze looks at.
type analysed struct {
	triplets *dataset.Triplets
	model    *model.Model // nil for raw pixels
	loss     triplet.Spec
	fit      distance.Whitening // of mahalanobis, where it is asked for
	recipe   data.Recipe
	data     string       // name of the data
	origin   lang.Message // where the pictures come from, in words
	part     string
	notes    []string
}

// gatherAnalysed gathers the triplets of a part, the model and the loss.
func gatherAnalysed(ctx context.Context, at *desk.Desk, f AnalyzeConfig, cfg train.Config) (*analysed, error) {
	s := &analysed{recipe: data.RecipeOfConfig(cfg), part: f.Part}
	from := data.PicturesOf(cfg)
	loss, err := cfg.TripletLoss()
	if err != nil {
		return nil, err
	}
	s.loss = loss.Spec()
	if f.Model == "" {
		if !f.Raw {
			at.Note("analysing raw pixels; --model FILE analyses the embeddings of a model")
		}
	} else {
		if s.model, err = data.LoadModel(at, f.Model); err != nil {
			return nil, err
		}
		if err := s.asTrained(&f.Run); err != nil {
			return nil, err
		}
		if from, err = data.PicturesFor(at, &s.model.Meta, from); err != nil {
			return nil, err
		}
	}
	all, found, err := analysisTriplets(ctx, at, from, s)
	if err != nil {
		return nil, err
	}
	if err := s.fits(all, found, f.Model); err != nil {
		return nil, err
	}
	if s.triplets, err = partOf(all, s.recipe, f.Part); err != nil {
		return nil, err
	}
	at.Lap("make triplets")
	if err := s.fitOn(all, f.Distances, cfg.Workers); err != nil {
		return nil, err
	}
	at.Note("%d triplets of %s, part %s", s.triplets.Len(), s.origin, f.Part)
	return s, nil
}

// asTrained takes over the model's loss and triplets where the flags say nothing else.
func (s *analysed) asTrained(run *settings.Choice) error {
	if !run.Has("loss") {
		if run.Has("param") {
			return misuse.Errorf("the parameters belong to a loss; name it with --loss")
		}
		o, err := s.model.Meta.Objective()
		if err != nil {
			return err
		}
		if s.loss = s.model.Meta.Loss; o.Triplets() == nil {
			s.notes = append(s.notes, lang.T("The loss %s, which the model was trained with, is no formula of distances, so nothing is said about it; --loss names one to look at.", o.Title()).String())
		}
	}
	own := data.RecipeOfModel(s.model.Meta.Data)
	asked := s.recipe
	s.recipe = own
	if run.Has("triplets") {
		s.recipe.Protocol, s.recipe.File = asked.Protocol, asked.File
	}
	if run.Has("protocol") {
		s.recipe.Protocol = asked.Protocol
	}
	if run.Has("triplet-count") {
		s.recipe.Count = asked.Count
	}
	if run.Has("seed") {
		s.recipe.Seed = asked.Seed
	}
	if s.recipe != own {
		s.notes = append(s.notes, lang.T("These are not the triplets that the model was trained and tested with, so pictures that it has learned may be in any part of them.").String())
	}
	return nil
}

// analysisTriplets makes or reads the triplets, all parts of them.
func analysisTriplets(ctx context.Context, at *desk.Desk, from data.Pictures, s *analysed) (*dataset.Triplets, *fetch.Result, error) {
	if s.recipe.Protocol == dataset.ProtocolFile {
		t, err := data.ReadTriplets(at, s.recipe.File)
		s.data, s.origin = s.recipe.File, lang.T("%s", s.recipe.File)
		return t, nil, err
	}
	found, err := data.LoadParts(ctx, at, from)
	if err != nil {
		return nil, nil, err
	}
	s.data, s.origin = found.Set.Name, lang.T("%s from %s", found.Set.Name, lang.Saved(found.Origin))
	s.notes = append(s.notes, found.Notes...)
	t, err := data.MakeTriplets(found.Set.Train, s.recipe)
	if err != nil {
		return nil, nil, lang.Errorf("%s: %w", lang.Saved(found.Origin), err)
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
	if err := data.Fits(s.model, t.Images); err != nil {
		return lang.Errorf("%s on %s: %w", path, s.origin, err)
	}
	if found != nil && found.Fingerprint != d.Fingerprint {
		return lang.Errorf("the pictures here (%s) are not those that the model was trained on (%s, fingerprint %.12s); name that data with --data, or give triplets with --triplets",
			found.Set.Name, d.Name, d.Fingerprint)
	}
	return nil
}

// partOf gives one part of the triplets, split as train does.
func partOf(t *dataset.Triplets, r data.Recipe, part string) (*dataset.Triplets, error) {
	if part == "all" {
		return t, nil
	}
	split, err := data.SplitTriplets(t, r)
	if err != nil {
		return nil, err
	}
	return map[string]*dataset.Triplets{"train": split.Train, "val": split.Val, "test": split.Test}[part], nil
}

// page is what the report shows beside the result.
func (s *analysed) page(r *triplets.Result, f AnalyzeConfig) (*analysis.Page, error) {
	t := s.triplets
	p := &analysis.Page{
		Notes: s.notes, Subject: lang.T("raw pixels").String(), Data: s.data, Part: s.part, Result: r, Bins: f.Bins,
		Index: t.Index, Pictures: map[int][3]kit.Picture{}, Settings: s.settings(f),
	}
	if s.model != nil {
		p.Subject = lang.T("embeddings").String()
	}
	if t.Images.Labels != nil {
		p.Labels = make([][3]int32, t.Len())
		for i := range p.Labels {
			p.Labels[i], _ = t.Labels(i)
		}
	}
	if d := r.Disagreement; d != nil {
		for _, c := range slices.Concat(d.ForA, d.ForB) {
			var err error
			if p.Pictures[c.Triplet], err = shownTriplet(t, c.Triplet); err != nil {
				return nil, err
			}
		}
	}
	return p, nil
}

// lossTitle names the loss that is looked at, or the model's where nothing is to see of it.
func (s *analysed) lossTitle() string {
	if s.loss.Formula == "" && s.model != nil {
		return s.model.Meta.LossTitle()
	}
	return s.loss.Title()
}

// settings are those that the analysis depends on.
func (s *analysed) settings(f AnalyzeConfig) []kit.Setting {
	text := func(v any) string { return fmt.Sprint(v) }
	out := []kit.Setting{
		{Key: "measured", Value: lang.T("raw pixels").String()}, {Key: "data", Value: s.data},
		{Key: "protocol", Value: s.recipe.Protocol}, {Key: "part", Value: s.part}, {Key: "triplets", Value: text(s.triplets.Len())},
		{Key: "seed", Value: text(s.recipe.Seed)}, {Key: "test-size", Value: text(s.recipe.TestSize)},
		{Key: "val-size", Value: text(s.recipe.ValSize)}, {Key: "split-seed", Value: text(s.recipe.SplitSeed)},
		{Key: "loss", Value: s.lossTitle()}, {Key: "bins", Value: text(f.Bins)},
	}
	if s.model != nil {
		out[0].Value = lang.T("embeddings of %s", f.Model).String()
	}
	return out
}

// lapVectors ends the part of the work that made vectors.
func (s *analysed) lapVectors(at *desk.Desk) {
	if s.model == nil {
		at.Lap("take pixels")
	} else {
		at.Lap("embed")
	}
}
