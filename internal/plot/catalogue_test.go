package plot

import (
	"testing"
	"unicode"

	"mekiki/internal/lang"
)

// TestCatalogueHasGlyphs: each character of the Japanese catalogue can stand in a PNG. What
// the font lacks comes into EXTRA of _tools/font.py.
func TestCatalogueHasGlyphs(t *testing.T) {
	face := texts.Fonts.Lookup(style(10, ink, 0, 0).Font, 10)
	n := 0
	for id, text := range lang.Catalogue("") {
		n++
		for _, r := range text {
			if !unicode.IsControl(r) && !holds(face.Face, r) && !holds(japanese(), r) {
				t.Errorf("%q: no glyph for %c, %U", id, r, r)
			}
		}
	}
	if n < 100 {
		t.Errorf("%d texts", n)
	}
}
