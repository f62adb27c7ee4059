package work

import (
	"context"
	"slices"

	"mekiki/internal/dataset"
	"mekiki/internal/eval"
	"mekiki/internal/fetch"
	"mekiki/internal/lang"
	"mekiki/internal/metric"
	"mekiki/internal/report/prediction"
	"mekiki/internal/search"
	"mekiki/internal/work/data"
	"mekiki/internal/work/desk"
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

// makeKnown embeds the training part, and chooses the threshold on the test part.
func makeKnown(ctx context.Context, at *desk.Desk, d describer, found *fetch.Result, reject float64, workers int) (*known, error) {
	set := found.Set
	k := &known{images: set.Train, notes: slices.Clone(found.Notes), about: &eval.KnownAbout{
		Weights: d.hash(), Fingerprint: found.Fingerprint, Data: set.Name, Origin: found.Origin,
		Classes: set.Classes, Names: pictureNames("train", set.Train.N, set.TrainItems),
	}}
	d.describe(k.about)
	measure, err := d.decision(at, k)
	if err != nil {
		return nil, err
	}
	gallery := eval.Set{Labels: set.Train.Labels}
	if gallery.Emb, err = d.embed(ctx, set.Train, nil, workers); err != nil {
		return nil, err
	}
	rows := sampled(set.Test.N, mostCompared(measure, set.Train.N, d.dim()), 1)
	held := eval.Set{Labels: data.LabelsOf(set.Test.Labels, rows)}
	if held.Emb, err = d.embed(ctx, set.Test, rows, workers); err != nil {
		return nil, err
	}
	at.Lap("embed known pictures")
	openSet, within, err := d.threshold(ctx, held, gallery, measure, reject, workers)
	if err != nil {
		return nil, lang.Errorf("%s: %w", lang.Saved(found.Origin), err)
	}
	k.about.OpenSet = openSet
	if within != nil {
		gallery.Emb = within.Apply(gallery.Emb)
	}
	index, err := search.NewIndex(gallery.Emb, d.dim(), measure, workers)
	if err != nil {
		return nil, lang.Errorf("%s: %w", lang.Saved(found.Origin), err)
	}
	k.Known = eval.NewKnown(index, gallery.Labels)
	if within != nil {
		k.Within(within)
	}
	k.about.Decision = k.about.OpenSet.Decision(k.distance, set.Name, found.Fingerprint)
	at.Lap("choose the threshold")
	return k, nil
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
