package dataset

import (
	"image"
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
	if photo, ok := img.(*image.YCbCr); ok && b.Min.X >= 0 && b.Min.Y >= 0 {
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
	pix := make([]uint8, 3*b.Dx()*b.Dy())
	at, row := shownAt(img), fourValues(img)
	to := pix
	for y := b.Min.Y; y < b.Max.Y; y++ {
		for x := b.Min.X; x < b.Max.X; x++ {
			if row != nil {
				n, coloured := opaque(to, row(y)[4*(x-b.Min.X):])
				p.Coloured = p.Coloured || coloured
				if x, to = x+n, to[3*n:]; x == b.Max.X {
					break
				}
			}
			v := at(x, y)
			p.Transparent = p.Transparent || v.transparent
			p.Most = max(p.Most, v.most)
			p.Coloured = p.Coloured || v.rgb[0] != v.rgb[1] || v.rgb[1] != v.rgb[2]
			to = to[copy(to, v.rgb[:]):]
		}
	}
	return pix
}

// fourValues gives the rows of a picture of four values of 8 bits a pixel, the last of which says how opaque
// it is; nil for other pictures.
func fourValues(img image.Image) func(y int) []uint8 {
	b := img.Bounds()
	switch img := img.(type) {
	case *image.NRGBA:
		return func(y int) []uint8 { return img.Pix[img.PixOffset(b.Min.X, y):][:4*b.Dx()] }
	case *image.RGBA:
		return func(y int) []uint8 { return img.Pix[img.PixOffset(b.Min.X, y):][:4*b.Dx()] }
	}
	return nil
}

// opaque writes the colours of the first pixels of a row, as far as they are opaque, and says how many
// these are and whether some are coloured.
func opaque(to, row []uint8) (n int, coloured bool) {
	mixed := uint8(0)
	for ; len(row) >= 4 && row[3] == 255; n++ {
		r, g, b := row[0], row[1], row[2]
		mixed |= r ^ g | g ^ b
		to[0], to[1], to[2] = r, g, b
		to, row = to[3:], row[4:]
	}
	return n, mixed != 0
}

// photoPixels are those of a JPEG or WebP file, which are never transparent, and
// whether some are coloured. Most pictures come so, so it is quick: color.YCbCrToRGB with
// what a pixel shares with its neighbours computed once.
func photoPixels(img *image.YCbCr) (pix []uint8, coloured bool) {
	b := img.Bounds()
	pix = make([]uint8, 3*b.Dx()*b.Dy())
	shared := chromaBits(img.SubsampleRatio)
	to := pix
	for y := b.Min.Y; y < b.Max.Y; y++ {
		luma := img.Y[img.YOffset(b.Min.X, y):][:b.Dx()]
		first := img.COffset(b.Min.X, y) - b.Min.X>>shared
		var red, green, blue int32
		last := -1
		for x, v := range luma {
			if j := first + (b.Min.X+x)>>shared; j != last {
				cb, cr := int32(img.Cb[j])-128, int32(img.Cr[j])-128
				red, green, blue, last = 91881*cr, -22554*cb-46802*cr, 116130*cb, j
			}
			light := int32(v) * 0x10101
			r, g, b := clipped(light+red), clipped(light+green), clipped(light+blue)
			coloured = coloured || r != g || g != b
			to[0], to[1], to[2] = r, g, b
			to = to[3:]
		}
	}
	return pix, coloured
}

// chromaBits says how many pixels of a line share their colour, as a power of two.
func chromaBits(r image.YCbCrSubsampleRatio) int {
	switch r {
	case image.YCbCrSubsampleRatio422, image.YCbCrSubsampleRatio420:
		return 1
	case image.YCbCrSubsampleRatio411, image.YCbCrSubsampleRatio410:
		return 2
	}
	return 0
}

// clipped is v/65536, rounded down, from 0 to 255.
func clipped(v int32) uint8 {
	if uint32(v)>>24 == 0 {
		return uint8(v >> 16)
	}
	return uint8(^(v >> 31))
}

// onefold keeps the first of three equal channels, in place.
func onefold(rgb []uint8) []uint8 {
	n := len(rgb) / 3
	for i := range n {
		rgb[i] = rgb[3*i]
	}
	return rgb[:n]
}
