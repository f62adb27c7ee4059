package partfigure

import (
	"bytes"
	"encoding/base64"
	"html/template"
	"image"
	"image/color"
	"image/jpeg"
	"image/png"

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
	palette := make(color.Palette, shades+1)
	for i := range palette {
		palette[i] = shade(most * float64(i) / shades)
	}
	img := image.NewPaletted(image.Rect(0, 0, wide, high), palette)
	for i, v := range r.Enlarged(high, wide) {
		img.Pix[i] = uint8(s.place(float64(v))/most*shades + 0.5)
	}
	return pngURI(img)
}

func pngURI(img image.Image) template.URL {
	var b bytes.Buffer
	if err := (&png.Encoder{CompressionLevel: png.BestCompression}).Encode(&b, img); err != nil {
		return "" // cannot happen: memory does not fail, and nobody asks for an empty picture
	}
	return template.URL("data:image/png;base64," + base64.StdEncoding.EncodeToString(b.Bytes()))
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
