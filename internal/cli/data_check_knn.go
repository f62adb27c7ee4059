package cli

import (
	"context"
	"errors"
	"fmt"

	"mekiki/internal/dataset"
	"mekiki/internal/eval"
	"mekiki/internal/model"
	"mekiki/internal/report"
)

// embedder makes embeddings of pictures: a model's, or without one the pixels.
type embedder struct {
	name  string
	model *model.Model
}

// loadEmbedder is the one that the flags ask for, nil for none.
func (a *app) loadEmbedder(f checkFlags) (*embedder, error) {
	if f.raw {
		return &embedder{name: "pixels"}, nil
	}
	if f.model == "" {
		return nil, nil
	}
	m, err := a.loadModel(f.model)
	if err != nil {
		return nil, err
	}
	return &embedder{f.model, m}, nil
}

// embed embeds all pictures; dim is the length of an embedding.
func (e *embedder) embed(im *dataset.Images, workers int) (emb []float32, dim int, err error) {
	if e.model == nil {
		size := im.Size()
		if im.N > mostMapValues/max(size, 1) {
			return nil, 0, fmt.Errorf("%d pictures of %d values are too many to look for neighbours among raw pixels; give a --model, or leave out --raw", im.N, size)
		}
		emb = make([]float32, im.N*size)
		for i := range im.N {
			im.Floats(emb[i*size:(i+1)*size], i)
		}
		return emb, size, nil
	}
	if err := fits(e.model, im); err != nil {
		return nil, 0, fmt.Errorf("%s: %w", e.name, err)
	}
	return embed(e.model.Net, im, nil, workers), e.model.Net.Dim(), nil
}

// leakAccuracy measures the neighbours with and without the leaked pictures.
func (a *app) leakAccuracy(ctx context.Context, d *report.Duplicates, e *embedder, opt eval.Options) error {
	train, test := d.Parts[0].Images, d.Parts[1].Images
	if train.Labels == nil || test.Labels == nil {
		return errors.New("the accuracy needs labels, and these pictures have none; leave out --model and --raw")
	}
	gallery, dim, err := e.embed(train, opt.Workers)
	if err != nil {
		return err
	}
	query, _, err := e.embed(test, opt.Workers)
	if err != nil {
		return err
	}
	var told []string
	if e.model != nil {
		own, note, err := decision(&e.model.Meta)
		if err != nil {
			return err
		}
		opt.Own, opt.Mahalanobis = own, e.model.Meta.Loss.Mahalanobis
		if note != "" {
			told = append(told, "by a distance of the loss's own there are "+note)
		}
	}
	leaked := make([]bool, test.N)
	for i := range leaked {
		leaked[i] = d.Found.Leak[train.N+i].Row >= 0
	}
	figures, notes, err := eval.WithoutLeaks(ctx, eval.Set{Emb: query, Labels: test.Labels}, eval.Set{Emb: gallery, Labels: train.Labels}, dim, leaked, d.Found.Later[:train.N], opt)
	if err != nil {
		return &dataError{d.Origin, err}
	}
	d.Embedding, d.Own, d.Accuracy = e.name, opt.Own, figures
	for _, n := range append(told, notes...) {
		d.Notes = append(d.Notes, n+".")
		a.note("%s", n)
	}
	return nil
}
