package dataset

import (
	"image"
	"image/color"
)

// shownPixel is a pixel as it is shown.
type shownPixel struct {
	rgb         [3]uint8
	transparent bool
	most        uint16 // the highest of its values, in 16 bits, before it was shown on white
}

// shownAt gives the pixels of a picture as shownOnWhite does, those of a palette once for each of its colours.
func shownAt(img image.Image) func(x, y int) shownPixel {
	slow := func(x, y int) shownPixel { return shownOnWhite(img.At(x, y)) }
	if img, ok := img.(*image.Paletted); ok {
		shown := make([]shownPixel, len(img.Palette))
		for i, c := range img.Palette {
			shown[i] = shownOnWhite(c)
		}
		return func(x, y int) shownPixel { return shown[img.ColorIndexAt(x, y)] }
	}
	return slow
}

// shownOnWhite rounds a colour to 8 bits. With values c and opacity a of 0 to m,
//
//	(c*a + m*(m - a)) / (m * m/255)
//
// m being 255 or 65535; of colours that are stored multiplied by a, that product
// is taken.
func shownOnWhite(c color.Color) shownPixel {
	var v [3]uint64
	var a, m uint64
	switch c := c.(type) {
	case color.NRGBA:
		v, a, m = [3]uint64{uint64(c.R), uint64(c.G), uint64(c.B)}, uint64(c.A), 255
	case color.NRGBA64:
		v, a, m = [3]uint64{uint64(c.R), uint64(c.G), uint64(c.B)}, uint64(c.A), 65535
	case color.NYCbCrA:
		r, g, b := color.YCbCrToRGB(c.Y, c.Cb, c.Cr)
		v, a, m = [3]uint64{uint64(r), uint64(g), uint64(b)}, uint64(c.A), 255
	case color.YCbCr:
		r, g, b := color.YCbCrToRGB(c.Y, c.Cb, c.Cr)
		return shownPixel{rgb: [3]uint8{r, g, b}}
	case color.CMYK:
		r, g, b := color.CMYKToRGB(c.C, c.M, c.Y, c.K)
		return shownPixel{rgb: [3]uint8{r, g, b}}
	default: // multiplied by a
		r, g, b, opacity := c.RGBA()
		return onWhite([3]uint64{uint64(r) * 65535, uint64(g) * 65535, uint64(b) * 65535}, uint64(opacity), 65535)
	}
	for i := range v {
		v[i] *= a
	}
	return onWhite(v, a, m)
}

// onWhite is shownOnWhite of products c*a.
func onWhite(products [3]uint64, a, m uint64) shownPixel {
	p := shownPixel{transparent: a < m}
	unit := m * (m / 255)
	for i, v := range products {
		p.rgb[i] = uint8(min((v+m*(m-a)+unit/2)/unit, 255))
		p.most = max(p.most, uint16(v/m))
	}
	return p
}

// turn turns pixels of h x w as an EXIF orientation says (Exif 2.32, 4.6.4.A):
// where the first row and the first column of the stored picture are shown.
func turn(pix []uint8, h, w, c, orientation int) []uint8 {
	if orientation <= 1 {
		return pix
	}
	out := make([]uint8, 0, len(pix))
	toH, toW := h, w
	if orientation > 4 {
		toH, toW = w, h
	}
	for y := range toH {
		for x := range toW {
			sy, sx := y, x
			switch orientation {
			case 2:
				sx = w - 1 - x
			case 3:
				sy, sx = h-1-y, w-1-x
			case 4:
				sy = h - 1 - y
			case 5:
				sy, sx = x, y
			case 6:
				sy, sx = h-1-x, y
			case 7:
				sy, sx = h-1-x, w-1-y
			case 8:
				sy, sx = x, w-1-y
			}
			out = append(out, pix[(sy*w+sx)*c:][:c]...)
		}
	}
	return out
}
