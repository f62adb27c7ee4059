package work

import (
	"context"
	"slices"

	"mekiki/internal/analyze/triplets"
	"mekiki/internal/dataset"
	"mekiki/internal/lang"
	"mekiki/internal/model"
	"mekiki/internal/train"
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

// ofTriplets gives the vectors of every picture that a triplet uses, pixels in memory
// as they are. Pixels of pictures that are files are read, some at a time; more than most
// bytes of them are refused. It stops with ctx's error.
func (v *view) ofTriplets(ctx context.Context, of *dataset.Triplets, most dataset.Memory, workers int) (triplets.Input, error) {
	im := of.Images
	if v.model == nil && im.InMemory() {
		return triplets.Input{Dim: im.Size(), U8: im.Pix, F32: im.F32, Index: of.Index, Labels: im.Labels, Classes: im.Classes}, nil
	}
	rows := used(of)
	if v.model == nil {
		slices.Sort(rows) // as in memory, where sums over pictures are in this order
		in := among(of, rows)
		in.Dim = im.Size()
		var err error
		in.U8, err = pixelsOfFiles(ctx, im, rows, most)
		return in, err
	}
	in := among(of, rows)
	in.Dim = v.model.Net.Dim()
	var err error
	in.F32, err = embed(ctx, v.model.Net, im, rows, workers)
	return in, err
}

// used are the pictures that triplets use, in the order in which they do.
func used(of *dataset.Triplets) (rows []int32) {
	seen := make([]bool, of.Images.N)
	for _, t := range of.Index {
		for _, p := range t {
			if !seen[p] {
				seen[p] = true
				rows = append(rows, p)
			}
		}
	}
	return rows
}

// among are triplets as places in rows, which has all pictures that they use, and the
// classes of these.
func among(of *dataset.Triplets, rows []int32) triplets.Input {
	im := of.Images
	in := triplets.Input{Index: make([][3]int32, of.Len()), Classes: im.Classes}
	place := make([]int32, im.N)
	for at, p := range rows {
		place[p] = int32(at)
		if im.Labels != nil {
			in.Labels = append(in.Labels, im.Labels[p])
		}
	}
	for i, t := range of.Index {
		for k, p := range t {
			in.Index[i][k] = place[p]
		}
	}
	return in
}

// pixelsOfFiles are the bytes of pictures that are files, a picture after the other. It
// stops with ctx's error.
func pixelsOfFiles(ctx context.Context, im *dataset.Images, rows []int32, most dataset.Memory) ([]uint8, error) {
	if need := dataset.Memory(len(rows)) * dataset.Memory(im.Size()); need > most {
		return nil, lang.Errorf("the pixels of the %d pictures in these triplets would take %s, and memory is %s; choose a smaller --size, --color grey, more --memory or another --part, or measure embeddings with --model", len(rows), need, most)
	}
	pix := make([]uint8, 0, len(rows)*im.Size())
	err := im.Blocks(rows, im.AtOnce(train.ValuesAtOnce), func(part *dataset.Images, at []int32) error {
		for _, i := range at {
			pix = append(pix, part.Pix[int(i)*im.Size():(int(i)+1)*im.Size()]...)
		}
		return ctx.Err()
	})
	return pix, err
}
