package inspect

import (
	"math"
	"testing"

	"mekiki/internal/inspect/gallery"
)

// TestBorder: near the border all distances count less by the share that patch.Features.Border
// gives, in the first power; an inspector of before does not.
func TestBorder(t *testing.T) {
	n := *few.of(t, 3)
	if !n.Border {
		t.Fatal("a new inspector has distances near the border count as all others")
	}
	ring, _ := rings(t, 60, 1)
	see := func(border bool) (*Sight, []float32) {
		n.Border = border
		j, err := n.Judge(1)
		if err != nil {
			t.Fatal(err)
		}
		defer j.Close()
		return j.sight(ring[0]), j.border
	}
	with, share := see(true)
	without, none := see(false)
	if none != nil || share[0] == 1 {
		t.Fatalf("shares %v and %v", share[0], none)
	}
	for p := range gallery.Parts {
		for i, v := range without.maps[p] {
			if got := with.maps[p][i]; math.Abs(float64(got-v*share[i])) > 1e-6*float64(v) {
				t.Fatalf("%s of place %d: %v, not %v of %v", PartNames[p], i, got, share[i], v)
			}
		}
	}
}
