package defect

import (
	"bytes"
	"image"
	"math"
	"math/rand/v2"
	"testing"
)

// textured is a picture with hills of light, a little noise and a bright disc.
func textured(width, height, channels int, seed uint64) *Picture {
	rng := rand.New(rand.NewPCG(seed, 9))
	p := &Picture{width, height, channels, make([]byte, width*height*channels)}
	phase := 7 * rng.Float64()
	for y := range height {
		for x := range width {
			v := 60 + 20*math.Sin(float64(x)/5+phase)*math.Cos(float64(y)/7)
			if math.Hypot(float64(x-width/2), float64(y-height/2)) < float64(width)/4 {
				v += 90
			}
			for c := range channels {
				p.Pix[(y*width+x)*channels+c] = byteOf(v + 10*float64(c) + 2*rng.NormFloat64())
			}
		}
	}
	return p
}

func random(seed uint64) *rand.Rand { return rand.New(rand.NewPCG(seed, 1)) }

// changes are how many pixels differ within the mask and outside of it, how many the mask
// has, and the mean change within, in levels.
func changes(good, bad *Picture, mask []byte) (within, outside, masked int, mean float64) {
	for i, m := range mask {
		a, b := good.Pix[i*good.Channels:][:good.Channels], bad.Pix[i*good.Channels:][:good.Channels]
		switch differs := !bytes.Equal(a, b); {
		case m == 0 && differs:
			outside++
		case m != 0:
			masked++
			if differs {
				within++
			}
			for c := range a {
				mean += math.Abs(float64(a[c]) - float64(b[c]))
			}
		}
	}
	return within, outside, masked, mean / float64(max(masked*good.Channels, 1))
}

// TestMaskIsWhereThePictureChanged: nothing outside of the mask or of the part changes, and
// most within does. The same numbers give the same defect; the picture stays as it was.
func TestMaskIsWhereThePictureChanged(t *testing.T) {
	for _, m := range Makers() {
		for _, channels := range []int{1, 3} {
			p, other := textured(90, 70, channels, 1), textured(60, 80, channels, 2)
			kept, part := p.clone(), Foreground(p)
			if part == nil {
				t.Fatal("no foreground")
			}
			for seed := range uint64(6) {
				o := Options{Strength: 0.9, Size: 14, Foreground: part}
				if seed%2 == 0 {
					o.Other = other
				}
				bad, mask := m.Make(random(seed), p, o)
				within, outside, masked, _ := changes(p, bad, mask)
				if outside > 0 || masked < 3 || within < masked*3/4 {
					t.Errorf("%s, %d channels, seed %d: mask of %d, %d changed, %d outside", m.Name, channels, seed, masked, within, outside)
				}
				for i, v := range mask {
					if v != 0 && v != 255 || v != 0 && part[i] == 0 {
						t.Fatalf("%s, seed %d: mask %d beside the part", m.Name, seed, v)
					}
				}
				again, maskAgain := m.Make(random(seed), p, o)
				if !bytes.Equal(bad.Pix, again.Pix) || !bytes.Equal(mask, maskAgain) {
					t.Errorf("%s, seed %d: another defect by the same numbers", m.Name, seed)
				}
			}
			if !bytes.Equal(p.Pix, kept.Pix) {
				t.Errorf("%s changed its picture", m.Name)
			}
		}
	}
}

// TestStrength: stronger defects change more, the weakest by about the limit of seeing.
func TestStrength(t *testing.T) {
	p := textured(100, 100, 3, 1)
	spread, seen := contrast(p, nil)
	if spread < 60 || spread > 140 || seen < 2 || seen > 8 {
		t.Fatalf("contrast %g, limit of seeing %g", spread, seen)
	}
	for _, m := range Makers() {
		last := 0.0
		for _, strength := range []float64{0, 0.5, 1} {
			sum := 0.0
			const n = 30
			for seed := range uint64(n) {
				bad, mask := m.Make(random(seed), p, Options{Strength: strength, Size: 18, Other: textured(80, 80, 3, 4)})
				_, _, _, mean := changes(p, bad, mask)
				sum += mean / n
			}
			t.Logf("%s, strength %g: %.1f levels", m.Name, strength, sum)
			if sum <= last {
				t.Errorf("%s: strength %g changes %g levels, a weaker one %g", m.Name, strength, sum, last)
			}
			if strength == 0 && (sum < 0.2*seen || sum > 1.5*seen) {
				t.Errorf("%s: the weakest changes %g levels, the limit of seeing is %g", m.Name, sum, seen)
			}
			last = sum
		}
	}
}

// TestSizeBoundsTheDefect: nothing lies farther apart than half as much again as the size,
// which the branches of a crack reach.
func TestSizeBoundsTheDefect(t *testing.T) {
	p := textured(120, 120, 1, 1)
	for _, m := range Makers() {
		extents := map[float64]float64{}
		for _, size := range []float64{4, 12, 36} {
			for seed := range uint64(12) {
				_, mask := m.Make(random(seed), p, Options{Strength: 1, Size: size, Other: textured(80, 80, 1, 4)})
				box := image.Rectangle{}
				for i, v := range mask {
					if v != 0 {
						box = box.Union(image.Rect(i%120, i/120, i%120+1, i/120+1))
					}
				}
				extents[size] = max(extents[size], float64(max(box.Dx(), box.Dy())))
			}
			if e := extents[size]; e > 1.5*size+5 || e < size/3 {
				t.Errorf("%s of size %g is up to %g wide", m.Name, size, e)
			}
		}
		if extents[36] <= extents[4] {
			t.Errorf("%s: extents %v", m.Name, extents)
		}
	}
}

// TestExtremes: small, grey, black and white pictures, full and empty foregrounds.
func TestExtremes(t *testing.T) {
	even := func(w, h, channels int, v byte) *Picture {
		return &Picture{w, h, channels, bytes.Repeat([]byte{v}, w*h*channels)}
	}
	for _, p := range []*Picture{even(1, 1, 1, 9), even(1, 1, 3, 0), even(3, 1, 1, 255), even(1, 40, 3, 128), even(30, 30, 3, 255), even(30, 30, 1, 0)} {
		for _, m := range Makers() {
			for _, part := range [][]byte{nil, make([]byte, p.Width*p.Height), bytes.Repeat([]byte{255}, p.Width*p.Height)} {
				for seed := range uint64(4) {
					bad, mask := m.Make(random(seed), p, Options{Strength: float64(seed) / 3, Size: 8, Foreground: part})
					if _, outside, _, _ := changes(p, bad, mask); outside > 0 {
						t.Errorf("%s on %d x %d: changed beside the mask", m.Name, p.Height, p.Width)
					}
				}
			}
		}
		for _, n := range Nuisances() {
			for _, strength := range []float64{0, 1} {
				if out := n.Apply(random(1), p, strength); len(out.Pix) != len(p.Pix) {
					t.Errorf("%s: %d bytes of %d", n.Name, len(out.Pix), len(p.Pix))
				}
			}
		}
	}
	// A spot, a scratch and a crack are seen on any picture.
	for _, m := range Makers() {
		if m.Name == "spot" || m.Name == "scratch" || m.Name == "crack" {
			for _, v := range []byte{0, 128, 255} {
				p := even(40, 40, 1, v)
				bad, mask := m.Make(random(3), p, Options{Strength: 0.5, Size: 10})
				if within, _, _, _ := changes(p, bad, mask); within == 0 {
					t.Errorf("%s on level %d: nothing to be seen", m.Name, v)
				}
			}
		}
	}
}

// TestOnePixelOfForeground: a defect finds the only place where it may lie.
func TestOnePixelOfForeground(t *testing.T) {
	p := textured(50, 50, 1, 1)
	part := make([]byte, 2500)
	part[1234] = 1
	for _, m := range Makers() {
		_, mask := m.Make(random(5), p, Options{Strength: 1, Size: 9, Foreground: part, Other: textured(50, 50, 1, 7)})
		for i, v := range mask {
			if v != 0 && i != 1234 {
				t.Errorf("%s lies at %d", m.Name, i)
			}
		}
	}
}

func TestForeground(t *testing.T) {
	p := textured(80, 80, 3, 1)
	part := Foreground(p)
	wrong := 0
	for y := range 80 {
		for x := range 80 {
			d := math.Hypot(float64(x-40), float64(y-40))
			if d < 18 && part[y*80+x] == 0 || d > 22 && part[y*80+x] != 0 {
				wrong++
			}
		}
	}
	if wrong > 0 {
		t.Errorf("%d pixels are taken for the other", wrong)
	}
	for i := range p.Pix { // texture everywhere
		p.Pix[i] = byte(128 + 40*((i/3%80/9+i/240/9)%2))
	}
	if Foreground(p) != nil {
		t.Error("a chequered picture has a foreground")
	}
}

func TestMakeRefuses(t *testing.T) {
	p := textured(10, 10, 1, 1)
	for name, f := range map[string]func(){
		"bytes":      func() { Foreground(&Picture{10, 10, 3, p.Pix}) },
		"channels":   func() { Nuisances()[0].Apply(random(1), &Picture{10, 5, 2, p.Pix}, 0) },
		"strength":   func() { Makers()[0].Make(random(1), p, Options{Strength: math.NaN(), Size: 3}) },
		"size":       func() { Makers()[0].Make(random(1), p, Options{Size: 0}) },
		"foreground": func() { Makers()[0].Make(random(1), p, Options{Size: 3, Foreground: []byte{1}}) },
		"other":      func() { Makers()[0].Make(random(1), p, Options{Size: 3, Other: textured(5, 5, 3, 1)}) },
		"nuisance":   func() { Nuisances()[1].Apply(random(1), p, 2) },
	} {
		t.Run(name, func(t *testing.T) {
			defer func() {
				if recover() == nil {
					t.Error("no panic")
				}
			}()
			f()
		})
	}
}
