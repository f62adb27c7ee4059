package dataset

import (
	"slices"
	"testing"
)

func TestTwins(t *testing.T) {
	train := &Images{N: 4, H: 1, W: 2, C: 1, Pix: []uint8{1, 2, 3, 4, 1, 2, 2, 1}}
	test := &Images{N: 3, H: 1, W: 2, C: 1, F32: []float32{3.0 / 255, 4.0 / 255, 0.5, 0.25, 0.5, 0.25}}
	if got, want := Twins(train, test), []int32{0, 1, 0, 3, 1, 5, 5}; !slices.Equal(got, want) {
		t.Errorf("twins %v, want %v", got, want)
	}
	if got := Twins(); len(got) != 0 {
		t.Errorf("twins of nothing: %v", got)
	}
}

func TestRelabelled(t *testing.T) {
	im := &Images{N: 5, H: 1, W: 2, C: 1, Pix: []uint8{1, 2, 3, 4, 1, 2, 2, 1, 1, 2}, Labels: []int32{0, 1, 1, 1, 0}}
	if got := Relabelled(im); got != 1 {
		t.Errorf("%d pictures, want the third alone", got)
	}
	floats := &Images{N: 5, H: 1, W: 2, C: 1, F32: make([]float32, 10), Labels: []int32{2, 1, 1, 1, 0}}
	for i := range 5 {
		im.Floats(floats.F32[2*i:2*i+2], i)
	}
	if got := Relabelled(floats); got != 2 {
		t.Errorf("%d pictures of floats, want 2", got)
	}
	im.Labels = nil
	if got := Relabelled(im); got != 0 {
		t.Errorf("%d of pictures without labels", got)
	}
}
