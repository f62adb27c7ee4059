package work

import (
	"context"

	"mekiki/internal/dataset"
	"mekiki/internal/eval"
	"mekiki/internal/lang"
	"mekiki/internal/model"
	"mekiki/internal/train"
)

// mostHeldOut is the largest number of validation pictures that are looked up.
const mostHeldOut = 5000

// heldOut are the validation pictures that are looked up, and the training pictures
// to look them up among.
type heldOut struct {
	images         *dataset.Images
	query, gallery []int32
}

// newHeldOut takes the anchors and positives of the validation triplets, which no
// training triplet pulled together, and those of the training triplets. As in
// training on batches, no picture of a test triplet is among them, none of a
// validation triplet is in the gallery, and neither is a copy of one; twins number
// equal pictures, as dataset.Twins does.
func newHeldOut(split train.Split, twins []int32) (*heldOut, error) {
	h := &heldOut{images: split.Val.Images}
	if h.images.Labels == nil {
		return nil, lang.Errorf("the triplets have no labels, so neighbours cannot be judged; choose another --objective")
	}
	taken := make([]bool, len(twins))
	members := func(t *dataset.Triplets, sides int) []int32 {
		var rows []int32
		for _, tr := range t.Index {
			for _, i := range tr[:sides] {
				if first := twins[i]; !taken[first] {
					taken[first] = true
					rows = append(rows, i)
				}
			}
		}
		return rows
	}
	members(split.Test, 3)
	h.query = members(split.Val, 2)
	h.query = h.query[:min(len(h.query), mostHeldOut)]
	members(split.Val, 3)
	h.gallery = members(split.Train, 2)
	cure := lang.T("; give more data, lower test-size and val-size, or choose another --objective")
	if len(h.query) == 0 || len(h.gallery) == 0 {
		return nil, lang.Errorf("%d validation pictures are left to look up and %d training pictures to look them up among, all others stand in triplets that are held back%s", len(h.query), len(h.gallery), cure)
	}
	there := map[int32]bool{}
	for _, i := range h.gallery {
		there[h.images.Labels[i]] = true
	}
	for _, i := range h.query {
		if c := h.images.Labels[i]; !there[c] {
			return nil, lang.Errorf("no training picture of class %q is left to look validation pictures up among, all stand in triplets that are held back%s", h.images.ClassName(c), cure)
		}
	}
	return h, nil
}

// embed gives the embeddings of both with their classes. It stops with ctx's error.
func (h *heldOut) embed(ctx context.Context, m *model.Model) (query, gallery eval.Set, err error) {
	set := func(rows []int32) (s eval.Set, err error) {
		s.Emb, err = embed(ctx, m.Net, h.images, rows, 1)
		for _, i := range rows {
			s.Labels = append(s.Labels, h.images.Labels[i])
		}
		return s, err
	}
	if query, err = set(h.query); err != nil {
		return query, gallery, err
	}
	gallery, err = set(h.gallery)
	return query, gallery, err
}
