package dataset

import (
	"encoding/json"
	"fmt"
	"io/fs"
	"math"
	"testing"

	"pgregory.net/rapid"

	"mekiki/internal/testutil"
)

// moved runs move on a picture of bytes.
func moved(src []uint8, s shape, m *motion) []float32 {
	dst := make([]float32, len(src))
	for i := range dst {
		dst[i] = float32(math.NaN()) // every value must be written
	}
	move(dst, src, s, m, 255)
	return dst
}

// TestMoveIsExact compares flips and shifts with a naive loop, bit for bit.
func TestMoveIsExact(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s := shape{rapid.IntRange(1, 7).Draw(t, "h"), rapid.IntRange(1, 7).Draw(t, "w"), rapid.IntRange(1, 4).Draw(t, "c")}
		m := motion{
			flip: rapid.Bool().Draw(t, "flip"), flipV: rapid.Bool().Draw(t, "flipv"), edge: rapid.Bool().Draw(t, "edge"),
			dy: rapid.IntRange(-9, 9).Draw(t, "dy"), dx: rapid.IntRange(-9, 9).Draw(t, "dx"), enlarge: 1,
		}
		n := s.h * s.w * s.c
		src := rapid.SliceOfN(rapid.Byte(), n, n).Draw(t, "src")
		at := func(y, x, k int) float32 {
			if y < 0 || x < 0 || y >= s.h || x >= s.w {
				if !m.edge {
					return 0
				}
				y, x = min(max(y, 0), s.h-1), min(max(x, 0), s.w-1)
			}
			if m.flip {
				x = s.w - 1 - x
			}
			if m.flipV {
				y = s.h - 1 - y
			}
			return float32(src[(y*s.w+x)*s.c+k]) / 255
		}
		same := func(how string, got []float32, tol float64) {
			for y := range s.h {
				for x := range s.w {
					for k := range s.c {
						g, want := got[(y*s.w+x)*s.c+k], at(y-m.dy, x-m.dx, k)
						if !(math.Abs(float64(g-want)) <= tol) {
							t.Fatalf("%s: value at %d,%d,%d is %v, want %v", how, y, x, k, g, want)
						}
					}
				}
			}
		}
		same("move", moved(src, s, &m), 0)
		m.warp = true // by the general way it must come out alike
		same("warp", moved(src, s, &m), 0)
		floats, dst := make([]float32, n), make([]float32, n)
		for i, v := range src {
			floats[i] = float32(v) / 255
		}
		move(dst, floats, s, &m, 1)
		same("warp of floats", dst, 0)
		m.warp = false
		move(dst, floats, s, &m, 1)
		same("move of floats", dst, 0)
	})
}

// TestWarpAgainstSciPy reads what scipy.ndimage.affine_transform makes of the
// same motions.
func TestWarpAgainstSciPy(t *testing.T) {
	data, err := fs.ReadFile(testdata, "affine.json")
	if err != nil {
		t.Fatal(err)
	}
	var oracle struct {
		Cases []struct {
			H, W, C           int
			Angle, Enlarge    float64
			Dy, Dx            int
			Flip, Flipv, Edge bool
			Picture           []uint16 // JSON takes []uint8 for base64
			Moved             []float64
		}
	}
	if err := json.Unmarshal(data, &oracle); err != nil || len(oracle.Cases) == 0 {
		t.Fatalf("%d cases, %v", len(oracle.Cases), err)
	}
	for i, c := range oracle.Cases {
		src, floats := make([]uint8, len(c.Picture)), make([]float32, len(c.Picture))
		for k, v := range c.Picture {
			src[k], floats[k] = uint8(v), float32(v)
		}
		s := shape{c.H, c.W, c.C}
		m := motion{flip: c.Flip, flipV: c.Flipv, dy: c.Dy, dx: c.Dx, enlarge: c.Enlarge, angle: c.Angle * math.Pi / 180, warp: true, edge: c.Edge}
		for k, got := range moved(src, s, &m) {
			testutil.Near(t, fmt.Sprintf("case %d, value %d", i, k), float64(got), c.Moved[k], 1e-6)
		}
		dst := make([]float32, len(floats))
		move(dst, floats, s, &m, 1)
		for k, got := range dst {
			testutil.Near(t, fmt.Sprintf("case %d of floats, value %d", i, k), float64(got)/255, c.Moved[k], 1e-6)
		}
	}
}

// TestWarpKeepsItsRange: interpolation makes nothing darker or brighter than
// what it interpolates, and a plain picture stays plain to the last bit.
func TestWarpKeepsItsRange(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s := shape{rapid.IntRange(1, 9).Draw(t, "h"), rapid.IntRange(1, 9).Draw(t, "w"), 1}
		v := rapid.Byte().Draw(t, "v")
		m := motion{warp: true, edge: true, enlarge: rapid.Float64Range(0.5, 1.5).Draw(t, "enlarge"), angle: rapid.Float64Range(-4, 4).Draw(t, "angle")}
		src := make([]uint8, s.h*s.w)
		for i := range src {
			src[i] = v
		}
		for _, got := range moved(src, s, &m) {
			if got != float32(v)/255 {
				t.Fatalf("a picture of %v became %v", float32(v)/255, got)
			}
		}
		for i := range src {
			src[i] = 255 * uint8(i%2)
		}
		for _, got := range moved(src, s, &m) {
			if !(got >= 0 && got <= 1) {
				t.Fatalf("black and white became %v", got)
			}
		}
	})
}
