package work

import (
	"context"

	"mekiki/internal/analyze/triplets"
	"mekiki/internal/dataset"
	"mekiki/internal/lang"
	"mekiki/internal/model"
	"mekiki/internal/work/data"
	"mekiki/internal/work/desk"
)

// view is how pictures become vectors: a model's embeddings, or without one the pixels
// themselves.
type view struct {
	name  string // the model's file, or "pixels"
	model *model.Model
}

// viewOf is that of a model file, the pixels where path is empty.
func viewOf(at *desk.Desk, path string) (*view, error) {
	if path == "" {
		return &view{name: "pixels"}, nil
	}
	m, err := data.LoadModel(at, path)
	if err != nil {
		return nil, err
	}
	return &view{path, m}, nil
}

// fits says whether the model can take the pictures; pixels are always there.
func (v *view) fits(im *dataset.Images) error {
	if v.model == nil {
		return nil
	}
	return data.Fits(v.model, im)
}

// mostPixelValues bounds the values of all vectors of pixels: 400 MB of them.
const mostPixelValues = 100_000_000

// mostPixels is how many pictures of such a size can be taken as pixels at a time.
func mostPixels(im *dataset.Images) int { return mostPixelValues / max(im.Size(), 1) }

// vectors are those of pictures, which fit; of all if rows is nil. dim is the length of
// one. Pixels of more than mostPixels pictures are refused. It stops with ctx's error.
func (v *view) vectors(ctx context.Context, im *dataset.Images, rows []int32, workers int) (emb []float32, dim int, err error) {
	if v.model != nil {
		emb, err = embed(ctx, v.model.Net, im, rows, workers)
		return emb, v.model.Net.Dim(), err
	}
	if rows == nil {
		rows = sampled(im.N, im.N, 0)
	}
	dim = im.Size()
	if len(rows) > mostPixels(im) {
		return nil, 0, lang.Errorf("%d pictures of %d values are too many to look for neighbours among raw pixels; give a --model, or leave out --raw", len(rows), dim)
	}
	emb = make([]float32, len(rows)*dim)
	for i, r := range rows {
		if err := im.Floats(emb[i*dim:(i+1)*dim], int(r)); err != nil {
			return nil, 0, err
		}
	}
	return emb, dim, ctx.Err()
}

// errRawFiles says that raw pixels are measured in memory.
var errRawFiles = lang.Errorf("raw pixels are measured in memory, and these pictures do not all fit there; choose a smaller --size, --color grey or more --memory, or measure embeddings with --model")

// ofTriplets gives the vectors of every picture that a triplet uses, pixels in memory
// as they are. It stops with ctx's error.
func (v *view) ofTriplets(ctx context.Context, of *dataset.Triplets, workers int) (triplets.Input, error) {
	im := of.Images
	if v.model == nil && !im.InMemory() {
		return triplets.Input{}, errRawFiles
	}
	in := triplets.Input{Dim: im.Size(), U8: im.Pix, F32: im.F32, Index: of.Index, Labels: im.Labels, Classes: im.Classes}
	if v.model == nil {
		return in, nil
	}
	var rows []int32
	place := make([]int32, im.N) // place among rows, plus 1
	in.Index = make([][3]int32, of.Len())
	in.Labels = nil
	for i, t := range of.Index {
		for k, p := range t {
			if place[p] == 0 {
				rows = append(rows, p)
				place[p] = int32(len(rows))
				if im.Labels != nil {
					in.Labels = append(in.Labels, im.Labels[p])
				}
			}
			in.Index[i][k] = place[p] - 1
		}
	}
	in.Dim, in.U8 = v.model.Net.Dim(), nil
	var err error
	in.F32, err = embed(ctx, v.model.Net, im, rows, workers)
	return in, err
}
