package patch

import (
	"strings"
	"testing"

	"mekiki/internal/drawn"
	"mekiki/internal/eye"
)

// picture is a drawn part's values.
func picture(kind string, high, wide int) []uint8 {
	im := drawn.Draw(drawn.Part{Kind: kind, Seed: 3, Width: wide, Height: high})
	var pix []uint8
	for i := 0; i < len(im.Pix); i += 4 {
		pix = append(pix, im.Pix[i:i+3]...)
	}
	return pix
}

func embedded(t testing.TB) *eye.Eye {
	t.Helper()
	e, err := eye.Embedded()
	if err != nil {
		t.Fatal(err)
	}
	return e
}

// features are those of pictures in tiles of at most so many pixels.
func features(t testing.TB, taps []string, high, wide, most, workers int) *Features {
	t.Helper()
	f, err := newFeatures(embedded(t), eye.Options{Height: high, Width: wide, Taps: taps}, nil, workers, most)
	if err != nil {
		t.Fatal(err)
	}
	return f
}

func vectors(f *Features, pix []uint8) []float32 {
	l := f.Looker()
	defer l.Close()
	rows := make([]float32, f.Places()*f.Dim)
	for range 2 { // a second look meets what the first left
		l.Look(pix).Rows(rows)
	}
	return rows
}

// TestTiles: a picture in tiles has the bits of the whole picture, for any number of workers.
func TestTiles(t *testing.T) {
	own := embedded(t).Taps
	for _, c := range []struct {
		taps               []string
		high, wide, pieces int
	}{
		{own, 256, 1232, 2}, {own, 1232, 176, 2}, {own[:1], 432, 624, 6},
	} {
		pix := picture(drawn.Label, c.high, c.wide)
		whole := features(t, c.taps, c.high, c.wide, c.high*c.wide, 1)
		cut := features(t, c.taps, c.high, c.wide, 0, 3)
		if n := len(cut.tiles.rows) * len(cut.tiles.cols); n < c.pieces {
			t.Fatalf("%d tiles of %d x %d", n, cut.tiles.high, cut.tiles.wide)
		}
		want, got := vectors(whole, pix), vectors(cut, pix)
		for i, v := range got {
			if v != want[i] {
				place := i / cut.Dim
				t.Fatalf("%v: place %d, %d: number %d is %g, %g in the whole picture", cut.tiles, place/cut.Wide, place%cut.Wide, i%cut.Dim, v, want[i])
			}
		}
	}
	if _, err := newFeatures(embedded(t), eye.Options{Height: 1000, Width: 1000}, nil, 1, 0); err == nil || !strings.Contains(err.Error(), "take 992 x 992") {
		t.Errorf("1000 x 1000: %v", err)
	}
}

// TestTilesBound: memory does not grow with the picture but for the vectors, about 10 bytes a pixel.
func TestTilesBound(t *testing.T) {
	for _, side := range [][2]int{{1024, 1024}, {2048, 2048}, {1536, 4096}, {4096, 4096}} {
		f, err := New(embedded(t), eye.Options{Height: side[0], Width: side[1]}, nil, 1)
		if err != nil {
			t.Fatal(err)
		}
		t.Logf("%v: %.1f MiB, tiles of %d x %d, %d", side, float64(f.Memory())/(1<<20), f.tiles.high, f.tiles.wide, len(f.tiles.rows)*len(f.tiles.cols))
		if most := int64(10*side[0]*side[1] + 192<<20); f.Memory() > most {
			t.Errorf("%v take %d bytes, more than %d", side, f.Memory(), most)
		}
	}
}
