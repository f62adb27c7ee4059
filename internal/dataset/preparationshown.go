package dataset

import "io/fs"

// ReadShown reads the part of a picture that a network sees, for people: in its own shape and
// not brought to the network's size, but smaller by as much as no side is longer than most
// pixels. It gives height, width and high*wide*C values. Errors do not name the file.
func (p Preparation) ReadShown(fsys fs.FS, name string, most int) (pix []uint8, high, wide int, err error) {
	if err := p.known(); err != nil {
		return nil, 0, 0, err
	}
	file, err := openPicture(fsys, name, 3, mostPrepared)
	if err != nil {
		return nil, 0, 0, err
	}
	raw, channels, err := file.unpack()
	if err != nil {
		return nil, 0, 0, err
	}
	high, wide = p.H, p.W
	if p.Policy == PolicyStretch {
		f, _, err := p.fitting(file.H, file.W)
		if err != nil {
			return nil, 0, 0, err
		}
		high, wide = f.cut.h, f.cut.w
	}
	if longest := max(high, wide); longest > most {
		high, wide = scaled(high, most, longest, most), scaled(wide, most, longest, most)
	}
	p.H, p.W = high, wide
	pix, err = p.prepare(raw, file.H, file.W, channels)
	return pix, high, wide, err
}
