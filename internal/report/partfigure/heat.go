package partfigure

import (
	"bytes"
	"encoding/base64"
	"html/template"
	"image"
	"image/color"
	"image/jpeg"
	"image/png"
	"math"

	"mekiki/internal/inspect"
	"mekiki/internal/report/kit"
)

// shades is how many colours a drawn heat map has: more cannot be told apart, and fewer make
// a smaller page.
const shades = 60

// heat is the map of a picture as a data URI, high x wide, to lie over the picture; none
// where there is no map.
func (s Scale) heat(r *inspect.Result, high, wide int) template.URL {
	if len(r.Map) == 0 {
		return ""
	}
	b := s.Heat(r, high, wide, image.Rect(0, 0, wide, high), png.BestCompression)
	return template.URL("data:image/png;base64," + base64.StdEncoding.EncodeToString(b))
}

// Heat is the map of a picture as a PNG of high x wide pixels, to lie over the picture: it
// covers the rectangle at, which may reach beyond, and leaves the rest free. png.BestSpeed takes a
// quarter of the time of png.BestCompression, for a file half as large again. It panics if there
// is no map.
func (s Scale) Heat(r *inspect.Result, high, wide int, at image.Rectangle, packed png.CompressionLevel) []byte {
	palette := make(color.Palette, shades+1)
	for i := range palette {
		palette[i] = shade(most * float64(i) / shades)
	}
	img := image.NewPaletted(image.Rect(0, 0, wide, high), palette)
	large := r.Enlarged(at.Dy(), at.Dx())
	for y := max(at.Min.Y, 0); y < min(at.Max.Y, high); y++ {
		for x := max(at.Min.X, 0); x < min(at.Max.X, wide); x++ {
			v := large[(y-at.Min.Y)*at.Dx()+x-at.Min.X]
			img.Pix[y*wide+x] = uint8(s.place(float64(v))/most*shades + 0.5)
		}
	}
	if r.ROI != nil {
		img.Palette = append(img.Palette, unjudged)
		veil(img, *r.ROI, at)
	}
	var b bytes.Buffer
	if err := (&png.Encoder{CompressionLevel: packed}).Encode(&b, img); err != nil {
		return nil // cannot happen: memory does not fail, and nobody asks for an empty picture
	}
	return b.Bytes()
}

// unjudged is the colour of what lies outside of a region of interest.
var unjudged = color.NRGBA{90, 90, 90, 150}

// veil covers what is outside of a region of interest with the last colour; at is where the map lies.
func veil(img *image.Paletted, roi inspect.ROI, at image.Rectangle) {
	pixel := func(from int, share float64, of int) int { return from + int(math.Round(share*float64(of))) }
	judged := image.Rect(pixel(at.Min.X, roi.X, at.Dx()), pixel(at.Min.Y, roi.Y, at.Dy()), pixel(at.Min.X, roi.X+roi.Width, at.Dx()), pixel(at.Min.Y, roi.Y+roi.Height, at.Dy()))
	for y := img.Rect.Min.Y; y < img.Rect.Max.Y; y++ {
		for x := img.Rect.Min.X; x < img.Rect.Max.X; x++ {
			if !(image.Point{X: x, Y: y}).In(judged) {
				img.SetColorIndex(x, y, uint8(len(img.Palette)-1))
			}
		}
	}
}

// quality of photographs on a page, 1 to 100.
const quality = 86

// photo is a picture as a data URI, packed with loss.
func photo(p kit.Picture) template.URL {
	var img image.Image = &image.Gray{Pix: p.Pix, Stride: p.W, Rect: image.Rect(0, 0, p.W, p.H)}
	if p.C == 3 {
		rgb := image.NewRGBA(image.Rect(0, 0, p.W, p.H))
		for i := range p.H * p.W {
			copy(rgb.Pix[4*i:], p.Pix[3*i:][:3])
			rgb.Pix[4*i+3] = 255
		}
		img = rgb
	}
	var b bytes.Buffer
	if err := jpeg.Encode(&b, img, &jpeg.Options{Quality: quality}); err != nil {
		return "" // as above
	}
	return template.URL("data:image/jpeg;base64," + base64.StdEncoding.EncodeToString(b.Bytes()))
}
