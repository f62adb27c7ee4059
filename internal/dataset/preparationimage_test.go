package dataset

import (
	"bytes"
	"errors"
	"image"
	"image/color"
	"image/png"
	"slices"
	"testing"
	"testing/fstest"
)

// TestImageAsFile: a picture gives the same values unpacked as in a file.
func TestImageAsFile(t *testing.T) {
	// Colours that are kept multiplied by their opacity lose digits in a PNG, so they
	// are painted opaque.
	paint := func(img interface {
		image.Image
		Set(x, y int, c color.Color)
	}, opaque bool) image.Image {
		b := img.Bounds()
		for y := b.Min.Y; y < b.Max.Y; y++ {
			for x := b.Min.X; x < b.Max.X; x++ {
				c := color.NRGBA{uint8(7 * x), uint8(11*y + x), uint8(x * y), uint8(255 - (x*y)%90)}
				if opaque {
					c.A = 255
				}
				img.Set(x, y, c)
			}
		}
		return img
	}
	r := image.Rect(3, 2, 40, 31)
	for name, img := range map[string]image.Image{
		"grey": paint(image.NewGray(r), true), "colour": paint(image.NewNRGBA(r), false), "16 bits": paint(image.NewNRGBA64(r), false), "opaque": paint(image.NewRGBA(r), true),
	} {
		var b bytes.Buffer
		if err := png.Encode(&b, img); err != nil {
			t.Fatal(err)
		}
		fsys := fstest.MapFS{"a.png": {Data: b.Bytes()}}
		for _, p := range []Preparation{
			{H: 16, W: 16, C: 1, Policy: PolicyLetterbox}, {H: 50, W: 20, C: 3, Policy: PolicyCrop}, {H: 9, W: 60, C: 3, Policy: PolicyStretch},
			{H: 29, W: 37, C: 1}, {H: 29, W: 37, C: 3}, {H: 30, W: 37, C: 3},
		} {
			want, _, wrong := p.ReadPicture(fsys, "a.png")
			got, err := p.Image(img)
			if !slices.Equal(got, want) || (err == nil) != (wrong == nil) || errors.Is(err, ErrGrey) != errors.Is(wrong, ErrGrey) || errors.Is(err, ErrColoured) != errors.Is(wrong, ErrColoured) {
				t.Errorf("%s as %+v: %v, in a file %v", name, p, err, wrong)
			}
		}
	}
	for _, p := range []Preparation{{H: 4, W: 4, C: 1, Policy: "of a newer version"}, {H: 4, W: 4, C: 2, Policy: PolicyCrop}} {
		if _, err := p.Image(image.NewGray(r)); err == nil {
			t.Errorf("%+v prepares", p)
		}
	}
	if _, err := (Preparation{H: 4, W: 4, C: 1, Policy: PolicyCrop}).Image(image.NewGray(image.Rectangle{})); err == nil {
		t.Error("a picture of nothing is prepared")
	}
}
