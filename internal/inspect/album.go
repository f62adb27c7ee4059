package inspect

import (
	"bytes"
	"image"
	"image/png"

	"mekiki/internal/lang"
	"mekiki/internal/model"
)

// Album keeps the pictures that an inspector has learned from, as it saw them, so that it can
// show them and learn more without the files. They are kept as PNG, which loses nothing. A nil
// Album keeps none.
type Album struct {
	input     model.Input
	good, bad [][]byte // PNG by the number of the picture; nil where it is not kept
}

// Good are the values of picture i of Inspector.Good, prepared as Inspector.Input says: row by
// row with its channels together. It is false where the picture is not kept, or damaged.
func (a *Album) Good(i int) ([]uint8, bool) {
	if a == nil {
		return nil, false
	}
	return a.values(a.good, i)
}

// Bad is Good for picture i of Inspector.Bad.
func (a *Album) Bad(i int) ([]uint8, bool) {
	if a == nil {
		return nil, false
	}
	return a.values(a.bad, i)
}

// Kept is how many good and bad pictures there are, and how many bytes they take.
func (a *Album) Kept() (good, bad int, size int64) {
	if a == nil {
		return 0, 0, 0
	}
	count := func(list [][]byte) (n int) {
		for _, b := range list {
			if b != nil {
				n++
				size += int64(len(b))
			}
		}
		return n
	}
	good, bad = count(a.good), count(a.bad)
	return good, bad, size
}

func (a *Album) values(list [][]byte, i int) ([]uint8, bool) {
	if i < 0 || i >= len(list) || list[i] == nil {
		return nil, false
	}
	im, err := png.Decode(bytes.NewReader(list[i]))
	if err != nil {
		return nil, false
	}
	return valuesOf(im, a.input)
}

// valuesOf are the values of a picture that packed made, false if it is another kind.
func valuesOf(im image.Image, in model.Input) ([]uint8, bool) {
	if im.Bounds() != image.Rect(0, 0, in.Width, in.Height) {
		return nil, false
	}
	switch im := im.(type) {
	case *image.Gray:
		return im.Pix, in.Channels == 1
	case *image.RGBA:
		pix := make([]uint8, 0, in.Height*in.Width*3)
		for i := 0; i < len(im.Pix); i += 4 {
			pix = append(pix, im.Pix[i:i+3]...)
		}
		return pix, in.Channels == 3
	}
	return nil, false
}

// packed is a prepared picture as PNG.
func packed(pix []uint8, in model.Input) ([]byte, error) {
	var im image.Image
	box := image.Rect(0, 0, in.Width, in.Height)
	if in.Channels == 1 {
		im = &image.Gray{Pix: pix, Stride: in.Width, Rect: box}
	} else {
		colour := image.NewRGBA(box)
		for i := range in.Width * in.Height {
			copy(colour.Pix[4*i:], pix[3*i:3*i+3])
			colour.Pix[4*i+3] = 255
		}
		im = colour
	}
	var b bytes.Buffer
	err := (&png.Encoder{CompressionLevel: png.BestSpeed}).Encode(&b, im)
	return b.Bytes(), err
}

// keepBad adds pictures behind those bad ones that are known. An inspector without an album stays without.
func (a *Album) keepBad(pictures Pictures, n int) error {
	if a == nil {
		return nil
	}
	for i := range n {
		pix, err := pictures.Bytes(i)
		if err != nil {
			return err
		}
		b, err := packed(pix, a.input)
		if err != nil {
			return err
		}
		a.bad = append(a.bad, b)
	}
	return nil
}

// list is the album as a row of bytes and, for each picture in it, whether it is bad (0 or 1),
// its number and where its bytes end.
func (a *Album) list() (all []uint8, index []int64) {
	if a == nil {
		return nil, nil
	}
	for bad, pictures := range [][][]byte{a.good, a.bad} {
		for i, b := range pictures {
			if b != nil {
				all = append(all, b...)
				index = append(index, int64(bad), int64(i), int64(len(all)))
			}
		}
	}
	return all, index
}

// readAlbum is what list gave, of an inspector with so many pictures. Pictures are looked into only as far
// as their size: all of them would take longer than a judgement.
func readAlbum(all []uint8, index []int64, in model.Input, good, bad int) (*Album, error) {
	if len(index) == 0 {
		return nil, nil
	}
	a := &Album{input: in, good: make([][]byte, good), bad: make([][]byte, bad)}
	from := int64(0)
	damaged := lang.Errorf("the pictures in the inspector are damaged; mekiki inspect fit makes it anew")
	if len(index)%3 != 0 {
		return nil, damaged
	}
	for ; len(index) > 0; index = index[3:] {
		to, list := index[2], a.good
		if index[0] == 1 {
			list = a.bad
		}
		if index[0] < 0 || index[0] > 1 || index[1] < 0 || index[1] >= int64(len(list)) || to <= from || to > int64(len(all)) || list[index[1]] != nil {
			return nil, damaged
		}
		b := all[from:to:to]
		size, err := png.DecodeConfig(bytes.NewReader(b))
		if err != nil || size.Width != in.Width || size.Height != in.Height {
			return nil, damaged
		}
		list[index[1]], from = b, to
	}
	if from != int64(len(all)) {
		return nil, damaged
	}
	return a, nil
}
