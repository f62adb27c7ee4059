package work

import (
	"errors"
	"image"
	"image/color"
	"image/png"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"mekiki/internal/inspect"
	"mekiki/internal/inspect/risk"
	"mekiki/internal/lang"
	"mekiki/internal/work/desk"
)

// heard keeps what a desk is told.
type heard struct {
	desk.Silent
	notes []string
}

func (h *heard) Note(format string, args ...any) {
	h.notes = append(h.notes, lang.English.Text(format, args...))
}

// goodFiles draws n different good pictures, and so many copies of the first, into a folder.
func goodFiles(t *testing.T, n, copies int) string {
	t.Helper()
	dir := t.TempDir()
	for i := range n + copies {
		img := image.NewGray(image.Rect(0, 0, 64, 64))
		seed := i
		if i >= n {
			seed = 0
		}
		for y := range 64 {
			for x := range 64 {
				img.SetGray(x, y, color.Gray{uint8(40*(x/8%3) + 20*(y/8%4) + (x*y*(seed+3))%23)})
			}
		}
		f, err := os.Create(filepath.Join(dir, "part"+string(rune('a'+i))+".png"))
		if err != nil {
			t.Fatal(err)
		}
		if err := png.Encode(f, img); err != nil {
			t.Fatal(err)
		}
		if err := f.Close(); err != nil {
			t.Fatal(err)
		}
	}
	return dir
}

// TestFitOnFewAndEqualPictures: one picture, and copies of one, are refused with the cure; two and
// five work and are called few; copies are left out and named.
func TestFitOnFewAndEqualPictures(t *testing.T) {
	for _, c := range []struct {
		pictures, copies int
		wrong            string
		notes            []string
		learned          int
	}{
		{1, 0, "at least 2 are needed", nil, 0},
		{1, 3, "all 4 good pictures are the same file", nil, 0},
		{2, 0, "", []string{"2 good pictures are few"}, 2},
		{5, 0, "", []string{"5 good pictures are few"}, 5},
		{3, 2, "", []string{"2 of 5 good pictures are copies of others", "3 good pictures are few"}, 3},
	} {
		h := &heard{}
		f := NewInspectFitConfig()
		f.Good, f.Size, f.Vectors, f.Out = goodFiles(t, c.pictures, c.copies), "64x64", 50, filepath.Join(t.TempDir(), "part.mekiki")
		got, err := InspectFit(t.Context(), desk.New(h), f)
		if c.wrong != "" {
			if err == nil || !strings.Contains(err.Error(), c.wrong) {
				t.Errorf("%d pictures and %d copies: %v", c.pictures, c.copies, err)
			}
			continue
		}
		if err != nil || got.Good != c.learned {
			t.Errorf("%d pictures and %d copies: %+v, %v", c.pictures, c.copies, got, err)
			continue
		}
		for _, want := range c.notes {
			if !slices.ContainsFunc(h.notes, func(n string) bool { return strings.Contains(n, want) }) {
				t.Errorf("%d pictures and %d copies: %q says nothing of %q", c.pictures, c.copies, h.notes, want)
			}
		}
		n, err := inspect.Open(f.Out)
		if err != nil {
			t.Fatal(err)
		}
		if c.pictures == 2 && n.Basis.Basis != risk.ByLargest {
			t.Errorf("a threshold of two pictures rests on %s", n.Basis.Basis)
		}
	}
}

// TestNoteSizes: few good pictures of another size are said with one of them; where many differ, or none, nothing is.
func TestNoteSizes(t *testing.T) {
	usual, cut := inspect.Shape{Height: 480, Width: 640}, inspect.Shape{Height: 240, Width: 320}
	for _, c := range []struct {
		cut  int
		want string
	}{{0, ""}, {1, "1 of 10 good pictures have another size than the others, such as a.png with 320x240 pixels in place of 640x480;"}, {2, "2 of 10"}, {3, ""}} {
		var files []string
		var shapes []inspect.Shape
		for i := range 10 {
			files, shapes = append(files, string(rune('a'+i))+".png"), append(shapes, usual)
			if i < c.cut {
				shapes[i] = cut
			}
		}
		h := &heard{}
		noteSizes(desk.New(h), files, shapes)
		if all := strings.Join(h.notes, "\n"); c.want == "" != (all == "") || !strings.Contains(all, c.want) {
			t.Errorf("%d of another size: %q", c.cut, all)
		}
	}

	dir := goodFiles(t, 6, 0)
	f, err := os.Create(filepath.Join(dir, "cut.png"))
	if err != nil {
		t.Fatal(err)
	}
	if err := errors.Join(png.Encode(f, image.NewGray(image.Rect(0, 0, 32, 64))), f.Close()); err != nil {
		t.Fatal(err)
	}
	h, c := &heard{}, NewInspectFitConfig()
	c.Good, c.Size, c.Vectors, c.Out = dir, "64x64", 50, filepath.Join(t.TempDir(), "part.mekiki")
	if _, err := InspectFit(t.Context(), desk.New(h), c); err != nil || !strings.Contains(strings.Join(h.notes, "\n"), "1 of 7 good pictures have another size") {
		t.Errorf("a fit says %q, %v", h.notes, err)
	}
}
