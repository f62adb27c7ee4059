package inspect

import (
	"slices"
	"testing"
)

// TestMarkedPlaces: a place is marked where the mask covers half of it; a mask too small for that
// marks the place that it covers most; an empty one none.
func TestMarkedPlaces(t *testing.T) {
	const h, w = 8, 12 // a map of 2 x 3 places of 4 x 4 values
	mask := func(x, y, wide, high int) []uint8 {
		m := make([]uint8, h*w)
		for j := y; j < y+high; j++ {
			for i := x; i < x+wide; i++ {
				m[j*w+i] = 255
			}
		}
		return m
	}
	for _, c := range []struct {
		mask []uint8
		want []int
	}{
		{mask(0, 0, 0, 0), nil},
		{mask(0, 0, w, h), []int{0, 1, 2, 3, 4, 5}},
		{mask(2, 0, 5, 4), []int{0, 1}}, // half of the first, three quarters of the second
		{mask(3, 0, 4, 4), []int{1}},    // a quarter of the first
		{mask(7, 3, 2, 3), []int{4, 5}}, // of four places 1, 1, 2 and 2 values
	} {
		if got := markedPlaces(c.mask, h, w, 2, 3); !slices.Equal(got, c.want) {
			t.Errorf("%v, want %v", got, c.want)
		}
	}
}
