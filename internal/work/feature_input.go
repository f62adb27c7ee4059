package work

import (
	"context"

	"mekiki/internal/dataset"
	"mekiki/internal/lang"
	"mekiki/internal/model"
	"mekiki/internal/nn"
	"mekiki/internal/work/data"
	"mekiki/internal/work/desk"
	"mekiki/internal/work/misuse"
)

// featureInput are pictures of one size, whatever size the model was trained on.
type featureInput struct {
	name  string // of the file, or of the first one
	in    nn.Shape
	count int
	shape []int // of the array, but for the map
	// read gives pictures lo to hi without the end, as rows of a source; nil rows
	// are all of it.
	read func(lo, hi int) (nn.Source, []int32, error)
	// seen says what was done to picture files that were read; nil of others.
	seen *dataset.PictureTally
}

// findFeatureInput finds the pictures.
func findFeatureInput(ctx context.Context, at *desk.Desk, m *model.Model, f EmbedConfig, files []string) (*featureInput, error) {
	if len(files) > 0 && data.IsPicture(files[0]) {
		return pictureFiles(files, m.Meta.Input)
	}
	from, err := chosen(f.Pictures)
	if err != nil {
		return nil, err
	}
	im, shape, name, _, err := embedInput(ctx, at, m, f, from, files)
	if err != nil {
		return nil, err
	}
	if im.C != m.Meta.Input.Channels {
		want, is := m.Meta.Input.Shape(), nn.Shape{Height: im.H, Width: im.W, Channels: im.C}
		want.Height, want.Width = im.H, im.W
		return nil, lang.Errorf("%s: the model takes %s, these are %s; %s first, or use a model that was trained on such pictures", lang.Saved(name), data.KindOf(want), data.KindOf(is), data.Cure(want, is))
	}
	loader := dataset.NewLoader(im)
	return &featureInput{name: name, in: nn.Shape{Height: im.H, Width: im.W, Channels: im.C}, count: im.N, shape: shape,
		read: func(lo, hi int) (nn.Source, []int32, error) {
			rows := make([]int32, hi-lo)
			for i := range rows {
				rows[i] = int32(lo + i)
			}
			part, rows, err := loader.Take(rows, nil)
			if err != nil {
				return nn.Source{}, nil, err
			}
			return nn.Source{Size: part.Size(), U8: part.Pix, F32: part.F32}, rows, nil
		}}, nil
}

// pictureFiles are picture files of one size, or of any that the model says how to
// prepare. They are read when their turn comes; their sizes are compared before.
func pictureFiles(files []string, in model.Input) (*featureInput, error) {
	for i, path := range files {
		if !data.IsPicture(path) {
			return nil, misuse.Errorf("give %s files, or one IDX or .npy file; %s is none of the first", data.PictureKinds, path)
		}
		if in.Policy != "" {
			continue
		}
		p, err := data.OpenPicture(path, in)
		if err != nil {
			return nil, lang.Errorf("picture %s: %w", path, err)
		}
		switch {
		case i == 0:
			in.Height, in.Width = p.H, p.W
		case p.H != in.Height || p.W != in.Width:
			return nil, lang.Errorf("picture %s: is %d high and %d wide, %s is %d x %d; maps of one file have one size: cut or scale the pictures to the same, or write a file for each size",
				path, p.H, p.W, files[0], in.Height, in.Width)
		}
	}
	seen := &dataset.PictureTally{}
	return &featureInput{name: files[0], in: in.Shape(), seen: seen, count: len(files), shape: []int{len(files)},
		read: func(lo, hi int) (nn.Source, []int32, error) {
			im, err := data.ReadPictures(files[lo:hi], in, seen)
			if err != nil {
				return nn.Source{}, nil, err
			}
			return nn.Source{Size: im.Size(), U8: im.Pix}, nil, nil
		}}, nil
}
