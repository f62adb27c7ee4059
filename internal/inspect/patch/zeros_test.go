package patch

import (
	"math"
	"testing"

	"mekiki/internal/eye"
)

// TestZerosBeyondTheBorder: where the window hangs over the border, only the share of it that
// lies within counts; all other places keep their bits.
func TestZerosBeyondTheBorder(t *testing.T) {
	const side = 64
	pix := make([]uint8, side*side*3)
	for i := range pix {
		pix[i] = uint8(i * i >> 3)
	}
	look := func(as As) (*Features, []float32) {
		f, err := New(embedded(t), eye.Options{Height: side, Width: side}, as, 1)
		if err != nil {
			t.Fatal(err)
		}
		l := f.Looker()
		defer l.Close()
		x := make([]float32, f.Places()*f.Dim)
		l.Look(pix).Rows(x)
		return f, x
	}
	f, plain := look(As{})
	_, zeros := look(As{Zeros: true})
	if f.Layers[0].Zeros || f.Layers[1].Channels != 40 {
		t.Fatalf("layers %+v", f.Layers)
	}
	fine := f.Layers[0].Channels // of the map's own size, behind the coarse one
	at := func(x []float32, r, c int) []float32 { return x[(r*f.Wide+c)*f.Dim:][:f.Dim] }
	for r := range f.High {
		for c := range f.Wide {
			share := 1.0
			for _, edge := range []bool{r == 0 || r == f.High-1, c == 0 || c == f.Wide-1} {
				if edge {
					share *= 2.0 / 3
				}
			}
			inside := min(r, c, f.High-1-r, f.Wide-1-c) > 2 // of the coarse map, too
			for q, v := range at(plain, r, c) {
				w := at(zeros, r, c)[q]
				switch {
				case inside && v != w:
					t.Fatalf("place %d, %d, number %d: %v with zeros, %v without", r, c, q, w, v)
				case q >= fine && math.Abs(float64(w)-share*float64(v)) > 1e-5*(1+math.Abs(float64(v))):
					t.Fatalf("place %d, %d, number %d: %v with zeros, not %v of %v", r, c, q, w, share, v)
				}
			}
		}
	}
}
