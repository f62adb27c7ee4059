package inspect

import (
	"slices"
	"testing"

	"mekiki/internal/inspect/risk"
)

// TestROI: what lies outside of the box is not judged, whatever is there; what is inside is judged as without a box.
func TestROI(t *testing.T) {
	n := *many.of(t, 12)
	n.Guard = Guard{}
	list, _ := rings(t, 60, 1)
	stained := slices.Clone(list[0])
	for y := 10; y < 60; y++ { // left above
		for x := 10; x < 60; x++ {
			copy(stained[(y*side+x)*3:], []uint8{250, 0, 250})
		}
	}
	judge := func(b *ROI, pix []uint8) *Result {
		m := n
		m.ROI = b
		j, err := m.Judge(2)
		if err != nil {
			t.Fatal(err)
		}
		defer j.Close()
		return j.Judge(pix)
	}
	bare := judge(nil, stained)
	all := judge(&ROI{0, 0, 1, 1}, stained)
	if all.Score != bare.Score || !slices.Equal(all.Map, bare.Map) {
		t.Errorf("a box around all: score %v, without %v", all.Score, bare.Score)
	}
	if bare.Verdict != risk.NG {
		t.Fatalf("the stain is %v: %v", bare.Verdict, bare.Score)
	}
	around := judge(&ROI{0, 0, 0.5, 0.5}, stained)
	if around.Score != bare.Score || around.Verdict != risk.NG || len(around.Regions) == 0 {
		t.Errorf("a box around the stain: %v, score %v, without %v", around.Verdict, around.Score, bare.Score)
	}
	for _, b := range []ROI{{0.1, 0, 0.6, 0.8}, {0.3, 0.3, 0.1, 0.1}, {0, 0.5, 1, 0.5}} {
		whole, part := judge(nil, list[0]), judge(&b, list[0])
		if part.Score > whole.Score {
			t.Errorf("%+v: score %v, of the whole picture %v", b, part.Score, whole.Score)
		}
		for i, v := range part.Map {
			if v != 0 && v != whole.Map[i] {
				t.Fatalf("%+v: place %d has %v, in the whole picture %v", b, i, v, whole.Map[i])
			}
		}
	}
	beside := ROI{0.5, 0.5, 0.5, 0.5}
	clean, dirty := judge(&beside, list[0]), judge(&beside, stained)
	if dirty.Verdict != risk.OK || len(dirty.Regions) != 0 || dirty.Score > 1.2*clean.Score {
		t.Errorf("a box that leaves the stain out: %v, score %v, of the clean part %v, %v", dirty.Verdict, dirty.Score, clean.Score, dirty.Regions)
	}
	in := beside.window(dirty.High, dirty.Wide)
	for i, v := range dirty.Map {
		x, y := i%dirty.Wide, i/dirty.Wide
		if inside := x >= in.x0 && y >= in.y0; (v > 0) != inside {
			t.Fatalf("place %d, %d: %v", x, y, v)
		}
	}
	if dirty.Nearest.X < 0.5 || dirty.Nearest.Y < 0.5 {
		t.Errorf("the worst place is outside: %+v", dirty.Nearest)
	}
	m := n
	m.ROI = &beside
	e, err := m.Explainer(1)
	if err != nil {
		t.Fatal(err)
	}
	defer e.Close()
	if p := e.Explain(stained, 3, 1).Places; len(p) != 1 || p[0].X < 0.5 || p[0].Y < 0.5 {
		t.Errorf("%+v", p)
	}
}

// TestWindow: a place is inside if its middle is, and there is always one.
func TestWindow(t *testing.T) {
	for _, c := range []struct {
		b    *ROI
		want window
	}{
		{nil, window{0, 10, 0, 5}},
		{&ROI{0, 0, 1, 1}, window{0, 10, 0, 5}},
		{&ROI{0.05, 0.1, 0.9, 0.8}, window{0, 9, 0, 4}}, // a middle on the upper border is outside
		{&ROI{0.06, 0.11, 0.9, 0.8}, window{1, 10, 1, 5}},
		{&ROI{0.46, 0.31, 0.01, 0.01}, window{5, 6, 2, 3}},
		{&ROI{0.99, 0.99, 0.01, 0.01}, window{9, 10, 4, 5}},
	} {
		if got := c.b.window(5, 10); got != c.want {
			t.Errorf("%+v: %+v, want %+v", c.b, got, c.want)
		}
	}
}
