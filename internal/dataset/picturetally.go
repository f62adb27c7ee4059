package dataset

import "mekiki/internal/lang"

// PictureTally counts what was done to picture files when they were read. The zero
// value has seen none.
type PictureTally struct {
	files, turned, transparent, deep, dark, paged int
}

// Add counts a picture whose pixels were read.
func (t *PictureTally) Add(p *Picture) {
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

// Lines says it, a line for each kind.
func (t *PictureTally) Lines() (out []string) {
	for _, kind := range []struct {
		n    int
		line lang.Message
	}{
		{t.turned, lang.T("%d of %d pictures are turned as their EXIF orientation says", t.turned, t.files)},
		{t.transparent, lang.T("%d of %d pictures are partly transparent: they are shown on white", t.transparent, t.files)},
		{t.deep, lang.T("%d of %d pictures are of 16 bits a value: they are rounded to 8 bits, v/257", t.deep, t.files)},
		{t.dark, lang.T("%d of %d pictures are of 16 bits without a value above 4095, of which 8 bits keep 16 grey levels: scale them to the whole range first", t.dark, t.files)},
		{t.paged, lang.T("%d of %d pictures are TIFF files with further pages: only the first is read", t.paged, t.files)},
	} {
		if kind.n > 0 {
			out = append(out, kind.line.String())
		}
	}
	return out
}
