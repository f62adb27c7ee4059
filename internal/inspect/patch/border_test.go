package patch

import (
	"math"
	"testing"

	"mekiki/internal/eye"
)

// TestBorder holds it to an average of ones with zeros beyond the border.
func TestBorder(t *testing.T) {
	f, err := New(embedded(t), eye.Options{Height: 64, Width: 96}, nil, 1)
	if err != nil {
		t.Fatal(err)
	}
	if f.High != 8 || f.Wide != 12 || f.coarse != [2]int{4, 6} {
		t.Fatalf("%d x %d, coarse %v", f.High, f.Wide, f.coarse)
	}
	coarse := func(y, x int) float64 {
		y, x = min(max(y, 0), 3), min(max(x, 0), 5)
		sum := 0.0
		for v := y - 1; v <= y+1; v++ {
			for u := x - 1; u <= x+1; u++ {
				if v >= 0 && v < 4 && u >= 0 && u < 6 {
					sum += 1.0 / 9
				}
			}
		}
		return sum
	}
	got := f.Border()
	if len(got) != f.Places() {
		t.Fatalf("%d numbers of %d places", len(got), f.Places())
	}
	for i, v := range got {
		y, x := (float64(i/12)+0.5)/2-0.5, (float64(i%12)+0.5)/2-0.5
		y0, x0 := int(math.Floor(y)), int(math.Floor(x))
		p, q := y-float64(y0), x-float64(x0)
		want := (coarse(y0, x0)*(1-q)+coarse(y0, x0+1)*q)*(1-p) + (coarse(y0+1, x0)*(1-q)+coarse(y0+1, x0+1)*q)*p
		if math.Abs(float64(v)-want) > 1e-6 {
			t.Errorf("place %d: %v, not %v", i, v, want)
		}
	}
	if math.Abs(float64(got[0])-4.0/9) > 1e-6 || got[4*12+6] != 1 {
		t.Errorf("corner %v, middle %v", got[0], got[4*12+6])
	}
}
