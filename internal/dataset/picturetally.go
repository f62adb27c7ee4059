package dataset

import "fmt"

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
		text string
	}{
		{t.turned, "turned as their EXIF orientation says"},
		{t.transparent, "partly transparent: they are shown on white"},
		{t.deep, "of 16 bits a value: they are rounded to 8 bits, v/257"},
		{t.dark, "of 16 bits without a value above 4095, of which 8 bits keep 16 grey levels: scale them to the whole range first"},
		{t.paged, "TIFF files with further pages: only the first is read"},
	} {
		if kind.n > 0 {
			out = append(out, fmt.Sprintf("%d of %d pictures are %s", kind.n, t.files, kind.text))
		}
	}
	return out
}
