package dataset

import (
	"encoding/json"
	"io/fs"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"
)

// resized is what testdata/resize.py says.
type resized struct {
	Cases []struct {
		H, W, C                             int
		ToH                                 int `json:"to_h"`
		ToW                                 int `json:"to_w"`
		Pixels, Area, OpenCV, Box, Bilinear []int
		Linear                              []int `json:"opencv_linear"`
		Reduce                              []int
	}
	Colours, Luma []int
}

func readResized(t *testing.T) resized {
	t.Helper()
	data, err := fs.ReadFile(testdata, "resize.json")
	if err != nil {
		t.Fatal(err)
	}
	var r resized
	if err := json.Unmarshal(data, &r); err != nil || len(r.Cases) < 11 || len(r.Luma) < 64 {
		t.Fatalf("%d cases, %v", len(r.Cases), err)
	}
	return r
}

func bytesOf(values []int) []uint8 {
	out := make([]uint8, len(values))
	for i, v := range values {
		out[i] = uint8(v)
	}
	return out
}

// TestResizeAsOthers compares with the exact mean over what a pixel covers, which
// OpenCV's INTER_AREA is as well; Pillow's reduce rounds some values otherwise. Its
// BOX takes whole pixels, so it is another filter where sizes do not divide. Going up
// OpenCV and Pillow round to a few bits on the way.
func TestResizeAsOthers(t *testing.T) {
	for i, c := range readResized(t).Cases {
		got := resize(bytesOf(c.Pixels), c.W, c.C, rectangle{0, 0, c.H, c.W}, c.ToH, c.ToW)
		near := func(name string, want []int, most int) {
			if len(want) == 0 {
				return
			}
			if len(got) != len(want) {
				t.Fatalf("case %d: %d values, %s has %d", i, len(got), name, len(want))
			}
			for k, v := range want {
				if d := int(got[k]) - v; d > most || d < -most {
					t.Errorf("case %d, %dx%d to %dx%d: value %d is %d, %s has %d", i, c.H, c.W, c.ToH, c.ToW, k, got[k], name, v)
					return
				}
			}
		}
		near("the exact area", c.Area, 0)
		near("INTER_AREA", c.OpenCV, 0)
		near("reduce", c.Reduce, 1)
		if len(c.Reduce) > 0 {
			near("BOX", c.Box, 1)
		}
		near("INTER_LINEAR", c.Linear, 1)
		near("BILINEAR", c.Bilinear, 1)
	}
}

// TestAxis: weights of each value sum up to the total, and a line of one value
// stays that, up and down.
func TestAxis(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		a := axis{rapid.IntRange(1, 90).Draw(t, "n"), rapid.IntRange(1, 90).Draw(t, "m")}
		for j := range a.m {
			lo, hi := a.span(j)
			if lo < 0 || hi > a.n || lo >= hi {
				t.Fatalf("%+v: value %d takes from %d to %d", a, j, lo, hi)
			}
			sum := uint64(0)
			for i := lo; i < hi; i++ {
				sum += a.weight(j, i)
			}
			if sum != a.total() {
				t.Fatalf("%+v: weights of value %d sum up to %d, not %d", a, j, sum, a.total())
			}
		}
	})
}

// TestDivisor: what stands for a division rounds down as it does, next to multiples too.
func TestDivisor(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		d := rapid.Uint64Range(1, 1<<29).Draw(t, "d")
		q := rapid.Uint64Range(1, 256).Draw(t, "q")
		for _, x := range []uint64{q*d - 1, q*d - d/2, rapid.Uint64Range(0, 256*d-1).Draw(t, "x"), q*d - d} {
			if got := divisorOf(d).of(x); got != x/d {
				t.Fatalf("%d / %d is %d, not %d", x, d, got, x/d)
			}
		}
	})
}

// TestResizeCut cuts first.
func TestResizeCut(t *testing.T) {
	pix := pixels(5 * 6 * 3)
	var part []uint8
	for y := 1; y < 4; y++ {
		part = append(part, pix[(y*6+2)*3:][:4*3]...)
	}
	want := resize(part, 4, 3, rectangle{0, 0, 3, 4}, 2, 7)
	if diff := cmp.Diff(want, resize(pix, 6, 3, rectangle{1, 2, 3, 4}, 2, 7)); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}
