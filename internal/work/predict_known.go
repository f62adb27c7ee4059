package work

import (
	"context"
	"slices"

	"mekiki/internal/dataset"
	"mekiki/internal/eval"
	"mekiki/internal/fetch"
	"mekiki/internal/lang"
	"mekiki/internal/metric"
	"mekiki/internal/model"
	"mekiki/internal/report/prediction"
	"mekiki/internal/search"
	"mekiki/internal/study"
	"mekiki/internal/work/data"
	"mekiki/internal/work/desk"
	"mekiki/internal/work/misuse"
)

// known are the pictures that a model compares others with, and from where on others are
// unknown.
type known struct {
	*eval.Known
	about    *eval.KnownAbout
	images   *dataset.Images // nil where only a file of them was read
	distance string
	notes    []string
}

// loadKnown finds the data whose training part is known.
func loadKnown(ctx context.Context, at *desk.Desk, m *model.Model, from data.Pictures) (*fetch.Result, error) {
	if !from.Sample && !data.NamesFolder(at, from) && m.Meta.Data.Triplets == dataset.ProtocolFile {
		return nil, misuse.Errorf("the model learned from a file of triplets, which has no known pictures to compare with; name some with --data FOLDER")
	}
	from, err := data.PicturesFor(at, &m.Meta, from)
	if err != nil {
		return nil, err
	}
	found, err := data.Load(ctx, at, from)
	if err != nil {
		return nil, err
	}
	at.Lap("load known pictures")
	for _, im := range []*dataset.Images{found.Set.Train, found.Set.Test} {
		if err := data.Fits(m, im); err != nil {
			return nil, lang.Errorf("%s: %w", lang.Saved(found.Origin), err)
		}
	}
	return found, nil
}

// makeKnown embeds the training part, and chooses the threshold on the test part.
func makeKnown(ctx context.Context, at *desk.Desk, m *model.Model, found *fetch.Result, reject float64, workers int) (*known, error) {
	set := found.Set
	k := &known{images: set.Train, notes: slices.Clone(found.Notes), about: &eval.KnownAbout{
		Weights: m.WeightsSHA256(), Fingerprint: found.Fingerprint, Data: set.Name, Origin: found.Origin,
		Classes: set.Classes, Names: pictureNames("train", set.Train.N, set.TrainItems),
	}}
	measure, err := decision(at, k, &m.Meta)
	if err != nil {
		return nil, err
	}
	gallery := eval.Set{Labels: set.Train.Labels}
	if gallery.Emb, err = embed(ctx, m.Net, set.Train, nil, workers); err != nil {
		return nil, err
	}
	rows := sampled(set.Test.N, mostCompared(measure, set.Train.N, m.Net.Dim()), 1)
	held := eval.Set{Labels: data.LabelsOf(set.Test.Labels, rows)}
	if held.Emb, err = embed(ctx, m.Net, set.Test, rows, workers); err != nil {
		return nil, err
	}
	at.Lap("embed known pictures")
	index, err := search.NewIndex(gallery.Emb, m.Net.Dim(), measure, workers)
	if err != nil {
		return nil, lang.Errorf("%s: %w", lang.Saved(found.Origin), err)
	}
	k.Known = eval.NewKnown(index, gallery.Labels)
	if k.about.OpenSet, err = eval.ChooseThreshold(ctx, held, gallery, m.Net.Dim(), measure, reject, workers); err != nil {
		return nil, lang.Errorf("%s: %w", lang.Saved(found.Origin), err)
	}
	k.about.Decision = k.about.OpenSet.Decision(k.distance, set.Name, found.Fingerprint)
	at.Lap("choose the threshold")
	return k, nil
}

// decision is the distance that a model decides by, cosine where its loss stands for none.
func decision(at *desk.Desk, k *known, meta *model.Meta) (metric.Measure[float32], error) {
	own, _, err := meta.Measure()
	if err != nil {
		return nil, err
	}
	if k.distance = own; own == "" {
		k.distance = study.Cosine
		noteKnown(at, k, lang.T("The loss %s stands for no distance, so cosine decides.", meta.LossTitle()))
	}
	return metric.FittedMeasure[float32](k.distance, meta.Loss.Mahalanobis)
}

// noteKnown says something now and on the page.
func noteKnown(at *desk.Desk, k *known, m lang.Message) {
	at.Note("%s", m)
	k.notes = append(k.notes, m.String())
}

// mostCompared is how many held-out pictures are compared with n known ones: those of
// mostHeldOut, but of distances that need the vectors of each pair so many as take seconds, and
// 100 in any case.
func mostCompared(measure metric.Measure[float32], n, dim int) int {
	if !search.Pairwise(measure, false) {
		return mostHeldOut
	}
	const products = 2_000_000_000
	return min(max(products/max(n*dim, 1), 100), mostHeldOut)
}

// neighbour is a known picture that is near another, drawn where a page shows it.
func (k *known) neighbour(hit search.Hit, drawn bool) (prediction.Neighbour, error) {
	n := prediction.Neighbour{Name: k.about.Names[hit.Index], Class: k.about.Classes[k.Labels()[hit.Index]], Index: hit.Index, Distance: hit.Distance}
	if drawn {
		p, err := shown(k.images, int32(hit.Index))
		if err != nil {
			return n, err
		}
		n.Picture = &p
	}
	return n, nil
}
