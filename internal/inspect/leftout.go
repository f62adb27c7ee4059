package inspect

import (
	"context"

	"mekiki/internal/inspect/gallery"
)

// SeeLeftOut is See of pictures that the inspector has learned from, or that were made of them:
// picture i is seen by good vectors that were chosen without those of fold[i]. They are fewer than
// those of the gallery, so distances are longer, and are compared with each other only. They come
// from all of a picture, whatever the position, and are of the fine scale. It panics if there is no such fold. Errors are in a user's words.
func (n *Inspector) SeeLeftOut(ctx context.Context, pictures Pictures, fold []int, workers int, worker func() func(i int, s *Sight)) error {
	f, err := n.features(1)
	if err != nil {
		return err
	}
	list := make([][]int, len(n.Folds))
	for i, k := range fold {
		list[k] = append(list[k], i)
	}
	for k, x := range n.Folds {
		if len(list[k]) == 0 {
			continue
		}
		by := &Inspector{Scale: Scale{Gallery: gallery.New(x, len(x)/n.Gallery.Dim, n.Gallery.Dim, n.Gallery.White, nil)}, Border: n.Border, Input: n.Input, Top: n.Top}
		if n.Spread != nil {
			by.Spread = by.Gallery.Spread()
		}
		if err := by.see(ctx, views{fine: f}, pictures, list[k], workers, worker); err != nil {
			return err
		}
	}
	return nil
}

// see looks at some of the pictures.
func (n *Inspector) see(ctx context.Context, f views, pictures Pictures, list []int, workers int, worker func() func(i int, s *Sight)) error {
	return each(ctx, len(list), workers, func() (func(at int) error, func()) {
		judge, take := newJudge(n, f, 1, gallery.All), worker()
		return func(at int) error {
			pix, err := pictures.Bytes(list[at])
			if err != nil {
				return err
			}
			take(list[at], judge.sight(pix))
			return nil
		}, judge.Close
	})
}
