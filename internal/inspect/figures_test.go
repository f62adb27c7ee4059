package inspect

import (
	"math"
	"math/rand/v2"
	"testing"

	"mekiki/internal/model"
)

// TestMeasure: the figures of a picture are those of plain loops over its values.
func TestMeasure(t *testing.T) {
	rng := rand.New(rand.NewPCG(1, 2))
	for _, in := range []model.Input{{Height: 7, Width: 5, Channels: 3}, {Height: 3, Width: 9, Channels: 1}, {Height: 1, Width: 1, Channels: 3}, {Height: 2, Width: 1, Channels: 1}} {
		pix := make([]uint8, in.Height*in.Width*in.Channels)
		for i := range pix {
			pix[i] = uint8(rng.Uint32())
		}
		at := func(y, x, c int) float64 { return float64(pix[(y*in.Width+x)*in.Channels+c]) }
		var sum, square, step, colour float64
		for y := range in.Height {
			for x := range in.Width {
				least, most := 255.0, 0.0
				for c := range in.Channels {
					v := at(y, x, c)
					sum, square = sum+v, square+v*v
					least, most = min(least, v), max(most, v)
					if x > 0 {
						step += math.Abs(v - at(y, x-1, c))
					}
				}
				colour += most - least
			}
		}
		n := float64(len(pix))
		contrast := math.Sqrt(math.Max(0, square/n-sum/n*sum/n))
		want := Figures{Light: sum / n, Contrast: contrast, Detail: step / n / math.Max(contrast, 1), Colour: colour / n * float64(in.Channels), Typical: 0.5}
		got := measure(pix, in, 0.5)
		for name, v := range map[string][2]float64{"light": {got.Light, want.Light}, "contrast": {got.Contrast, want.Contrast}, "detail": {got.Detail, want.Detail}, "colour": {got.Colour, want.Colour}, "typical": {got.Typical, want.Typical}} {
			if math.Abs(v[0]-v[1]) > 1e-9*(1+math.Abs(v[1])) {
				t.Errorf("%d x %d x %d, %s: %g, want %g", in.Height, in.Width, in.Channels, name, v[0], v[1])
			}
		}
	}
}
