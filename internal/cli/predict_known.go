package cli

import (
	"context"
	"fmt"

	"mekiki/internal/dataset"
	"mekiki/internal/eval"
	"mekiki/internal/fetch"
	"mekiki/internal/metric"
	"mekiki/internal/model"
	"mekiki/internal/report"
	"mekiki/internal/search"
	"mekiki/internal/study"
)

// known are the pictures that a model compares others with, and from where on others are
// unknown.
type known struct {
	*eval.Known
	open     *eval.OpenSet
	found    *fetch.Result
	names    []string // of the known pictures
	distance string
	notes    []string
}

// openKnown embeds the training part of a model's data, and chooses the threshold on its test part.
func (a *app) openKnown(ctx context.Context, m *model.Model, from pictures, reject float64, workers int) (*known, error) {
	if from.anywhere() && m.Meta.Data.Triplets == dataset.ProtocolFile {
		return nil, usagef("the model learned from a file of triplets, which has no known pictures to compare with; name some with --data FOLDER")
	}
	from, err := a.picturesFor(&m.Meta, from)
	if err != nil {
		return nil, err
	}
	k := &known{}
	if k.found, err = a.loadSet(ctx, from); err != nil {
		return nil, err
	}
	a.lap("load known pictures")
	set := k.found.Set
	k.names = pictureNames("train", set.Train.N, set.TrainItems)
	for _, im := range []*dataset.Images{set.Train, set.Test} {
		if err := fits(m, im); err != nil {
			return nil, fmt.Errorf("%s: %w", k.found.Origin, err)
		}
	}
	k.notes = append(k.notes, k.found.Notes...)
	if k.found.Fingerprint != m.Meta.Data.Fingerprint {
		k.notes = append(k.notes, fmt.Sprintf("The known pictures, %s, are not those that the model learned from.", k.found.Origin))
	}
	measure, err := k.decision(&m.Meta)
	if err != nil {
		return nil, err
	}
	gallery := eval.Set{Labels: set.Train.Labels}
	if gallery.Emb, err = embed(ctx, m.Net, set.Train, nil, workers); err != nil {
		return nil, err
	}
	rows := sampled(set.Test.N, mostCompared(measure, set.Train.N, m.Net.Dim()), 1)
	held := eval.Set{Labels: labelsOf(set.Test.Labels, rows)}
	if held.Emb, err = embed(ctx, m.Net, set.Test, rows, workers); err != nil {
		return nil, err
	}
	a.lap("embed known pictures")
	index, err := search.NewIndex(gallery.Emb, m.Net.Dim(), measure, workers)
	if err != nil {
		return nil, &dataError{k.found.Origin, err}
	}
	k.Known = eval.NewKnown(index, gallery.Labels)
	if k.open, err = eval.ChooseThreshold(ctx, held, gallery, m.Net.Dim(), measure, reject, workers); err != nil {
		return nil, &dataError{k.found.Origin, err}
	}
	a.lap("choose the threshold")
	return k, nil
}

// decision is the distance that a model decides by, cosine where its loss stands for none.
func (k *known) decision(meta *model.Meta) (metric.Measure[float32], error) {
	own, _, err := meta.Decision()
	if err != nil {
		return nil, err
	}
	if k.distance = own; own == "" {
		k.distance = study.Cosine
		k.notes = append(k.notes, fmt.Sprintf("The loss %s stands for no distance, so cosine decides.", meta.LossTitle()))
	}
	return metric.FittedMeasure[float32](k.distance, meta.Loss.Mahalanobis)
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

// neighbour is a known picture that is near another; shown adds what a page shows of it.
func (k *known) neighbour(hit search.Hit, picture bool) report.Neighbour {
	im := k.found.Set.Train
	n := report.Neighbour{Name: k.names[hit.Index], Class: im.ClassName(im.Labels[hit.Index]), Index: hit.Index, Distance: hit.Distance}
	if picture {
		p := shown(im, int32(hit.Index))
		n.Picture = &p
	}
	return n
}
