package work

import (
	"context"
	"os"

	"mekiki/internal/dataset"
	"mekiki/internal/eye"
	"mekiki/internal/lang"
	"mekiki/internal/model"
	"mekiki/internal/train"
	"mekiki/internal/work/data"
	"mekiki/internal/work/desk"
	"mekiki/internal/work/misuse"
)

// eyeSide is height and width to which an eye's pictures are prepared if nobody says
// another size and the network takes any.
const eyeSide = 256

// seenPictures are pictures that an eye looks at, all of one size.
type seenPictures struct {
	name    string // of the data, or of the first file
	h, w, c int
	count   int
	shape   []int    // of an array with a row for each
	names   []string // of each; nil for triplets
	// bytes gives picture i; several goroutines may ask at once.
	bytes func(i int) ([]uint8, error)
	// end says what was done to picture files.
	end func(at *desk.Desk)
}

// preparationFor says how picture files become what an eye sees.
func preparationFor(e *eye.Eye, cfg EmbedConfig) (dataset.Preparation, error) {
	p := cfg.Pictures.Folder().Prepare
	h, w := e.Fixed()
	switch {
	case cfg.Pictures.Size == "", cfg.Pictures.Size == train.SizeAuto:
		p.H, p.W = eyeSide, eyeSide
		if h > 0 {
			p.H = h
		}
		if w > 0 {
			p.W = w
		}
	case h > 0 && h != p.H || w > 0 && w != p.W:
		return p, misuse.Errorf("size is %d x %d; %s takes pictures of %d x %d only", p.H, p.W, cfg.Eye, h, w)
	}
	if p.C == 0 {
		p.C = e.Channels()
	}
	return p, nil
}

// seenBy finds the pictures: files that were named, or a part of a data set. Those
// of a folder are prepared; others are looked at as they are.
func seenBy(ctx context.Context, at *desk.Desk, e *eye.Eye, cfg EmbedConfig) (*seenPictures, error) {
	from, err := chosen(cfg.Pictures)
	if err != nil {
		return nil, err
	}
	prepare, err := preparationFor(e, cfg)
	if err != nil {
		return nil, err
	}
	if len(cfg.Files) > 0 && data.IsPicture(cfg.Files[0]) {
		return preparedFiles(cfg.Files, prepare)
	}
	from.Folder.Prepare = prepare
	var im *dataset.Images
	var shape []int
	var name string
	var names []string
	if len(cfg.Files) > 0 {
		im, shape, name, names, err = fileInput(at, cfg.Files, model.Input{})
	} else {
		im, shape, name, names, err = partInput(ctx, at, cfg.Part, from)
	}
	if err != nil {
		return nil, err
	}
	return &seenPictures{
		name: lang.Saved(name).String(), h: im.H, w: im.W, c: im.C, count: im.N, shape: shape, names: names,
		bytes: im.Bytes, end: func(*desk.Desk) {},
	}, nil
}

// preparedFiles are picture files, which are read when their turn comes.
func preparedFiles(files []string, prepare dataset.Preparation) (*seenPictures, error) {
	for _, path := range files {
		if !data.IsPicture(path) {
			return nil, misuse.Errorf("give %s files, or one IDX or .npy file; %s is none of the first", data.PictureKinds, path)
		}
	}
	was := make([]*dataset.Picture, len(files))
	return &seenPictures{
		name: files[0], h: prepare.H, w: prepare.W, c: prepare.C, count: len(files), shape: []int{len(files)}, names: files,
		bytes: func(i int) ([]uint8, error) {
			dir, name := data.SplitPath(files[i])
			pix, shows, err := prepare.ReadPicture(os.DirFS(dir), name)
			if err != nil {
				return nil, lang.Errorf("picture %s: %w", files[i], err)
			}
			was[i] = shows
			return pix, nil
		},
		end: func(at *desk.Desk) {
			var seen dataset.PictureTally
			for _, p := range was {
				seen.Add(p)
			}
			data.NotePictures(at, &seen)
		},
	}, nil
}
