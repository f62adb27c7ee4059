package work

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"mekiki/internal/analyze/duplicates"
	"mekiki/internal/dataset"
	"mekiki/internal/eval"
	"mekiki/internal/model"
	"mekiki/internal/report/datacheck"
	"mekiki/internal/work/data"
	"mekiki/internal/work/desk"
)

// embedder makes embeddings of pictures: a model's, or without one the pixels.
type embedder struct {
	name  string
	model *model.Model
}

// loadEmbedder is the one that the flags ask for, nil for none.
func loadEmbedder(at *desk.Desk, f CheckConfig) (*embedder, error) {
	if f.Raw {
		return &embedder{name: "pixels"}, nil
	}
	if f.Model == "" {
		return nil, nil
	}
	m, err := data.LoadModel(at, f.Model)
	if err != nil {
		return nil, err
	}
	return &embedder{f.Model, m}, nil
}

// fits says whether the model can take the pictures of all parts.
func (e *embedder) fits(parts []duplicates.Part) error {
	if e.model == nil {
		return nil
	}
	for _, p := range parts {
		if err := data.Fits(e.model, p.Images); err != nil {
			return fmt.Errorf("%s: %w", e.name, err)
		}
	}
	return nil
}

// embed embeds all pictures, which fit; dim is the length of an embedding. It stops
// with ctx's error.
func (e *embedder) embed(ctx context.Context, im *dataset.Images, workers int) (emb []float32, dim int, err error) {
	if e.model == nil {
		size := im.Size()
		if im.N > mostMapValues/max(size, 1) {
			return nil, 0, fmt.Errorf("%d pictures of %d values are too many to look for neighbours among raw pixels; give a --model, or leave out --raw", im.N, size)
		}
		emb = make([]float32, im.N*size)
		for i := range im.N {
			if err := im.Floats(emb[i*size:(i+1)*size], i); err != nil {
				return nil, 0, err
			}
		}
		return emb, size, nil
	}
	emb, err = embed(ctx, e.model.Net, im, nil, workers)
	return emb, e.model.Net.Dim(), err
}

// leakAccuracy measures the neighbours with and without the leaked pictures. Where
// that has no value, d says why: what was found before must not be lost. Only a
// cancelled ctx is an error.
func leakAccuracy(ctx context.Context, at *desk.Desk, d *datacheck.Page, e *embedder, opt eval.Options) error {
	d.Embedding = e.name
	err := leakFigures(ctx, at, d, e, opt)
	if err == nil || ctx.Err() != nil {
		return ctx.Err()
	}
	d.AccuracyMissing = strings.TrimPrefix(err.Error(), "eval: ")
	at.Note("no accuracy of the neighbours: %s", d.AccuracyMissing)
	return nil
}

func leakFigures(ctx context.Context, at *desk.Desk, d *datacheck.Page, e *embedder, opt eval.Options) error {
	train, test := d.Parts[0].Images, d.Parts[1].Images
	if train.Labels == nil || test.Labels == nil {
		return errors.New("the pictures have no labels")
	}
	if err := eval.Callable(test.Labels, train.Labels); err != nil {
		return err // which costs nothing yet
	}
	gallery, dim, err := e.embed(ctx, train, opt.Workers)
	if err != nil {
		return err
	}
	query, _, err := e.embed(ctx, test, opt.Workers)
	if err != nil {
		return err
	}
	var told []string
	if e.model != nil {
		own, note, err := e.model.Meta.Measure()
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
		return err
	}
	d.Own, d.Accuracy = opt.Own, figures
	for _, n := range append(told, notes...) {
		d.Notes = append(d.Notes, n+".")
		at.Note("%s", n)
	}
	return nil
}
