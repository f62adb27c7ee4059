package cli

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"mekiki/internal/dataset"
	"mekiki/internal/model"
)

// pictureKinds are the formats that are read, for messages.
const pictureKinds = "PNG, JPEG, BMP, TIFF or WebP"

// isPicture says whether a file is a picture of its own, by its name or, whatever
// that is, by its content.
func isPicture(path string) bool {
	if slices.Contains([]string{".png", ".jpg", ".jpeg", ".bmp", ".tif", ".tiff", ".webp", ".gif"}, strings.ToLower(filepath.Ext(path))) {
		return true
	}
	dir, name := splitPath(path)
	return dataset.PictureFormat(os.DirFS(dir), name) != ""
}

// splitPath is the folder of a file, and its name there.
func splitPath(path string) (dir, name string) {
	if dir, name = filepath.Split(path); dir == "" {
		dir = "."
	}
	return dir, name
}

// readPictures reads picture files of exactly the model's size: grey for one
// channel, red, green, blue for three. Scaling and turning to grey are left to the
// user: a network sees what it was trained on or nothing of worth. What was done
// to pictures is counted in seen.
func readPictures(files []string, in model.Input, seen *pictureTally) (*dataset.Images, error) {
	im := &dataset.Images{N: len(files), H: in.Height, W: in.Width, C: in.Channels}
	for _, path := range files {
		pix, err := readPicture(path, in, seen)
		if err != nil {
			return nil, fmt.Errorf("picture %s: %w", path, err)
		}
		im.Pix = append(im.Pix, pix...)
	}
	return im, nil
}

// openPicture opens a picture file of any size for a model.
func openPicture(path string, in model.Input) (*dataset.Picture, error) {
	if in.Channels != 1 && in.Channels != 3 {
		return nil, fmt.Errorf("the model takes pictures of %d channels; picture files have 1 or 3", in.Channels)
	}
	dir, name := splitPath(path)
	return dataset.OpenPicture(os.DirFS(dir), name, in.Channels)
}

func readPicture(path string, in model.Input, seen *pictureTally) ([]uint8, error) {
	p, err := openPicture(path, in)
	if err != nil {
		return nil, err
	}
	if p.H != in.Height || p.W != in.Width {
		turned := ""
		if p.Turned {
			turned = ", turned as its EXIF orientation says"
		}
		return nil, fmt.Errorf("is %d high and %d wide%s, the model takes %d x %d; cut or scale it to that size first", p.H, p.W, turned, in.Height, in.Width)
	}
	pix, err := p.Pixels()
	switch {
	case errors.Is(err, dataset.ErrColoured):
		return nil, fmt.Errorf("%w, the model takes grey pictures; turn it to grey first, or use a model that was trained on colour", err)
	case errors.Is(err, dataset.ErrGrey):
		return nil, fmt.Errorf("%w, the model takes pictures in colour; give it in colour, or use a model that was trained on grey pictures", err)
	case err != nil:
		return nil, err
	}
	seen.add(p)
	return pix, nil
}

// pictureTally counts what was done to picture files when they were read.
type pictureTally struct {
	files, turned, transparent, deep, dark, paged int
}

// add counts one that was read.
func (t *pictureTally) add(p *dataset.Picture) {
	count := func(n *int, is bool) {
		if is {
			*n++
		}
	}
	const twelveBits = 4095 // what many a camera fills of 16 bits
	count(&t.files, true)
	count(&t.turned, p.Turned)
	count(&t.transparent, p.Transparent)
	count(&t.deep, p.Deep)
	count(&t.dark, p.Deep && p.Most <= twelveBits)
	count(&t.paged, p.Pages)
}

// notePictures says it, a line for each kind.
func (a *app) notePictures(t *pictureTally) {
	for _, kind := range []struct {
		n    int
		text string
	}{
		{t.turned, "turned as their EXIF orientation says"},
		{t.transparent, "partly transparent: they are shown on white"},
		{t.deep, "of 16 bits a value: they are rounded to 8 bits, v/257"},
		{t.dark, "of 16 bits without a value above 4095, of which 8 bits keep 16 grey levels: scale them to the whole range first"},
		{t.paged, "TIFF files with further pages: only the first is read"},
	} {
		if kind.n > 0 {
			a.note("%d of %d pictures are %s", kind.n, t.files, kind.text)
		}
	}
}
