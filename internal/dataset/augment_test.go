package dataset

import (
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"mekiki/internal/testutil"
)

// everything is set in everything.
var everything = Augmentation{Flip: true, FlipV: true, Scale: 0.2, Rotate: 20, Shift: 2, Edge: true, Brightness: 0.3, Contrast: 0.3, Erase: 0.5}

// noisy makes pictures of random bytes.
func noisy(n, h, w, c int) *Images {
	r := rand.New(rand.NewPCG(1, 9))
	im := &Images{N: n, H: h, W: w, C: c, Pix: make([]uint8, n*h*w*c)}
	for i := range im.Pix {
		im.Pix[i] = uint8(r.Uint32())
	}
	return im
}

// shown applies a to one picture.
func shown(a Augmentation, im *Images, i int, seed uint64, epoch, draw int) []float32 {
	dst := make([]float32, im.Size())
	a.Apply(dst, im, i, seed, epoch, draw)
	return dst
}

// TestNothingChanges: the zero value gives bitwise what a network sees else.
func TestNothingChanges(t *testing.T) {
	floats := &Images{N: 1, H: 1, W: 5, C: 1, F32: []float32{-3, 2, float32(math.Copysign(0, -1)), float32(math.NaN()), 0.1}}
	for _, im := range []*Images{noisy(3, 16, 16, 1), noisy(2, 3, 5, 3), floats} {
		for i := range im.N {
			want := make([]float32, im.Size())
			im.Floats(want, i)
			for k, v := range shown(Augmentation{}, im, i, 1, 2, 3) {
				if math.Float32bits(v) != math.Float32bits(want[k]) {
					t.Errorf("value %d of picture %d is %v, was %v", k, i, v, want[k])
				}
			}
		}
	}
}

// TestApplyFlips: a picture that is not square, of bytes and of floats, comes as
// it is or mirrored, and nothing else.
func TestApplyFlips(t *testing.T) {
	bytes := noisy(2, 3, 5, 2)
	floats := &Images{N: 2, H: 3, W: 5, C: 2, F32: make([]float32, 60)}
	for i := range 2 {
		bytes.Floats(floats.F32[i*30:(i+1)*30], i)
	}
	plain, mirrored := floats.F32[30:], make([]float32, 30)
	for k := range mirrored {
		y, x, c := k/10, k/2%5, k%2
		mirrored[k] = plain[(y*5+4-x)*2+c]
	}
	for _, im := range []*Images{bytes, floats} {
		var times [2]int
		for d := range 40 {
			switch got := shown(Augmentation{Flip: true}, im, 1, 1, 0, d); {
			case slices.Equal(got, plain):
				times[0]++
			case slices.Equal(got, mirrored):
				times[1]++
			default:
				t.Fatalf("neither plain nor mirrored: %v", got)
			}
		}
		if times[0] < 5 || times[1] < 5 {
			t.Errorf("plain and mirrored %v times", times)
		}
	}
}

// TestChangeDependsOn each of seed, epoch, picture and draw, and on nothing else.
func TestChangeDependsOn(t *testing.T) {
	im := noisy(1, 12, 12, 1)
	im.N, im.Pix = 2, append(im.Pix, im.Pix...) // two pictures alike
	base := shown(everything, im, 0, 1, 1, 1)
	shown(everything, im, 1, 5, 7, 9)
	if !slices.Equal(base, shown(everything, im, 0, 1, 1, 1)) {
		t.Error("what was shown before matters")
	}
	for what, other := range map[string][]float32{
		"picture": shown(everything, im, 1, 1, 1, 1), "seed": shown(everything, im, 0, 2, 1, 1),
		"epoch": shown(everything, im, 0, 1, 2, 1), "draw": shown(everything, im, 0, 1, 1, 2),
	} {
		if slices.Equal(base, other) {
			t.Errorf("the %s does not matter", what)
		}
	}
}

// TestChangesAreSeparate: a change set in addition does not alter the others.
func TestChangesAreSeparate(t *testing.T) {
	for i := range 50 {
		var r, q rand.PCG
		begin(&r, 1, 0, i, 0)
		begin(&q, 1, 0, i, 0)
		a, b := Augmentation{Shift: 3}, everything
		b.Shift = 3
		if m, n := a.motion(&r), b.motion(&q); m.dy != n.dy || m.dx != n.dx {
			t.Fatalf("picture %d is shifted by %d,%d alone and by %d,%d with all", i, m.dy, m.dx, n.dy, n.dx)
		}
		a.light(nil, &r, true)
		b.light([]float32{1}, &q, true)
		if r.Uint64() != q.Uint64() {
			t.Fatal("the erased rectangle depends on brightness and contrast")
		}
	}
}

// TestMotionFrequencies counts what is drawn for neighbouring pictures.
func TestMotionFrequencies(t *testing.T) {
	const n = 20000
	a := Augmentation{Flip: true, FlipV: true, Shift: 2, Scale: 0.2, Rotate: 30, Edge: true}
	var flips [2][2]float64
	var shifts [5][5]float64
	var scales, angles, follow float64
	last := 0.0
	for i := range n {
		var r rand.PCG
		begin(&r, 7, 3, i, 0)
		m := a.motion(&r)
		if !m.edge || !m.warp {
			t.Fatal("edge and warp are not set")
		}
		flips[b2i(m.flip)][b2i(m.flipV)]++
		shifts[m.dy+2][m.dx+2]++
		if math.Abs(m.enlarge-1) > 0.2 || math.Abs(m.angle) > math.Pi/6 {
			t.Fatalf("enlarged by %v, turned by %v", m.enlarge, m.angle)
		}
		angle := m.angle * 6 / math.Pi // -1 to 1
		scales, angles = scales+(m.enlarge-1)/0.2, angles+angle
		follow, last = follow+angle*last, angle
	}
	near := func(what string, got, want, sd float64) {
		t.Helper()
		if math.Abs(got-want) > 6*sd {
			t.Errorf("%s: %v, expected about %v", what, got, want)
		}
	}
	for _, row := range flips {
		for _, v := range row {
			near("flips", v, n/4, math.Sqrt(n*3/16.0))
		}
	}
	for _, row := range shifts {
		for _, v := range row {
			near("shifts", v, n/25, math.Sqrt(n/25.0))
		}
	}
	near("sum of scales", scales, 0, math.Sqrt(n/3.0))
	near("sum of angles", angles, 0, math.Sqrt(n/3.0))
	near("angles of neighbouring pictures", follow, 0, math.Sqrt(n/9.0))
	none := Augmentation{}
	var r rand.PCG
	if m := none.motion(&r); m != (motion{enlarge: 1}) {
		t.Errorf("without any change: %+v", m)
	}
}

func b2i(b bool) int {
	if b {
		return 1
	}
	return 0
}

// TestLight compares with the formula in float64, from draws of its own.
func TestLight(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		a := Augmentation{Brightness: rapid.SampledFrom([]float64{0, 0.4}).Draw(t, "b"), Contrast: rapid.SampledFrom([]float64{0, 0.6}).Draw(t, "c")}
		values := rapid.SliceOfN(rapid.Float32Range(0, 1), 1, 40).Draw(t, "values")
		cut := rapid.Bool().Draw(t, "cut")
		var r, q rand.PCG
		begin(&r, rapid.Uint64().Draw(t, "seed"), 0, 0, 0)
		q = r
		brightness, contrast := 1+a.Brightness*(2*unit(&q)-1), 1+a.Contrast*(2*unit(&q)-1)
		m := 0.0
		for _, v := range values {
			m += float64(v) * brightness / float64(len(values))
		}
		got := slices.Clone(values)
		a.light(got, &r, cut)
		for k, v := range values {
			want := (float64(v)*brightness-m)*contrast + m
			if cut {
				want = min(max(want, 0), 1)
			}
			if math.Abs(float64(got[k])-want) > 1e-6 {
				t.Fatalf("value %d: %v became %v, want %v", k, v, got[k], want)
			}
		}
		if a == (Augmentation{}) && !slices.Equal(got, values) {
			t.Fatal("changed without a setting")
		}
	})
}

// TestFloatsAreNotCut: a picture of floats may have any range, bytes may not.
func TestFloatsAreNotCut(t *testing.T) {
	a := Augmentation{Brightness: 1}
	bytes, floats := &Images{N: 1, H: 1, W: 1, C: 1, Pix: []uint8{255}}, &Images{N: 1, H: 1, W: 1, C: 1, F32: []float32{1}}
	over := 0
	for d := range 50 {
		b, f := shown(a, bytes, 0, 1, 0, d)[0], shown(a, floats, 0, 1, 0, d)[0]
		if f > 1 {
			over++
			f = 1
		}
		testutil.Near(t, "value", float64(b), float64(f), 0)
	}
	if over < 10 {
		t.Errorf("%d of 50 floats are above 1", over)
	}
}

// TestEdges applies everything to pictures of awkward sizes.
func TestEdges(t *testing.T) {
	for _, s := range []shape{{1, 1, 1}, {1, 1, 3}, {1, 9, 1}, {9, 1, 4}, {2, 2, 1}, {3, 1000, 1}, {1024, 1024, 1}} {
		im := noisy(1, s.h, s.w, s.c)
		dst := testutil.Guarded(t, im.Size())
		for d := range 20 {
			if d > 0 && im.Size() > 10000 {
				break
			}
			everything.Apply(dst, im, 0, 1, 0, d)
			for k, v := range dst {
				if !(v >= 0 && v <= 1) {
					t.Fatalf("%v: value %d is %v", s, k, v)
				}
			}
		}
	}
}

func TestApplyAllocatesNothing(t *testing.T) {
	im := noisy(1, 28, 28, 1)
	dst := make([]float32, 784)
	if n := testing.AllocsPerRun(50, func() { everything.Apply(dst, im, 0, 1, 0, 0) }); n != 0 {
		t.Errorf("%v allocations", n)
	}
}

func TestApplyPanics(t *testing.T) {
	im := noisy(2, 3, 3, 1)
	for _, c := range []struct{ size, i int }{{8, 0}, {10, 0}, {9, 2}, {9, -1}} {
		func() {
			defer func() {
				if recover() == nil {
					t.Errorf("picture %d into %d values", c.i, c.size)
				}
			}()
			everything.Apply(make([]float32, c.size), im, c.i, 1, 0, 0)
		}()
	}
}
