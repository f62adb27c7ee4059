package defect

import (
	"bytes"
	"fmt"
	"image"
	"image/color"
	"image/jpeg"
	"math"
	"math/rand/v2"
)

// jpegged is the picture after it was a JPEG file of a quality of 90 down to 50.
func jpegged(p *Picture, _ *rand.Rand, strength float64) *Picture {
	var in image.Image
	box := image.Rect(0, 0, p.Width, p.Height)
	if p.Channels == 1 {
		in = &image.Gray{Pix: p.Pix, Stride: p.Width, Rect: box}
	} else {
		rgba := image.NewRGBA(box)
		for i := range p.Width * p.Height {
			copy(rgba.Pix[4*i:], []byte{p.Pix[3*i], p.Pix[3*i+1], p.Pix[3*i+2], 255})
		}
		in = rgba
	}
	var file bytes.Buffer
	err := jpeg.Encode(&file, in, &jpeg.Options{Quality: int(math.Round(lerp(90, 50, strength)))})
	var back image.Image
	if err == nil {
		back, err = jpeg.Decode(&file)
	}
	if err != nil { // only for pictures above 65535 pixels a side, which no reader gives
		panic(fmt.Sprintf("defect: %v", err))
	}
	out := p.like()
	for y := range p.Height {
		for x := range p.Width {
			at := (y*p.Width + x) * p.Channels
			if p.Channels == 1 {
				out.Pix[at] = color.GrayModel.Convert(back.At(x, y)).(color.Gray).Y
				continue
			}
			c := color.RGBAModel.Convert(back.At(x, y)).(color.RGBA)
			out.Pix[at], out.Pix[at+1], out.Pix[at+2] = c.R, c.G, c.B
		}
	}
	return out
}
