package dataset

import (
	"io/fs"

	"mekiki/internal/lang"
)

// ReadMask reads the mask of a picture of h x w, as that is shown, and prepares it as the
// picture is: H*W values, row by row, 255 where the mask shows something else than black
// that is opaque by half at least, and 0 elsewhere: what is transparent marks nothing, whatever
// colour lies under it. So do places outside of the region of interest and beside the picture. Each
// value is that of the nearest pixel. A mask of another size than its picture is an
// error. Errors do not name the file.
func (p Preparation) ReadMask(fsys fs.FS, name string, h, w int) ([]uint8, error) {
	if err := p.known(); err != nil {
		return nil, err
	}
	file, err := openMask(fsys, name, h, w)
	if err != nil {
		return nil, err
	}
	marked, err := file.marked()
	if err != nil {
		return nil, err
	}
	return p.mask(marked, h, w)
}

// mask prepares the marks of a picture of h x w; it changes them.
func (p Preparation) mask(marked []uint8, h, w int) ([]uint8, error) {
	f, roi, err := p.fitting(h, w)
	if err != nil {
		return nil, err
	}
	if roi.polygon {
		whole, _ := roi.cut(h, w) // which fitting has found
		if err := roi.clear(marked, h, w, 1, whole); err != nil {
			return nil, err
		}
	}
	return f.framed(p, nearest(marked, w, f.cut, f.toH, f.toW), 1), nil
}

// marked are the pixels of a mask, as it is shown: 255 or 0.
func (p *Picture) marked() ([]uint8, error) {
	img, err := p.decode()
	if err != nil {
		return nil, err
	}
	b := img.Bounds()
	pix := make([]uint8, 0, b.Dx()*b.Dy())
	for y := b.Min.Y; y < b.Max.Y; y++ {
		for x := b.Min.X; x < b.Max.X; x++ {
			red, green, blue, opacity := img.At(x, y).RGBA()
			mark := uint8(0)
			if opacity > 0xffff/2 && red|green|blue != 0 {
				mark = 255
			}
			pix = append(pix, mark)
		}
	}
	return turn(pix, b.Dy(), b.Dx(), 1, p.orientation), nil
}

// openMask opens a mask, which must have the size of its picture.
func openMask(fsys fs.FS, name string, h, w int) (*Picture, error) {
	m, err := openPicture(fsys, name, 3, mostPrepared)
	switch {
	case err != nil:
		return nil, err
	case m.H != h || m.W != w:
		return nil, lang.Errorf("is %d high and %d wide, its picture %d x %d", m.H, m.W, h, w)
	}
	return m, nil
}

// nearest brings the part of pix, w wide, that is cut to toH x toW: of each value's place
// the pixel that its middle lies in.
func nearest(pix []uint8, w int, cut rectangle, toH, toW int) []uint8 {
	out := make([]uint8, 0, toH*toW)
	for j := range toH {
		row := pix[(cut.y+(2*j+1)*cut.h/(2*toH))*w:]
		for k := range toW {
			out = append(out, row[cut.x+(2*k+1)*cut.w/(2*toW)])
		}
	}
	return out
}

// Mask is the mask of one of the set's pictures at the prepared size, as ReadMask gives
// it; nil where it has none.
func (s *FolderSet) Mask(it Item) ([]uint8, error) {
	if it.Mask == "" {
		return nil, nil
	}
	p, err := s.Prepare.Open(s.fsys, it.Path)
	if err != nil {
		return nil, lang.Errorf("%s: %w", it.Path, err)
	}
	mask, err := s.Prepare.ReadMask(s.fsys, it.Mask, p.H, p.W)
	if err != nil {
		return nil, lang.Errorf("%s: %w", it.Mask, err)
	}
	return mask, nil
}
