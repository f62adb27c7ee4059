package dataset

import (
	"math"
	"testing"
)

// TestFrame: where what is prepared lies in a picture of 100 x 200, by hand.
func TestFrame(t *testing.T) {
	for name, c := range map[string]struct {
		p    Preparation
		want [4]float64 // top, left, high, wide
	}{
		"stretch":            {Preparation{H: 64, W: 64, C: 1, Policy: PolicyStretch}, [4]float64{0, 0, 1, 1}},
		"crop of a wide one": {Preparation{H: 50, W: 50, C: 1, Policy: PolicyCrop}, [4]float64{0, 0.25, 1, 0.5}},
		"bars above, below":  {Preparation{H: 50, W: 50, C: 1, Policy: PolicyLetterbox}, [4]float64{-0.48, 0, 2, 1}}, // 12 lines of 50 above 25
		"region":             {Preparation{H: 50, W: 50, C: 1, Policy: PolicyStretch, ROI: "20,10,100,50"}, [4]float64{0.1, 0.1, 0.5, 0.5}},
	} {
		if roi := c.p.ROI; roi != "" {
			var err error
			if c.p.ROI, err = ParseROI(roi); err != nil {
				t.Fatalf("%s: %v", name, err)
			}
		}
		top, left, high, wide, err := c.p.Frame(100, 200)
		got := [4]float64{top, left, high, wide}
		for i, v := range got {
			if math.Abs(v-c.want[i]) > 1e-9 || err != nil {
				t.Errorf("%s: %v, %v; want %v", name, got, err, c.want)
				break
			}
		}
	}
}
