package inspect

import (
	"context"
	"math"
	"testing"
)

// TestAutoLight: good parts that are lit alike are taken as they are, others in the usual light; so are few.
func TestAutoLight(t *testing.T) {
	good, _ := labels(t, 4)
	for _, c := range []struct {
		vary float64
		want Light
	}{{0, RawLight}, {0.2, UsualLight}} {
		var list shelf
		for i, pix := range good {
			lit := make([]uint8, len(pix))
			for k, v := range pix {
				lit[k] = uint8(float64(v) * (0.7 + c.vary*float64(i%3-1)))
			}
			list = append(list, lit)
		}
		f := &fit{FitOptions: FitOptions{Light: AutoLight, Workers: 1}, n: 4, good: list}
		if err := f.findLight(context.Background()); err != nil {
			t.Fatal(err)
		}
		if got := (&Inspector{Scale: Scale{Light: f.light}}).LightMode(); got != c.want {
			t.Errorf("good labels whose light varies by %v are taken in the light %q", c.vary, got)
		}
	}
	if logSpread([]float64{0, 0.5}) != 0 || math.Abs(logSpread([]float64{10, 10 * math.E})-math.Sqrt(0.5)) > 1e-12 {
		t.Error("the spread of logarithms")
	}
}

// TestLight: a part that is lit otherwise looks as it did, to an inspector that brings pictures to the usual light, and
// to none that takes them as they are; the guard sees it either way, and the file keeps it.
func TestLight(t *testing.T) {
	list := map[Light]*Inspector{}
	for _, l := range Lights() {
		list[l] = fit128(t, func(o *FitOptions) { o.Light = l })
	}
	good, _ := labels(t, 6)
	pix := good[5]
	dim := make([]uint8, len(pix))
	for i, v := range pix {
		dim[i] = uint8(math.Round(20 + 0.6*float64(v)))
	}
	usual, raw := scores(t, list[UsualLight], pix, dim), scores(t, list[RawLight], pix, dim)
	if math.Abs(usual[1]/usual[0]-1) > 0.02 || raw[1] < 1.08*raw[0] {
		t.Errorf("a label and the same with less light: %v in the usual light, %v as they are", usual, raw)
	}
	plain, darker := judgedBy(t, list[UsualLight], pix).Figures, judgedBy(t, list[UsualLight], dim).Figures
	if !(darker.Light < plain.Light-10) || !(darker.Contrast < 0.7*plain.Contrast) {
		t.Errorf("the guard sees %+v and %+v", plain, darker)
	}
	if list[RawLight].Light != nil {
		t.Error("pictures as they are have a light")
	}
}
