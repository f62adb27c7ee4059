package cli

import (
	"context"

	"mekiki/internal/dataset"
)

// companion finds the data set whose official test pictures judge a network
// that is trained on a file of triplets: the one that the user names, else the
// one that the file was made from. Nil if there is none; then the figures on
// official test pictures are left out.
func (a *app) companion(ctx context.Context, from pictures, t *dataset.Triplets) (*dataset.Set, error) {
	named := from != pictures{}
	if !named && t.Source == "" {
		a.note("the triplets do not say which data set they come from: no figures on official test pictures (name the set with --data or --sample)")
		return nil, nil
	}
	set, err := a.loadSet(ctx, from)
	if named && err != nil {
		return nil, err
	}
	switch {
	case err != nil:
		a.note("no figures on official test pictures: %v", err)
		return nil, nil
	case !named && set.Train.Fingerprint() != t.Source:
		a.note("no figures on official test pictures: the triplets come from another data set than %s (name theirs with --data)", set.Name)
		return nil, nil
	case set.Train.Size() != t.Images.Size():
		a.note("no figures on official test pictures: those of %s have %d values, those of the triplets %d", set.Name, set.Train.Size(), t.Images.Size())
		return nil, nil
	}
	return set, nil
}
