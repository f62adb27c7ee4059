package data

import (
	"context"
	"errors"

	"mekiki/internal/analyze/duplicates"
	"mekiki/internal/fetch"
	"mekiki/internal/lang"
	"mekiki/internal/work/desk"
)

// mostNear is the most multiplications that looking for near-duplicates may take, some
// seconds.
const mostNear = 1e12

// LoadParts is Load for whoever holds the parts of the data against each other: of a
// folder of pictures it says how many test pictures have near-duplicates among the
// training pictures.
func LoadParts(ctx context.Context, at *desk.Desk, p Pictures) (*fetch.Result, error) {
	found, err := Load(ctx, at, p)
	if err != nil {
		return nil, err
	}
	at.Lap("load pictures")
	if found.Folder == nil {
		return found, nil
	}
	return found, noteNear(ctx, at, found)
}

// noteNear says how many test pictures of a folder have a near-duplicate among the
// training pictures. A folder of the user's own is parted by whatever names it has, and
// pictures of one thing on both sides flatter every figure.
func noteNear(ctx context.Context, at *desk.Desk, found *fetch.Result) error {
	train, test := found.Set.Train, found.Set.Test
	n := float64(train.N + test.N)
	say := func(m lang.Message) {
		found.Notes = append(found.Notes, m.String())
		at.Note("%s", m)
	}
	if n*n*float64(train.Size()) > mostNear {
		say(lang.T("%s: too many pictures to look for near-duplicates on the way; 'mekiki data check' does", found.Set.Name))
		return nil
	}
	dup, err := duplicates.Find(ctx, []duplicates.Part{{Name: "train", Images: train}, {Name: "test", Images: test}}, duplicates.Options{Near: duplicates.DefaultNear})
	if errors.Is(err, duplicates.ErrTooNear) {
		say(lang.T("%s: nearly all pictures are near-duplicates of each other, so none are counted", found.Set.Name))
		return nil
	}
	if err != nil {
		return err
	}
	at.Lap("find near-duplicates")
	for i := range test.N {
		if l := dup.Leak[train.N+i]; l.Row >= 0 {
			say(lang.T("%s: %d of %d test pictures have a near-duplicate or a copy among the training pictures, such as %s of %s: figures on these are too good; 'mekiki data check' shows all, and --object keeps the pictures of one thing together",
				found.Set.Name, dup.Parts[1].Leaked, test.N, found.Set.TestItems[i].Path, found.Set.TrainItems[l.Row].Path))
			return nil
		}
	}
	return nil
}
