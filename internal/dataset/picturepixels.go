package dataset

import (
	"image"
	"image/color"
)

// pixels are the values as they are stored, and fill in what is known after it.
func (p *Picture) pixels(img image.Image) (pix []uint8, channels int) {
	b := img.Bounds()
	if g, ok := img.(*image.Gray); ok {
		pix = make([]uint8, 0, b.Dx()*b.Dy())
		for y := b.Min.Y; y < b.Max.Y; y++ {
			pix = append(pix, g.Pix[g.PixOffset(b.Min.X, y):][:b.Dx()]...)
		}
		return pix, 1
	}
	switch img.(type) {
	case *image.Gray16, *image.NRGBA64, *image.RGBA64:
		p.Deep = true
	}
	if photo, ok := img.(*image.YCbCr); ok {
		pix, p.Coloured = photoPixels(photo)
	} else {
		pix = p.shownPixels(img)
	}
	if p.Coloured {
		return pix, 3
	}
	return onefold(pix), 1
}

// shownPixels are the pixels of any picture.
func (p *Picture) shownPixels(img image.Image) []uint8 {
	b := img.Bounds()
	pix := make([]uint8, 0, 3*b.Dx()*b.Dy())
	at := shownAt(img)
	for y := b.Min.Y; y < b.Max.Y; y++ {
		for x := b.Min.X; x < b.Max.X; x++ {
			v := at(x, y)
			p.Transparent = p.Transparent || v.transparent
			p.Most = max(p.Most, v.most)
			p.Coloured = p.Coloured || v.rgb[0] != v.rgb[1] || v.rgb[1] != v.rgb[2]
			pix = append(pix, v.rgb[0], v.rgb[1], v.rgb[2])
		}
	}
	return pix
}

// photoPixels are those of a JPEG or WebP file, which are never transparent, and
// whether some are coloured. Most pictures come so, so it is quick.
func photoPixels(img *image.YCbCr) (pix []uint8, coloured bool) {
	b := img.Bounds()
	pix = make([]uint8, 3*b.Dx()*b.Dy())
	to := pix
	for y := b.Min.Y; y < b.Max.Y; y++ {
		luma := img.Y[img.YOffset(b.Min.X, y):][:b.Dx()]
		for x, v := range luma {
			j := img.COffset(b.Min.X+x, y)
			to[0], to[1], to[2] = color.YCbCrToRGB(v, img.Cb[j], img.Cr[j])
			coloured = coloured || to[0] != to[1] || to[1] != to[2]
			to = to[3:]
		}
	}
	return pix, coloured
}

// onefold keeps the first of three equal channels, in place.
func onefold(rgb []uint8) []uint8 {
	n := len(rgb) / 3
	for i := range n {
		rgb[i] = rgb[3*i]
	}
	return rgb[:n]
}
