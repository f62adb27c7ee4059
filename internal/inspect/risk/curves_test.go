package risk

import (
	"math"
	"math/rand/v2"
	"testing"
)

// TestCurveHasItsAreas: the area under the curve of recall over overkill is the AUROC, and the
// steps of precision over recall are the AP, with ties as without.
func TestCurveHasItsAreas(t *testing.T) {
	rng := rand.New(rand.NewPCG(3, 4))
	for _, ties := range []float64{0, 8} {
		var parts []Part
		for i := range 200 {
			s := rng.NormFloat64() + float64(i%2)
			if ties > 0 {
				s = math.Round(s*ties) / ties
			}
			parts = append(parts, Part{Score: s, Bad: i%2 == 1})
		}
		f, err := Test(parts, Options{Thresholds: Thresholds{0, 1}, Confidence: 0.95})
		if err != nil {
			t.Fatal(err)
		}
		area, ap := 0.0, 0.0
		c := Curve(parts)
		for i := 1; i < len(c); i++ {
			area += (c[i].Overkill - c[i-1].Overkill) * (c[i].Recall + c[i-1].Recall) / 2
			ap += (c[i].Recall - c[i-1].Recall) * c[i].Precision
		}
		if math.Abs(area-f.Ranking.AUROC.Value) > 1e-12 || math.Abs(ap-f.Ranking.AP.Value) > 1e-12 {
			t.Errorf("areas %v and %v, want %v and %v", area, ap, f.Ranking.AUROC.Value, f.Ranking.AP.Value)
		}
		if first, last := c[0], c[len(c)-1]; first != (CurvePoint{0, 0, 1}) || last != (CurvePoint{1, 1, 0.5}) {
			t.Errorf("from %v to %v", first, last)
		}
	}
	if c := Curve([]Part{{Score: 1}}); c != nil {
		t.Errorf("without a bad part %v", c)
	}
}
