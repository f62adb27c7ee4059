package kit

import (
	"bytes"
	"encoding/base64"
	"html/template"
	"image"
	"image/color"
	"image/png"
)

// Picture is one picture. Value (y, x, c) stands at (y*W+x)*C+c; C is 1 for
// grey or 3 for colour.
type Picture struct {
	H, W, C int
	Pix     []uint8
	// Class is the name of its class, or empty.
	Class string
	// Index is its place in the data set.
	Index int
}

// PNG is the picture as a file, nil if its sizes do not agree.
func (p Picture) PNG() []byte {
	if p.H < 1 || p.W < 1 || p.H > 4096 || p.W > 4096 || (p.C != 1 && p.C != 3) || len(p.Pix) != p.H*p.W*p.C {
		return nil
	}
	var img image.Image = &image.Gray{Pix: p.Pix, Stride: p.W, Rect: image.Rect(0, 0, p.W, p.H)}
	if p.C == 3 {
		rgb := image.NewNRGBA(image.Rect(0, 0, p.W, p.H))
		for i := range p.H * p.W {
			rgb.Set(i%p.W, i/p.W, color.NRGBA{p.Pix[3*i], p.Pix[3*i+1], p.Pix[3*i+2], 255})
		}
		img = rgb
	}
	var b bytes.Buffer
	if err := (&png.Encoder{CompressionLevel: png.BestCompression}).Encode(&b, img); err != nil {
		return nil // cannot happen: the sizes were checked and memory does not fail
	}
	return b.Bytes()
}

// URI is PNG as a data URI, or empty.
func (p Picture) URI() template.URL {
	b := p.PNG()
	if b == nil {
		return ""
	}
	return template.URL("data:image/png;base64," + base64.StdEncoding.EncodeToString(b))
}
