package label

import (
	"bytes"
	"encoding/json"
	"image/png"
	"math"
	"math/rand/v2"
	"strings"
	"testing"
)

func box(x, y, w, h int) Shape { return Shape{Kind: Box, Box: &Area{x, y, w, h}} }

func stroke(k Kind, size int, points ...[2]int) Shape {
	return Shape{Kind: k, Size: size, Points: points}
}

// TestMaskByHand draws what can be counted by hand: later shapes lie on earlier ones.
func TestMaskByHand(t *testing.T) {
	l := Label{Width: 8, Height: 5, Shapes: []Shape{
		box(1, 1, 3, 2), stroke(Brush, 1, [2]int{5, 0}, [2]int{5, 3}), stroke(Brush, 3, [2]int{7, 4}), stroke(Eraser, 1, [2]int{2, 1}),
	}}
	if err := l.Check(); err != nil {
		t.Fatal(err)
	}
	want := strings.Join([]string{
		".....#..",
		".#.#.#..",
		".###.#..",
		".....###",
		"......##",
	}, "")
	got := strings.Map(func(r rune) rune { return map[rune]rune{0: '.', 255: '#'}[r] }, string(latin(l.Mask())))
	if got != want || l.Count() != strings.Count(want, "#") {
		t.Errorf("%q, want %q; %d", got, want, l.Count())
	}
	img, err := png.Decode(bytes.NewReader(l.PNG()))
	if err != nil || img.Bounds().Dx() != 8 || img.Bounds().Dy() != 5 {
		t.Fatal(img, err)
	}
	if r, _, _, _ := img.At(7, 3).RGBA(); r != 0xffff {
		t.Error("the file shows another mask")
	}
}

func latin(b []byte) (r []rune) {
	for _, v := range b {
		r = append(r, rune(v))
	}
	return r
}

// TestMaskOfStrokes holds masks against distances in float64 from the definition; pixels that lie on the edge to 1e-9
// may be either.
func TestMaskOfStrokes(t *testing.T) {
	rnd := rand.New(rand.NewPCG(1, 2))
	for range 200 {
		w, h := 1+rnd.IntN(40), 1+rnd.IntN(40)
		l := Label{Width: w, Height: h}
		for range rnd.IntN(5) {
			s := Shape{Kind: []Kind{Brush, Eraser}[rnd.IntN(2)], Size: 1 + rnd.IntN(12)}
			for range 1 + rnd.IntN(5) {
				s.Points = append(s.Points, [2]int{rnd.IntN(w), rnd.IntN(h)})
			}
			l.Shapes = append(l.Shapes, s)
		}
		if err := l.Check(); err != nil {
			t.Fatal(err)
		}
		for i, got := range l.Mask() {
			want, edge := uint8(0), false
			for _, s := range l.Shapes {
				d := away(s.Points, float64(i%w), float64(i/w)) - float64(s.Size)/2
				if edge = edge || math.Abs(d) < 1e-9; d <= 0 {
					want = map[Kind]uint8{Brush: 255, Eraser: 0}[s.Kind]
				}
			}
			if got != want && !edge {
				t.Fatalf("%+v: pixel %d, %d is %d, want %d", l, i%w, i/w, got, want)
			}
		}
	}
}

// away is how far a place lies from a line through points.
func away(points [][2]int, x, y float64) float64 {
	least := math.Inf(1)
	for i, b := range points {
		a := points[max(0, i-1)]
		ax, ay, bx, by := float64(a[0]), float64(a[1]), float64(b[0]), float64(b[1])
		share := 0.0
		if length := (bx-ax)*(bx-ax) + (by-ay)*(by-ay); length > 0 {
			share = min(1, max(0, ((x-ax)*(bx-ax)+(y-ay)*(by-ay))/length))
		}
		least = min(least, math.Hypot(x-ax-share*(bx-ax), y-ay-share*(by-ay)))
	}
	return least
}

// TestCheck refuses what lies beside the picture, what is no shape, and what would take too long.
func TestCheck(t *testing.T) {
	long := stroke(Brush, 1)
	for i := range mostPoints {
		long.Points = append(long.Points, [2]int{i % 2 * 1999, i % 2 * 1999})
	}
	for name, s := range map[string][]Shape{
		"outside":         {box(90, 0, 11, 1)},
		"above":           {box(0, -1, 5, 5)},
		"no width":        {box(0, 0, 0, 5)},
		"huge":            {box(1, 1, math.MaxInt, 1)},
		"no box":          {{Kind: Box}},
		"box of a brush":  {{Kind: Brush, Box: &Area{0, 0, 1, 1}, Size: 1, Points: [][2]int{{0, 0}}}},
		"no point":        {stroke(Brush, 3)},
		"no size":         {stroke(Brush, 0, [2]int{1, 1})},
		"broad":           {stroke(Eraser, mostSize+1, [2]int{1, 1})},
		"beside":          {stroke(Brush, 3, [2]int{1, 100})},
		"another kind":    {{Kind: "pen", Size: 1, Points: [][2]int{{0, 0}}}},
		"too many":        make([]Shape, mostShapes+1),
		"takes too long":  {long},
		"points too many": {box(0, 0, 1, 1), stroke(Brush, 1, make([][2]int, mostPoints+1)...)},
	} {
		l := Label{Width: 100, Height: 100, Shapes: s}
		if name == "takes too long" {
			l.Width, l.Height = 2000, 2000
		}
		if l.Check() == nil {
			t.Errorf("%s: nothing is wrong with it", name)
		}
	}
	for _, l := range []Label{{}, {Width: -1, Height: 5}, {Width: 1 << 20, Height: 1 << 20}} {
		if l.Check() == nil {
			t.Errorf("%+v has nothing wrong", l)
		}
	}
	if err := (&Label{Width: 5, Height: 5}).Check(); err != nil {
		t.Errorf("nothing marked: %v", err)
	}
}

// FuzzLabel: what Check lets through has a mask that is a picture.
func FuzzLabel(f *testing.F) {
	f.Add([]byte(`[{"kind":"box","box":{"x":1,"y":2,"width":3,"height":4}},{"kind":"eraser","size":5,"points":[[1,1],[9,9]]}]`), 20, 20)
	f.Fuzz(func(t *testing.T, shapes []byte, w, h int) {
		l := Label{Width: w, Height: h}
		if json.Unmarshal(shapes, &l.Shapes) != nil || l.Check() != nil || w > 4096 || h > 4096 {
			return
		}
		if n := l.Count(); n < 0 || n > w*h {
			t.Errorf("%d pixels of %d x %d", n, w, h)
		}
		if _, err := png.Decode(bytes.NewReader(l.PNG())); err != nil {
			t.Error(err)
		}
	})
}
