package patch

import (
	"math"
	"slices"
	"testing"

	"mekiki/internal/drawn"
)

// TestUnder: to bring a picture to a light by tables is to look at the picture of that light; that of a
// picture is no change, bounds hold, and tiles see the light of the whole picture.
func TestUnder(t *testing.T) {
	const high, wide = 64, 96
	pix := make([]uint8, high*wide*3)
	for i := range pix {
		pix[i] = uint8(60 + 40*math.Sin(float64(i)*0.05) + float64(i%7))
	}
	own := LightOf(pix)
	apart := func(a, b []float32) (most float64) {
		for i := range a {
			most = math.Max(most, math.Abs(float64(a[i]-b[i])))
		}
		return most
	}
	f := features(t, embedded(t).Taps, high, wide, high*wide, 1)
	lighter := make([]uint8, len(pix))
	for i, v := range pix {
		lighter[i] = 2*v + 10
	}
	plain := vectors(f, lighter)
	if d := apart(vectors(f.Under(&Light{2*own.Mean + 10, 2 * own.Deviation}), pix), plain); d > 1e-3 {
		t.Errorf("twice the contrast by tables is %g from the picture itself", d)
	}
	if d := apart(vectors(f, pix), plain); d < 0.1 {
		t.Errorf("pictures of two lights are only %g apart", d)
	}
	for l, want := range map[Light]float64{{100, 0}: 128 + 4*10, {100, 1}: 128 + 4*10, {100, 80}: 128 + 5, {100, 1000}: 128 + 10.0/4} {
		if got := l.to(Light{128, 40}, 110); math.Abs(got-want) > 1e-9 {
			t.Errorf("110 of %+v becomes %g, want %g", l, got, want)
		}
	}
}

// TestUnderTiles: tiles of a picture have the light of the whole.
func TestUnderTiles(t *testing.T) {
	own := embedded(t).Taps
	const high, wide = 432, 624
	pix := picture(drawn.Label, high, wide)
	whole := features(t, own[:1], high, wide, high*wide, 1).Under(&Light{100, 30})
	cut := features(t, own[:1], high, wide, 0, 2).Under(&Light{100, 30})
	if cut.tiles.rows == nil {
		t.Fatal("no tiles")
	}
	if !slices.Equal(vectors(whole, pix), vectors(cut, pix)) {
		t.Error("other vectors in tiles")
	}
}
