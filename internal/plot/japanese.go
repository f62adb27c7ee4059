package plot

import (
	"bytes"
	"compress/gzip"
	_ "embed"
	"io"
	"sync"

	"golang.org/x/image/font"
	"golang.org/x/image/font/opentype"
	gfont "gonum.org/v1/plot/font"
	"gonum.org/v1/plot/vg"
)

// fontJapanese is the font for what the default font lacks: kana, Japanese signs and the
// kanji of JIS level 1, made by _tools/font.py from BIZ UDGothic. Its licence stands beside
// it, fonts/OFL.txt.
//
//go:embed fonts/bizud.ttf.gz
var fontJapanese []byte

// japanese is read when the first label needs it: most figures do not.
var japanese = sync.OnceValue(func() *opentype.Font {
	z, err := gzip.NewReader(bytes.NewReader(fontJapanese))
	if err != nil {
		panic(err) // the file is ours
	}
	b, err := io.ReadAll(z)
	if err != nil {
		panic(err)
	}
	f, err := opentype.Parse(b)
	if err != nil {
		panic(err)
	}
	return f
})

// run is a part of a label in one font.
type run struct {
	face gfont.Face
	text string
}

// holds says whether a font has a glyph for r.
func holds(f *opentype.Font, r rune) bool {
	i, err := f.GlyphIndex(nil, r)
	return err == nil && i != 0
}

// runs parts s by the font that holds each character: face, or else the Japanese one. A
// character that neither holds becomes '?', rather than a gap that hides that something
// is missing.
func runs(s string, face gfont.Face) []run {
	var out []run
	for _, r := range s {
		in := face
		switch {
		case holds(face.Face, r):
		case holds(japanese(), r):
			in.Face = japanese()
		default:
			r = '?'
		}
		if n := len(out); n > 0 && out[n-1].face.Face == in.Face {
			out[n-1].text += string(r)
		} else {
			out = append(out, run{in, string(r)})
		}
	}
	return out
}

// fill draws a label run by run on a canvas that has no fonts of its own.
func fill(c vg.Canvas, face gfont.Face, pt vg.Point, s string) {
	for _, r := range runs(s, face) {
		c.FillString(r.face, pt, r.text)
		if r.face.Face != face.Face && face.Font.Weight == font.WeightBold {
			// There is one weight only: a second stroke beside the first makes it bold.
			c.FillString(r.face, vg.Point{X: pt.X + face.Font.Size/40, Y: pt.Y}, r.text)
		}
		pt.X += r.face.Width(r.text)
	}
}
