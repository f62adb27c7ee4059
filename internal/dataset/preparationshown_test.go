package dataset

import (
	"slices"
	"testing"
	"testing/fstest"
)

// TestReadShown: a picture for people has the shape of what the network sees of it, and is
// what the network would see at that size.
func TestReadShown(t *testing.T) {
	values := make([]uint8, 40*60*3)
	for i := range values {
		values[i] = uint8(i * i % 251)
	}
	file := fstest.MapFS{"a.png": {Data: asPNG(t, values, 40, 60, 3)}}
	for _, c := range []struct {
		prep       Preparation
		most       int
		high, wide int
	}{
		{Preparation{H: 32, W: 32, C: 3, Policy: PolicyStretch}, 100, 40, 60},
		{Preparation{H: 32, W: 32, C: 1, Policy: PolicyStretch}, 30, 20, 30},
		{Preparation{H: 32, W: 32, C: 3, Policy: PolicyStretch, ROI: "10,0,20,40"}, 100, 40, 20},
		{Preparation{H: 32, W: 16, C: 3, Policy: PolicyLetterbox}, 100, 32, 16},
		{Preparation{H: 32, W: 16, C: 3, Policy: PolicyCrop}, 16, 16, 8},
	} {
		pix, high, wide, err := c.prep.ReadShown(file, "a.png", c.most)
		if err != nil || high != c.high || wide != c.wide {
			t.Errorf("%+v: %d x %d, %v; want %d x %d", c.prep, high, wide, err, c.high, c.wide)
			continue
		}
		c.prep.H, c.prep.W = high, wide
		want, _, err := c.prep.ReadPicture(file, "a.png")
		if err != nil || !slices.Equal(pix, want) {
			t.Errorf("%+v: other values than the network's, %v", c.prep, err)
		}
	}
	if _, _, _, err := (Preparation{H: 8, W: 8, C: 3, Policy: PolicyStretch, ROI: "50,50,20,20"}).ReadShown(file, "a.png", 100); err == nil {
		t.Error("a region outside the picture is taken")
	}
}
