package selftaught

import (
	"bytes"
	"math"
	"slices"
	"testing"

	"mekiki/internal/drawn"
)

const side = 96

// weaves are a pool of drawn cloths.
func weaves(n int) *Pool {
	p := &Pool{Height: side, Width: side}
	for i := range n {
		im := drawn.Draw(drawn.Part{Kind: drawn.Weave, Seed: uint64(i + 1), Width: side, Height: side})
		var pix []uint8
		for at := 0; at < len(im.Pix); at += 4 {
			pix = append(pix, im.Pix[at:at+3]...)
		}
		p.Pix = append(p.Pix, pix)
	}
	return p
}

// ramps is a pool of one picture whose values tell where they stand: red is the column, green twice the row.
func ramps() *Pool {
	p := &Pool{Height: side, Width: side}
	var pix []uint8
	for y := range side {
		for x := range side {
			pix = append(pix, uint8(x), uint8(2*y), 7)
		}
	}
	p.Pix = [][]uint8{pix}
	return p
}

// TestPreprocess: brightness and its deviation are those of the pictures, channel by channel.
func TestPreprocess(t *testing.T) {
	p := &Pool{Height: 1, Width: 2, Pix: [][]uint8{{10, 0, 7, 20, 4, 7}, {30, 0, 7, 40, 4, 7}}}
	got := p.preprocess()
	if want := []float64{25, 2, 7}; !slices.Equal(got.Mean, want) {
		t.Errorf("mean %v, want %v", got.Mean, want)
	}
	if want := []float64{math.Sqrt(125), 2, 1}; !slices.Equal(got.Std, want) { // a flat channel is not divided by 0
		t.Errorf("deviation %v, want %v", got.Std, want)
	}
}

// TestCrop: not turned nor zoomed a patch is what stands there; turned by 90° its rows are columns; beyond the border stands the border.
func TestCrop(t *testing.T) {
	p := weaves(1)
	middle := spot{side/2 - 0.5, side/2 - 0.5}
	at := func(y, x, c int) uint8 { return p.Pix[0][(y*side+x)*channels+c] }
	plain, turned := make([]uint8, patchValues), make([]uint8, patchValues)
	p.crop(plain, 0, middle, 0, 1)
	p.crop(turned, 0, middle, 90, 1)
	const first = side/2 - Side/2
	for r := range Side {
		for c := range Side {
			for k := range channels {
				if got, want := plain[(r*Side+c)*channels+k], at(first+r, first+c, k); got != want {
					t.Fatalf("row %d, column %d: %d, not %d", r, c, got, want)
				}
				if got, want := turned[(r*Side+c)*channels+k], at(first+Side-1-c, first+r, k); max(got, want)-min(got, want) > 1 {
					t.Fatalf("turned, row %d, column %d: %d, not %d", r, c, got, want)
				}
			}
		}
	}
	p.crop(plain, 0, spot{-1000, -1000}, 0, 1)
	if !bytes.Equal(plain, bytes.Repeat(p.Pix[0][:channels], Side*Side)) {
		t.Error("far beyond the corner does not stand the corner")
	}
}

// TestCropBetweenPixels: turned and zoomed, a patch has what stands between pixels.
func TestCropBetweenPixels(t *testing.T) {
	p, got := ramps(), make([]uint8, patchValues)
	at := spot{50.25, 45.5}
	for _, c := range []struct{ degrees, zoom float64 }{{0, 1}, {30, 0.8}, {-10, 1.1}, {180, 0.5}} {
		p.crop(got, 0, at, c.degrees, c.zoom)
		sin, cos := math.Sincos(c.degrees * math.Pi / 180)
		for r := range Side {
			for u := range Side {
				dy, dx := c.zoom*(float64(r)-(Side-1)/2.0), c.zoom*(float64(u)-(Side-1)/2.0)
				y, x := at.y+dy*cos-dx*sin, at.x+dy*sin+dx*cos
				own := got[(r*Side+u)*channels:]
				if math.Abs(float64(own[0])-x) > 0.51 || math.Abs(float64(own[1])-2*y) > 0.51 || own[2] != 7 {
					t.Fatalf("%+v, row %d, column %d: %d, not of %v, %v", c, r, u, own[:channels], y, x)
				}
			}
		}
	}
}
