package data

import (
	"context"

	"mekiki/internal/dataset"
	"mekiki/internal/fetch"
	"mekiki/internal/lang"
	"mekiki/internal/work/desk"
)

// companion finds the data set whose official test pictures judge a network
// that is trained on a file of triplets: the one that the user names, else the
// one that the file was made from. Nil if there is none; then the figures on
// official test pictures are left out.
func companion(ctx context.Context, at *desk.Desk, from Pictures, t *dataset.Triplets) (*fetch.Result, error) {
	found, err := sourceOf(ctx, at, from, t)
	switch {
	case err != nil:
		return nil, err
	case found == nil:
		at.Note("no figures on official test pictures: the triplets do not say which data set they come from, or it is not here; name it with --data or --sample")
		return nil, nil
	case found.Set.Train.Size() != t.Images.Size():
		at.Note("no figures on official test pictures: those of %s have %d values, those of the triplets %d", lang.Saved(found.Origin), found.Set.Train.Size(), t.Images.Size())
		return nil, nil
	}
	return found, nil
}

// sourceOf is the data set of companion, whatever the size of its pictures.
func sourceOf(ctx context.Context, at *desk.Desk, from Pictures, t *dataset.Triplets) (*fetch.Result, error) {
	if !from.Anywhere() {
		return LoadParts(ctx, at, from)
	}
	if t.Source == "" {
		return nil, nil
	}
	for _, try := range []Pictures{{Sample: true}, {}} {
		found, err := Load(ctx, at, try)
		if err != nil {
			return nil, err
		}
		if found.Fingerprint == t.Source {
			return found, nil
		}
	}
	return nil, nil
}
