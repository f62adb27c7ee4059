package train

import (
	"context"

	"mekiki/internal/dataset"
	"mekiki/internal/lang"
	"mekiki/internal/nn"
)

// ErrFloats refuses pictures that are no bytes.
var ErrFloats = lang.Errorf("an eye looks at pictures of 8 bits, and the values of these are no steps of 1/255; save them as uint8")

// See sets im.Seen to what a front gives for each picture, unless it has done so before:
// a network behind it learns from these vectors, and embeds them, without looking at a
// picture twice. progress, if not nil, is called with how many are done. No number of
// workers, 0 being one a core, changes a bit. Vectors of more bytes than memory are
// refused; the other errors are ctx's and those of Images.Blocks.
func See(ctx context.Context, f nn.Front, im *dataset.Images, memory int64, workers int, progress func(done, of int)) error {
	dim := f.Dim()
	if im.SeenBy == any(f) {
		return nil
	}
	if bytes := 4 * int64(dim) * int64(im.N); bytes > memory {
		return lang.Errorf("vectors of %d values of %d pictures take %d MiB; give more --memory, or fewer --tap", dim, im.N, bytes>>20)
	}
	if im.F32 != nil {
		return ErrFloats
	}
	seen := &dataset.Images{N: im.N, H: 1, W: 1, C: dim, F32: make([]float32, im.N*dim), Labels: im.Labels, Classes: im.Classes, Objects: im.Objects}
	done := 0
	err := im.Blocks(nil, max(1, im.AtOnce(ValuesAtOnce)), func(part *dataset.Images, at []int32) error {
		if err := ctx.Err(); err != nil {
			return err
		}
		nn.See(seen.F32[done*dim:(done+len(at))*dim], f, source(part), at, workers)
		if done += len(at); progress != nil {
			progress(done, im.N)
		}
		return nil
	})
	if err == nil {
		im.Seen, im.SeenBy = seen, f
	}
	return err
}

// asSeen are the pictures as what stands before a network sees them, where it has looked.
func asSeen(net *nn.Net, im *dataset.Images) *dataset.Images {
	if f := net.Front(); f != nil && im.SeenBy == any(f) {
		return im.Seen
	}
	return im
}

// behind are the triplets of a run behind its front, which has looked at their pictures.
func (s Split) behind(f nn.Front) Split {
	for _, t := range []**dataset.Triplets{&s.Train, &s.Val, &s.Test} {
		if *t == nil {
			continue
		}
		if (*t).Images.SeenBy != any(f) {
			panic("train: a run behind a front that has not looked at its pictures")
		}
		seen := **t
		seen.Images = seen.Images.Seen
		*t = &seen
	}
	return s
}
