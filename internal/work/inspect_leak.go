package work

import (
	"context"
	"errors"
	"slices"

	"mekiki/internal/analyze/duplicates"
	"mekiki/internal/dataset"
	"mekiki/internal/inspect"
	"mekiki/internal/model"
	"mekiki/internal/report/inspection"
)

// leakSide is the longest side, in pixels, at which pictures are compared: what is the same
// picture is so at this size too, after another packing and in other light.
const leakSide = 64

// leakShare is which share of the usual distance between a learned picture and the nearest
// other one a copy keeps below. Parts that lie still look much alike; a copy is more alike than they are.
const leakShare = 0.25

// findLeaks names the pictures of a test that are among those learned, or nearly.
func findLeaks(ctx context.Context, p *inspection.Page, n *inspect.Inspector, workers int) error {
	known, names := learned(n)
	if known.N == 0 {
		return nil
	}
	p.LeakChecked = known.N
	files := make([]string, len(p.Parts))
	for i, one := range p.Parts {
		files[i] = one.File
	}
	tests, err := small(newPartFiles(files, n.Input), len(files), n.Input)
	if err != nil {
		return err
	}
	parts := []duplicates.Part{{Name: "learned", Images: known}, {Name: "test", Images: tests}}
	near, err := leakDistance(ctx, parts[:1], workers)
	if err != nil {
		return err
	}
	found, err := duplicates.Find(ctx, parts, duplicates.Options{Near: near, Workers: workers})
	if err != nil {
		return err
	}
	for i, file := range files {
		if l := found.Leak[known.N+i]; l.Row >= 0 {
			p.Leaks = append(p.Leaks, inspection.Leak{File: file, Known: names[l.Row], Distance: l.Distance})
		}
	}
	return nil
}

// leakDistance is up to what distance a picture counts as nearly a learned one: that of
// near-duplicates, or leakShare of the median distance of the learned ones from their
// nearest, if that is less. It is 0, copies only, where so many are alike that none stands out.
func leakDistance(ctx context.Context, learned []duplicates.Part, workers int) (float64, error) {
	found, err := duplicates.Find(ctx, learned, duplicates.Options{Near: duplicates.DefaultNear / leakShare, Workers: workers})
	if errors.Is(err, duplicates.ErrTooNear) {
		return 0, nil
	}
	if err != nil {
		return 0, err
	}
	var nearest []float64
	for _, p := range found.Partner {
		nearest = append(nearest, p.Distance) // infinite where none is within reach
	}
	slices.Sort(nearest)
	return min(duplicates.DefaultNear, leakShare*nearest[len(nearest)/2]), nil
}

// learned are the pictures that an inspector keeps, small, and their names.
func learned(n *inspect.Inspector) (*dataset.Images, []string) {
	im, step := smallOf(n.Input)
	var names []string
	keep := func(list []inspect.Known, picture func(i int) ([]uint8, bool)) {
		for i, k := range list {
			if pix, ok := picture(i); ok {
				im.Pix = append(im.Pix, shrunk(pix, n.Input, step, im.H, im.W)...)
				names = append(names, k.Name)
			}
		}
	}
	keep(n.Good, n.Album.Good)
	keep(n.Bad, n.Album.Bad)
	im.N = len(names)
	return im, names
}

// smallOf are no pictures yet, in grey, no side longer than leakSide: each value is the mean of step x step pixels.
func smallOf(in model.Input) (im *dataset.Images, step int) {
	step = (max(in.Height, in.Width) + leakSide - 1) / leakSide
	return &dataset.Images{H: max(1, in.Height/step), W: max(1, in.Width/step), C: 1}, step
}

// small are prepared pictures, made small.
func small(pictures inspect.Pictures, count int, in model.Input) (*dataset.Images, error) {
	im, step := smallOf(in)
	im.N = count
	for i := range count {
		pix, err := pictures.Bytes(i)
		if err != nil {
			return nil, err
		}
		im.Pix = append(im.Pix, shrunk(pix, in, step, im.H, im.W)...)
	}
	return im, nil
}

// shrunk is the mean of blocks of step x step pixels and their channels.
func shrunk(pix []uint8, in model.Input, step, high, wide int) []uint8 {
	out := make([]uint8, high*wide)
	for i := range out {
		sum, count := 0, 0
		for y := i / wide * step; y < min((i/wide+1)*step, in.Height); y++ {
			from, to := i%wide*step, min((i%wide+1)*step, in.Width)
			for _, v := range pix[(y*in.Width+from)*in.Channels : (y*in.Width+to)*in.Channels] {
				sum += int(v)
				count++
			}
		}
		out[i] = uint8((sum + count/2) / count)
	}
	return out
}
