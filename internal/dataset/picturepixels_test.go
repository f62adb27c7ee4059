package dataset

import (
	"image"
	"image/color"
	"math/rand/v2"
	"testing"
)

// TestPhotoPixels: whatever pixels share their colour, and wherever a picture was cut out, they
// are those of package color.
func TestPhotoPixels(t *testing.T) {
	rng := rand.New(rand.NewPCG(7, 8))
	for ratio := image.YCbCrSubsampleRatio444; ratio <= image.YCbCrSubsampleRatio410; ratio++ {
		for trial := range 20 {
			at := image.Pt(rng.IntN(5), rng.IntN(5))
			whole := image.NewYCbCr(image.Rectangle{Max: image.Pt(40, 30)}.Add(at), ratio)
			for _, plane := range [][]uint8{whole.Y, whole.Cb, whole.Cr} {
				for i := range plane {
					if plane[i] = uint8(rng.Uint32()); rng.IntN(4) == 0 {
						plane[i] = 255 * uint8(rng.IntN(2)) // the ends
					}
				}
			}
			if trial == 0 {
				for i := range whole.Cb {
					whole.Cb[i], whole.Cr[i] = 128, 128
				}
			}
			cut := image.Rect(rng.IntN(6), rng.IntN(6), 20+rng.IntN(20), 20+rng.IntN(10)).Add(at)
			img := whole.SubImage(cut).(*image.YCbCr)
			if trial%5 == 4 { // drawn left of nothing, which the quick way does not take
				img = &image.YCbCr{Y: whole.Y, Cb: whole.Cb, Cr: whole.Cr, YStride: whole.YStride, CStride: whole.CStride, SubsampleRatio: ratio, Rect: image.Rect(-8, -8, 20, 12)}
			}
			var p Picture
			got, channels := p.pixels(img)
			b := img.Bounds()
			if grey := trial == 0; grey != (channels == 1) || grey == p.Coloured || len(got) != channels*b.Dx()*b.Dy() {
				t.Fatalf("%v: %d channels, coloured %v", ratio, channels, p.Coloured)
			}
			for i, v := range got {
				x, y := b.Min.X+i/channels%b.Dx(), b.Min.Y+i/channels/b.Dx()
				c := img.YCbCrAt(x, y)
				r, g, b := color.YCbCrToRGB(c.Y, c.Cb, c.Cr)
				if want := [3]uint8{r, g, b}[i%channels]; v != want {
					t.Fatalf("%v, %v, pixel %d,%d: %d, want %d", ratio, img.Rect, x, y, v, want)
				}
			}
		}
	}
}

// TestShownPixels: of pictures that are opaque here and transparent there, whole or cut out, each pixel is that
// of shownOnWhite.
func TestShownPixels(t *testing.T) {
	rng := rand.New(rand.NewPCG(9, 10))
	for trial := range 40 {
		whole := image.Rect(-3, -2, 37, 28)
		straight, multiplied := image.NewNRGBA(whole), image.NewRGBA(whole)
		for i := range straight.Pix {
			straight.Pix[i] = uint8(rng.Uint32())
			if i%4 == 3 && rng.IntN(trial+1) < 5 {
				straight.Pix[i] = 255
			}
			if multiplied.Pix[i] = straight.Pix[i]; i%4 == 3 {
				for c := i - 3; c < i; c++ {
					multiplied.Pix[c] = min(multiplied.Pix[c], straight.Pix[i])
				}
			}
		}
		cut := image.Rect(rng.IntN(5), rng.IntN(5), 10+rng.IntN(20), 10+rng.IntN(15))
		for _, img := range []image.Image{straight, multiplied, straight.SubImage(cut), multiplied.SubImage(cut)} {
			var p, want Picture
			got := p.shownPixels(img)
			b := img.Bounds()
			for i := range len(got) / 3 {
				v := shownOnWhite(img.At(b.Min.X+i%b.Dx(), b.Min.Y+i/b.Dx()))
				if got := [3]uint8(got[3*i:]); got != v.rgb {
					t.Fatalf("%T %v, pixel %d: %v, want %v", img, b, i, got, v.rgb)
				}
				want.Coloured = want.Coloured || v.rgb[0] != v.rgb[1] || v.rgb[1] != v.rgb[2]
				want.Transparent = want.Transparent || v.transparent
			}
			if len(got) != 3*b.Dx()*b.Dy() || p.Coloured != want.Coloured || p.Transparent != want.Transparent {
				t.Fatalf("%T %v: %d values, coloured %v, transparent %v", img, b, len(got), p.Coloured, p.Transparent)
			}
		}
	}
}
