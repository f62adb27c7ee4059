package work

import (
	"context"

	"mekiki/internal/dataset"
	"mekiki/internal/eval"
	"mekiki/internal/fetch"
	"mekiki/internal/lang"
	"mekiki/internal/metric"
	"mekiki/internal/model"
	"mekiki/internal/study"
	"mekiki/internal/work/data"
	"mekiki/internal/work/desk"
	"mekiki/internal/work/misuse"
)

// describer turns pictures into the vectors that are compared: a model, or an eye.
type describer interface {
	// file is what the user named, hash the SHA-256 of what is in it.
	file() string
	hash() string
	// load finds the data whose training part is known.
	load(ctx context.Context, at *desk.Desk, from data.Pictures) (*fetch.Result, error)
	// recall makes it see as the pictures of a file of known ones were seen.
	// What the user says now of pictures must not be otherwise than then.
	recall(at *desk.Desk, from data.Pictures, about *eval.KnownAbout) error
	// input is how files are prepared and dim the length of a vector, once pictures were loaded or recalled.
	input() model.Input
	dim() int
	embed(ctx context.Context, im *dataset.Images, rows []int32, workers int) ([]float32, error)
	// decision is the distance that decides, with its formula; what is to be said of it is noted in k.
	decision(at *desk.Desk, k *known) (metric.Measure[float32], error)
	// threshold is chosen by held-out pictures. The map, if not nil, comes before the distance.
	threshold(ctx context.Context, held, gallery eval.Set, measure metric.Measure[float32], reject float64, workers int) (*eval.OpenSet, *eval.WithinClass, error)
	// describe adds what a file of known pictures must say of it.
	describe(about *eval.KnownAbout)
	// learned is the fingerprint of the data that it learned from, "" for none that a user has.
	learned() string
}

// byModel compares by a model.
type byModel struct {
	path string
	*model.Model
}

func (b byModel) file() string    { return b.path }
func (b byModel) hash() string    { return b.WeightsSHA256() }
func (b byModel) learned() string { return b.Meta.Data.Fingerprint }

func (b byModel) load(ctx context.Context, at *desk.Desk, from data.Pictures) (*fetch.Result, error) {
	if !from.Sample && !data.NamesFolder(at, from) && b.Meta.Data.Triplets == dataset.ProtocolFile {
		return nil, misuse.Errorf("the model learned from a file of triplets, which has no known pictures to compare with; name some with --data FOLDER")
	}
	from, err := data.PicturesFor(at, &b.Meta, from)
	if err != nil {
		return nil, err
	}
	found, err := data.LoadParts(ctx, at, from)
	if err != nil {
		return nil, err
	}
	for _, im := range []*dataset.Images{found.Set.Train, found.Set.Test} {
		if err := data.Fits(b.Model, im); err != nil {
			return nil, lang.Errorf("%s: %w", lang.Saved(found.Origin), err)
		}
	}
	return found, nil
}

func (b byModel) recall(at *desk.Desk, from data.Pictures, _ *eval.KnownAbout) error {
	_, err := data.PicturesFor(at, &b.Meta, from)
	return err
}

func (b byModel) input() model.Input        { return b.Meta.Input }
func (b byModel) dim() int                  { return b.Net.Dim() }
func (b byModel) describe(*eval.KnownAbout) {}

func (b byModel) embed(ctx context.Context, im *dataset.Images, rows []int32, workers int) ([]float32, error) {
	return embed(ctx, b.Net, im, rows, workers)
}

// decision is the distance that the model decides by, cosine where its loss stands for none.
func (b byModel) decision(at *desk.Desk, k *known) (metric.Measure[float32], error) {
	own, _, err := b.Meta.Measure()
	if err != nil {
		return nil, err
	}
	if k.distance = own; own == "" {
		k.distance = study.Cosine
		noteKnown(at, k, lang.T("The loss %s stands for no distance, so cosine decides.", b.Meta.LossTitle()))
	}
	return metric.FittedMeasure[float32](k.distance, b.Meta.Loss.Mahalanobis)
}

func (b byModel) threshold(ctx context.Context, held, gallery eval.Set, measure metric.Measure[float32], reject float64, workers int) (*eval.OpenSet, *eval.WithinClass, error) {
	o, err := eval.ChooseThreshold(ctx, held, gallery, b.dim(), measure, reject, workers)
	return o, nil, err
}
