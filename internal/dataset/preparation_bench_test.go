package dataset

import (
	"bytes"
	"image"
	"image/color"
	"image/jpeg"
	"math/rand/v2"
	"testing"
	"testing/fstest"
)

// BenchmarkReadPicture prepares photos of 600 x 800 in colour to 64 x 64.
func BenchmarkReadPicture(b *testing.B) {
	const h, w = 600, 800
	rng := rand.New(rand.NewPCG(1, 1))
	img := image.NewNRGBA(image.Rect(0, 0, w, h))
	for y := range h {
		for x := range w {
			v := uint8(60 + (x*y/400)%120 + rng.IntN(12))
			img.Set(x, y, color.NRGBA{v, v / 2, 90, 255})
		}
	}
	var photo, plain bytes.Buffer
	if err := jpeg.Encode(&photo, img, nil); err != nil {
		b.Fatal(err)
	}
	plain.Write(asPNG(b, img.Pix[:h*w], h, w, 1))
	files := fstest.MapFS{"photo.jpg": {Data: photo.Bytes()}, "grey.png": {Data: plain.Bytes()}}
	by := Preparation{H: 64, W: 64, C: 3, Policy: PolicyLetterbox}
	for name := range files {
		b.Run(name, func(b *testing.B) {
			for b.Loop() {
				if _, _, err := by.ReadPicture(files, name); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}
