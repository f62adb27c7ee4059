package partfigure

import (
	"bytes"
	"encoding/base64"
	"image"
	"image/png"
	"strings"
	"testing"

	"mekiki/internal/inspect"
	"mekiki/internal/inspect/risk"
	"mekiki/internal/report/kit"
)

// TestScale: places are in order at the thresholds, and what is farther is darker where it
// is seen, so that no eye for colours is needed.
func TestScale(t *testing.T) {
	s := Scale{risk.Thresholds{Low: 2, High: 4}}
	for v, want := range map[float64]float64{-1: 0, 0: 0, 1: 0.5, 2: review, 3: 1.5, 4: ng, 6: 2.5, 8: most, 100: most} {
		if got := s.place(v); got != want {
			t.Errorf("%v lies at %v, want %v", v, got, want)
		}
	}
	for _, s := range []Scale{{risk.Thresholds{Low: 3, High: 3}}, {risk.Thresholds{Low: 0, High: 0}}} {
		if got := s.place(s.High); got != ng && s.High > 0 || s.place(2*s.High+1) < s.place(s.High) {
			t.Errorf("%v: the threshold lies at %v", s, got)
		}
	}
	light := func(at float64) float64 {
		c := shade(at)
		over := func(v uint8) float64 { a := float64(c.A) / 255; return a*float64(v) + (1-a)*255 } // on white
		return 0.2126*over(c.R) + 0.7152*over(c.G) + 0.0722*over(c.B)
	}
	for at := 0.0; at < most-0.05; at += 0.05 {
		if light(at+0.05) > light(at)+1e-9 {
			t.Errorf("lighter at %v, %v, than at %v, %v", at+0.05, light(at+0.05), at, light(at))
		}
	}
}

// TestView: the heat map has the size of the picture and its colours, and places lie where
// they are.
func TestView(t *testing.T) {
	s := Scale{risk.Thresholds{Low: 1, High: 2}}
	p := Judged{File: "a.png", Result: &inspect.Result{
		Map: []float32{0, 9, 0, 9}, High: 2, Wide: 2, Score: 9,
		Regions: []inspect.Region{{X: 0.5, Width: 0.5, Height: 1, Area: 0.5, Score: 9}, {Score: 1.5}},
	}, Picture: &kit.Picture{H: 20, W: 30, C: 3, Pix: make([]uint8, 20*30*3)}}
	v := s.View(p)
	if v.W != 30 || v.H != 20 || len(v.Boxes) != 2 || v.Boxes[0] != (Box{1, 50, 0, 50, 100, 0.5, 9, true}) || v.Boxes[1].NG {
		t.Errorf("%d x %d, %+v", v.W, v.H, v.Boxes)
	}
	raw, err := base64.StdEncoding.DecodeString(strings.TrimPrefix(string(v.Heat), "data:image/png;base64,"))
	if err != nil {
		t.Fatal(err)
	}
	img, err := png.Decode(bytes.NewReader(raw))
	if err != nil {
		t.Fatal(err)
	}
	_, _, _, left := img.At(0, 10).RGBA()
	_, _, _, right := img.At(29, 10).RGBA()
	if img.Bounds().Dx() != 30 || img.Bounds().Dy() != 20 || left != 0 || right>>8 != uint32(stops[len(stops)-1].colour.A) {
		t.Errorf("%v, opacities %d and %d", img.Bounds(), left>>8, right>>8)
	}
	if !strings.HasPrefix(string(v.Picture), "data:image/jpeg") {
		t.Error("no picture")
	}
	p.Picture = nil
	if v := s.View(p); v.Picture != "" || v.Heat != "" {
		t.Error("a picture out of nothing")
	}
	if c := s.Card(Judged{File: "b", Error: "is empty", Result: &inspect.Result{}}); c.Tag != "review" || c.Why.String() != "is empty" {
		t.Errorf("%+v", c)
	}
}

func TestLegend(t *testing.T) {
	if l := (Scale{risk.Thresholds{Low: 1, High: 2}}).Legend(); len(l.Ticks) != 2 || l.Ticks[0].Text.String() != "REVIEW from 1" || l.Ticks[1].Text.String() != "NG from 2" {
		t.Errorf("%v", l.Ticks)
	}
	if l := (Scale{risk.Thresholds{Low: 2, High: 2}}).Legend(); len(l.Ticks) != 1 {
		t.Errorf("one threshold: %v", l.Ticks)
	}
}

// TestUnjudged: what lies outside of the region that was judged is veiled, and nothing else.
func TestUnjudged(t *testing.T) {
	s := Scale{risk.Thresholds{Low: 1, High: 2}}
	r := &inspect.Result{Map: make([]float32, 4), High: 2, Wide: 2, ROI: &inspect.ROI{X: 0.5, Y: 0, Width: 0.5, Height: 0.5}}
	img, err := png.Decode(bytes.NewReader(s.Heat(r, 10, 20, image.Rect(4, 0, 16, 10), png.BestSpeed)))
	if err != nil {
		t.Fatal(err)
	}
	for y := range 10 {
		for x := range 20 {
			_, _, _, a := img.At(x, y).RGBA()
			if judged := x >= 10 && x < 16 && y < 5; (a == 0) != judged {
				t.Fatalf("opacity %d at %d, %d", a, x, y)
			}
		}
	}
}

// TestHeatBesidePicture: a map that covers a part of the picture, or reaches beyond it, lies where
// it belongs, and the rest is free.
func TestHeatBesidePicture(t *testing.T) {
	s := Scale{risk.Thresholds{Low: 1, High: 2}}
	r := &inspect.Result{Map: []float32{9, 9, 9, 9}, High: 2, Wide: 2}
	for name, c := range map[string]struct {
		at   image.Rectangle
		seen func(x, y int) bool
	}{
		"right half": {image.Rect(10, 0, 20, 10), func(x, _ int) bool { return x >= 10 }},
		"beyond":     {image.Rect(-5, -5, 30, 5), func(_, y int) bool { return y < 5 }},
	} {
		img, err := png.Decode(bytes.NewReader(s.Heat(r, 10, 20, c.at, png.BestSpeed)))
		if err != nil || img.Bounds().Dx() != 20 || img.Bounds().Dy() != 10 {
			t.Fatal(name, err)
		}
		for y := range 10 {
			for x := range 20 {
				if _, _, _, a := img.At(x, y).RGBA(); (a > 0) != c.seen(x, y) {
					t.Fatalf("%s: opacity %d at %d, %d", name, a, x, y)
				}
			}
		}
	}
}
