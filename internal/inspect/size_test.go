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
		two        bool
		h, w       int
		places     float64
	}{
		{789, 600, 0, false, 336, 256, 0},
		{300, 300, 0, false, 256, 256, 0},
		{128, 200, 0, false, 128, 192, 0},                                               // never enlarged
		{3000, 4000, DefectPlaces, false, 2992, 4000, DefectPlaces * 2992.0 / 3000 / 8}, // nor above the last multiple
		{1024, 1024, 16 * DefectPlaces, false, 512, 512, DefectPlaces},
		{1024, 1024, 500, false, 256, 256, 500.0 / 4 / 8}, // never less than the default
		{1024, 1024, 500, true, 512, 512, 500.0 / 2 / 8},
		{789, 600, 0, true, 672, 512, 0},
		{300, 300, 0, true, 288, 288, 0},
		{10, 900, 0, false, 16, 896, 0},
		{9000, 9000, 4, false, 4096, 4096, 4 * 4096.0 / 9000 / 8},
	} {
		rule := SizeRule{High: c.high, Wide: c.wide, Defect: c.defect, Two: c.two, Finest: 8, Coarsest: 16}
		h, w, places := rule.Size()
		if h != c.h || w != c.w || math.Abs(places-c.places) > 1e-9 {
			t.Errorf("%d x %d with defects of %g: %d x %d and %g places, want %d x %d and %g", c.high, c.wide, c.defect, h, w, places, c.h, c.w, c.places)
		}
		top := rule.Top(h, w, places)
		if most := float64(h*w/64) * TopShare; (top == 0) != (c.defect == 0) || float64(top) > max(1, most) || top > 1 && float64(top) > places*places+0.5 {
			t.Errorf("%d x %d with defects of %g: scores over %d places", c.high, c.wide, c.defect, top)
		}
	}
}
