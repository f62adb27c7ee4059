package dataset

import (
	"image"

	"mekiki/internal/lang"
)

// Image prepares a picture that is unpacked already, as ReadPicture prepares one in a
// file: H*W*C values, row by row. An orientation that a file's EXIF data may have had is
// not known here.
func (p Preparation) Image(img image.Image) ([]uint8, error) {
	if err := p.known(); err != nil {
		return nil, err
	}
	if p.C != 1 && p.C != 3 {
		return nil, lang.Errorf("the model takes pictures of %d channels; these have 1 or 3", p.C)
	}
	b, most := img.Bounds(), mostPictureValues
	if p.Policy != "" {
		most = mostPrepared
	}
	switch {
	case b.Empty():
		return nil, lang.Errorf("the picture is %d high and %d wide; there is nothing in it", b.Dy(), b.Dx())
	case b.Dy() > most/3/b.Dx():
		return nil, lang.Errorf("the picture has %d x %d pixels, of more than %d values; cut it into parts first", b.Dy(), b.Dx(), most)
	}
	var is Picture
	pix, channels := is.pixels(img)
	if p.Policy != "" {
		out, err := p.prepare(pix, b.Dy(), b.Dx(), channels)
		if err != nil {
			return nil, lang.Errorf("the picture %w", err)
		}
		return out, nil
	}
	switch {
	case b.Dy() != p.H || b.Dx() != p.W:
		return nil, lang.Errorf("the picture is %d high and %d wide, the model takes %d x %d; cut or scale it to that size first", b.Dy(), b.Dx(), p.H, p.W)
	case channels == 3 && p.C == 1:
		return nil, lang.Errorf("the picture %w, the model takes grey pictures; turn it to grey first", ErrColoured)
	case p.C == 3 && greyModel(img):
		return nil, lang.Errorf("the picture %w, the model takes pictures in colour", ErrGrey)
	case channels < p.C:
		return threefold(pix), nil
	}
	return pix, nil
}

// greyModel says whether a picture is kept as grey.
func greyModel(img image.Image) bool {
	switch img.(type) {
	case *image.Gray, *image.Gray16:
		return true
	}
	return false
}

// prepare brings pixels of h x w, with so many channels, to the size and the channels of
// p, by its region and its policy. It may change pix.
func (p Preparation) prepare(pix []uint8, h, w, channels int) ([]uint8, error) {
	if channels == 3 && p.C == 1 {
		pix, channels = luma(pix), 1
	}
	pix, err := p.fit(pix, h, w, channels)
	if err == nil && channels < p.C {
		pix = threefold(pix)
	}
	return pix, err
}
