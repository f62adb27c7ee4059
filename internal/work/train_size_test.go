package work

import "testing"

// TestEyeSizer: sizes by hand: of the pictures where they are small, in whole strides.
func TestEyeSizer(t *testing.T) {
	for _, c := range [][4]int{
		{128, 128, 128, 128}, {200, 200, 192, 192}, {789, 600, 336, 256}, {2000, 3000, 256, 384},
		{64, 64, 128, 128}, {28, 28, 128, 128}, {30, 60, 128, 256}, {1, 1, 128, 128}, {10, 5000, 16, 4096},
	} {
		if h, w := (eyeSizer{16}).Size(c[0], c[1]); h != c[2] || w != c[3] {
			t.Errorf("%d x %d become %d x %d, not %d x %d", c[0], c[1], h, w, c[2], c[3])
		}
	}
}
