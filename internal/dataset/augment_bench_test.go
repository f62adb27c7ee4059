package dataset

import "testing"

// BenchmarkAugment shows what one picture of 28x28 costs: what is only read,
// moved by whole pixels, warped, and all changes together.
func BenchmarkAugment(b *testing.B) {
	grey := &Images{N: 64, H: 28, W: 28, C: 1, Pix: make([]uint8, 64*784)}
	colour := &Images{N: 1, H: 256, W: 256, C: 3, Pix: make([]uint8, 256*256*3)}
	for i := range grey.Pix {
		grey.Pix[i] = uint8(i * 7)
	}
	for _, c := range []struct {
		name, text string
		im         *Images
	}{
		{"none", "none", grey},
		{"flip+shift", "flip shift=2", grey},
		{"erase", "erase=1", grey},
		{"light", "brightness=0.1 contrast=0.1", grey},
		{"warp", "flip shift=2 rotate=10 scale=0.1", grey},
		{"all", "flip shift=2 rotate=10 scale=0.1 erase=0.3 brightness=0.1 contrast=0.1", grey},
		{"warp-256x256x3", "flip shift=2 rotate=10 scale=0.1", colour},
	} {
		a, err := ParseAugmentation(c.text)
		if err != nil {
			b.Fatal(err)
		}
		dst := make([]float32, c.im.Size())
		b.Run(c.name, func(b *testing.B) {
			b.ReportAllocs()
			for i := 0; b.Loop(); i++ {
				a.Apply(dst, c.im, i%c.im.N, 1, i, 0)
			}
		})
	}
}
