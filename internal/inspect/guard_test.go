package inspect

import (
	"bytes"
	"math"
	"slices"
	"testing"

	"mekiki/internal/inspect/risk"
	"mekiki/internal/model"
)

// TestGuardLimits: limits lie beyond what good pictures show, but never beyond what can be, however much
// these differ; sizes are held to where all are known.
func TestGuardLimits(t *testing.T) {
	f := func(light, contrast, detail, colour float64, s Shape) Figures {
		f := Figures{Light: light, Contrast: contrast, Detail: detail, Colour: colour, Typical: 1, Odd: 0.1}
		f.take(s)
		return f
	}
	vga := Shape{480, 640}
	g := newGuard([]Figures{f(20, 5, 0.01, 30, vga), f(120, 80, 0.3, 40, vga), f(240, 60, 0.2, 35, vga)})
	for name, limit := range map[string]float64{"light": g.Least.Light, "contrast": g.Least.Contrast, "detail": g.Least.Detail, "colour": g.Least.Colour} {
		if limit <= 0 {
			t.Errorf("nothing has less %s than %g", name, limit)
		}
	}
	if g.Most.Light >= 255 {
		t.Errorf("nothing is brighter than %g", g.Most.Light)
	}
	ok := f(100, 40, 0.1, 35, vga)
	for want, f := range map[Reason]Figures{
		"":        ok,
		TooDark:   f(3, 40, 0.1, 35, vga),
		TooBright: f(254, 40, 0.1, 35, vga),
		TooFlat:   f(100, 0.5, 0.1, 35, vga),
		TooBlurry: f(100, 40, 0.0002, 35, vga),
		Grey:      f(100, 40, 0.1, 10, vga),
		Colourful: f(100, 40, 0.1, 90, vga),
		OtherSize: f(100, 40, 0.1, 35, Shape{960, 1280}),
		Pressed:   f(3, 40, 0.1, 35, Shape{480, 480}),
	} {
		if got := g.look(f); got != want {
			t.Errorf("%q, want %q", got, want)
		}
	}
	// Cut by a program: some pixels more or less are no other size.
	if got := g.look(f(100, 40, 0.1, 35, Shape{483, 637})); got != "" {
		t.Errorf("nearly the same size: %q", got)
	}
	// Sizes that differ, grey pictures, and pictures of which no size is known.
	g = newGuard([]Figures{f(100, 40, 0.1, 0, Shape{400, 600}), f(101, 41, 0.11, 0.5, Shape{800, 1200})})
	if got := g.look(f(100, 40, 0.1, 0.2, Shape{1000, 1500})); got != "" {
		t.Errorf("a size among those: %q", got)
	}
	if got := g.look(f(100, 40, 0.1, 20, Shape{600, 900})); got != Colourful {
		t.Errorf("colour among grey ones: %q", got)
	}
	g = newGuard([]Figures{f(100, 40, 0.1, 30, Shape{}), f(101, 41, 0.11, 30, vga)})
	if got := g.look(f(100, 40, 0.1, 30, Shape{10, 10})); got != "" {
		t.Errorf("nobody knows the size: %q", got)
	}
	// An inspector of before there were limits of colour and size.
	old := Guard{Least: Figures{Light: 50}, Most: Figures{Light: 150, Typical: 2}}
	if got := old.look(f(100, 40, 0.1, 90, vga)); got != "" {
		t.Errorf("an old guard: %q", got)
	}
}

// TestShaped: the file's shape holds a picture back whatever its score.
func TestShaped(t *testing.T) {
	n := &Inspector{Guard: newGuard([]Figures{{Light: 100, Contrast: 40, Detail: 0.1, Typical: 1, Height: 480, Width: 640, Aspect: 4.0 / 3}})}
	r := &Result{Verdict: risk.NG, Figures: Figures{Light: 100, Contrast: 40, Detail: 0.1, Typical: 1}}
	if n.Shaped(r, Shape{480, 640}); r.Reason != "" || r.Verdict != risk.NG {
		t.Errorf("%v for %q", r.Verdict, r.Reason)
	}
	if n.Shaped(r, Shape{240, 320}); r.Reason != OtherSize || r.Verdict != risk.Review {
		t.Errorf("%v for %q", r.Verdict, r.Reason)
	}
}

// TestSketch: light changes nothing, the negative is 2 away, what moves is odd, and a good picture is not
// its own neighbour.
func TestSketch(t *testing.T) {
	in := model.Input{Height: 40, Width: 56, Channels: 3}
	picture := func(x0, y0 int, dark, bright uint8) []uint8 {
		pix := bytes.Repeat([]uint8{dark}, in.Height*in.Width*3)
		for y := y0; y < y0+12; y++ {
			for i := (y*in.Width + x0) * 3; i < (y*in.Width+x0+20)*3; i++ {
				pix[i] = bright
			}
		}
		return pix
	}
	of := func(pix []uint8) []float32 { return sketch(pix, in) }
	a, dim, negative, far := of(picture(10, 10, 20, 200)), of(picture(10, 10, 10, 70)), of(picture(10, 10, 200, 20)), of(picture(30, 20, 20, 200))
	for _, c := range []struct {
		s        []float32
		low, top float64
	}{{a, -1e-5, 1e-5}, {dim, -1e-5, 1e-3}, {negative, 2 - 1e-5, 2 + 1e-5}, {far, 0.5, 1.5}, {of(picture(0, 0, 90, 90)), 1, 1}} {
		if d := odd(c.s, a, -1); d < c.low || d > c.top {
			t.Errorf("%g, want %g to %g", d, c.low, c.top)
		}
	}
	if d := odds([][]float32{a, dim, far}); d[0] > 1e-3 || d[1] > 1e-3 || d[2] < 0.5 {
		t.Errorf("among others: %v", d)
	}
	many := slices.Repeat([][]float32{far}, 3*sketchMost)
	many[0] = a
	if s := sketches(many); len(s) != sketchMost*sketchValues {
		t.Errorf("%d values are kept", len(s))
	}
	if d := odds(many); math.Abs(d[0]-odd(a, far, -1)) > 1e-9 || d[1] > 1e-5 {
		t.Errorf("of many: %v", d[:2])
	}
}
