package work

import (
	"context"
	"strings"

	"mekiki/internal/eval"
	"mekiki/internal/lang"
	"mekiki/internal/report/datacheck"
	"mekiki/internal/work/desk"
)

// leakAccuracy measures the neighbours with and without the leaked pictures. Where
// that has no value, d says why: what was found before must not be lost. Only a
// cancelled ctx is an error.
func leakAccuracy(ctx context.Context, at *desk.Desk, d *datacheck.Page, v *view, opt eval.Options) error {
	d.Embedding = v.name
	err := leakFigures(ctx, at, d, v, opt)
	if err == nil || ctx.Err() != nil {
		return ctx.Err()
	}
	d.AccuracyMissing = strings.TrimPrefix(err.Error(), "eval: ")
	at.Note("no accuracy of the neighbours: %s", lang.Saved(d.AccuracyMissing))
	return nil
}

func leakFigures(ctx context.Context, at *desk.Desk, d *datacheck.Page, v *view, opt eval.Options) error {
	train, test := d.Parts[0].Images, d.Parts[1].Images
	if train.Labels == nil || test.Labels == nil {
		return lang.Errorf("the pictures have no labels")
	}
	if err := eval.Callable(test.Labels, train.Labels); err != nil {
		return err // which costs nothing yet
	}
	gallery, dim, err := v.vectors(ctx, train, nil, opt.Workers)
	if err != nil {
		return err
	}
	query, _, err := v.vectors(ctx, test, nil, opt.Workers)
	if err != nil {
		return err
	}
	var told []string
	if v.model != nil {
		own, note, err := v.model.Meta.Measure()
		if err != nil {
			return err
		}
		opt.Own, opt.Mahalanobis = own, v.model.Meta.Loss.Mahalanobis
		if note != "" {
			told = append(told, lang.T("by a distance of the loss's own there are %s", lang.Saved(note)).String())
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
		d.Notes = append(d.Notes, lang.T("%s.", lang.Saved(n)).String())
		at.Note("%s", lang.Saved(n))
	}
	return nil
}
