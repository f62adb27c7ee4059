package inspect

import (
	"math"
	"testing"
)

// TestSize: sizes by hand, and what holds for all.
func TestSize(t *testing.T) {
	for _, c := range []struct {
		high, wide int
		defect     float64
		h, w       int
		places     float64
	}{
		{789, 600, 0, 336, 256, 0},
		{300, 300, 0, 256, 256, 0},
		{128, 200, 0, 128, 192, 0},      // never enlarged
		{3000, 4000, 16, 3008, 4000, 0}, // replaced below: one place a pixel and a half at most
		{1024, 1024, 32, 512, 512, 2},
		{1024, 1024, 500, 256, 256, 500.0 / 4 / 8}, // never less than the default
		{10, 900, 0, 16, 896, 0},
		{9000, 9000, 4, 4096, 4096, 4 * 4096.0 / 9000 / 8},
	} {
		if c.defect == 16 {
			c.h, c.w, c.places = 2992, 4000, 16*2992.0/3000/8
		}
		h, w, places := SizeRule{High: c.high, Wide: c.wide, Defect: c.defect, Finest: 8, Coarsest: 16}.Size()
		if h != c.h || w != c.w || math.Abs(places-c.places) > 1e-9 {
			t.Errorf("%d x %d with defects of %g: %d x %d and %g places, want %d x %d and %g", c.high, c.wide, c.defect, h, w, places, c.h, c.w, c.places)
		}
	}
}
