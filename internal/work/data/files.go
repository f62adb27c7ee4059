package data

import (
	"context"
	"os"
	"path/filepath"

	"mekiki/internal/dataset"
	"mekiki/internal/lang"
	"mekiki/internal/model"
	"mekiki/internal/search"
	"mekiki/internal/work/desk"
)

// PictureKinds are the formats that are read, for messages.
const PictureKinds = "PNG, JPEG, BMP, TIFF or WebP"

// IsPicture says whether a file is a picture of its own, by its name or, whatever
// that is, by its content.
func IsPicture(path string) bool {
	if dataset.PictureName(path) {
		return true
	}
	dir, name := SplitPath(path)
	return dataset.PictureFormat(os.DirFS(dir), name) != ""
}

// SplitPath is the folder of a file, and its name there.
func SplitPath(path string) (dir, name string) {
	if dir, name = filepath.Split(path); dir == "" {
		dir = "."
	}
	return dir, name
}

// Preparation is how a model wants picture files.
func Preparation(in model.Input) dataset.Preparation {
	return dataset.Preparation{H: in.Height, W: in.Width, C: in.Channels, Policy: in.Policy, ROI: in.ROI}
}

// ReadPictures reads picture files as the model was trained on them: a model that
// says how prepares them, any other takes exactly its size, and as many channels,
// because a network sees what it was trained on or nothing of worth. What was done
// to pictures is counted in seen.
func ReadPictures(files []string, in model.Input, seen *dataset.PictureTally) (*dataset.Images, error) {
	im, _, broken := ReadEach(context.Background(), files, in, 1, seen)
	for i, err := range broken {
		if err != nil {
			return nil, lang.Errorf("picture %s: %w", files[i], err)
		}
	}
	return im, nil
}

// ReadEach is ReadPictures of those files that can be read, whole their places among files; broken
// says of each of the others what is wrong with it. Workers read at the same time, 0 being one a core.
func ReadEach(ctx context.Context, files []string, in model.Input, workers int, seen *dataset.PictureTally) (im *dataset.Images, whole []int, broken []error) {
	broken = make([]error, len(files))
	pix, was := make([][]uint8, len(files)), make([]*dataset.Picture, len(files))
	search.Share(len(files), 1, search.Workers(workers), func() func(from, to int) {
		return func(from, to int) {
			for i := from; i < to; i++ {
				if broken[i] = ctx.Err(); broken[i] == nil {
					dir, name := SplitPath(files[i])
					pix[i], was[i], broken[i] = Preparation(in).ReadPicture(os.DirFS(dir), name)
				}
			}
		}
	})
	im = &dataset.Images{H: in.Height, W: in.Width, C: in.Channels, Pix: []uint8{}}
	for i, err := range broken {
		if err == nil {
			seen.Add(was[i])
			im.Pix = append(im.Pix, pix[i]...)
			im.N, whole = im.N+1, append(whole, i)
		}
	}
	return im, whole, broken
}

// OpenPicture opens a picture file of any size for a model that takes exactly what it
// was trained on.
func OpenPicture(path string, in model.Input) (*dataset.Picture, error) {
	if in.Channels != 1 && in.Channels != 3 {
		return nil, lang.Errorf("the model takes pictures of %d channels; picture files have 1 or 3", in.Channels)
	}
	dir, name := SplitPath(path)
	return Preparation(in).Open(os.DirFS(dir), name)
}

// NotePictures says what was done to pictures, a line for each kind.
func NotePictures(at *desk.Desk, t *dataset.PictureTally) {
	for _, line := range t.Lines() {
		at.Note("%s", line)
	}
}
