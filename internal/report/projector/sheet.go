package projector

import (
	"bytes"
	"encoding/base64"
	"html/template"
	"image"
	"image/color"
	"image/jpeg"
	"image/png"
	"math"

	"mekiki/internal/report/kit"
)

// thumbSide is the longest side of a picture on a sheet; larger ones are scaled down.
const thumbSide = 32

// sheetQuality is that of JPEG sheets.
const sheetQuality = 80

// sheet is many small pictures in one: a browser unpacks one picture faster than
// ten thousand.
type sheet struct {
	URI     template.URL
	Columns int // pictures in a row
	W, H    int // of a picture
	Step    [2]int
}

// newSheet lays out pictures of one size. Grey ones become a PNG of 16 shades, half
// the bytes of 256 and hard to tell from them at this size; colour becomes a JPEG.
func newSheet(pictures []kit.Picture) sheet {
	if len(pictures) == 0 {
		return sheet{}
	}
	first := pictures[0]
	shrink := max(1, float64(max(first.W, first.H))/thumbSide)
	s := sheet{
		Columns: int(math.Ceil(math.Sqrt(float64(len(pictures))))),
		W:       max(1, int(float64(first.W)/shrink)), H: max(1, int(float64(first.H)/shrink)),
	}
	s.Step = [2]int{s.W, s.H}
	rows := (len(pictures) + s.Columns - 1) / s.Columns
	var b bytes.Buffer
	if first.C == 1 {
		shades := make(color.Palette, 16)
		for k := range shades {
			shades[k] = color.Gray{uint8(17 * k)}
		}
		to := image.NewPaletted(image.Rect(0, 0, s.Columns*s.W, rows*s.H), shades)
		for k, p := range pictures {
			s.scaled(p, func(x, y int, v [3]float64) {
				to.SetColorIndex(k%s.Columns*s.W+x, k/s.Columns*s.H+y, uint8(math.Round(v[0]/17)))
			})
		}
		if err := (&png.Encoder{CompressionLevel: png.BestCompression}).Encode(&b, to); err != nil {
			return sheet{} // cannot happen: the sizes are right, and memory does not fail
		}
		s.URI = template.URL("data:image/png;base64," + base64.StdEncoding.EncodeToString(b.Bytes()))
		return s
	}
	// JPEG works in squares of 16 pixels: no two pictures may share one.
	s.Step = [2]int{(s.W + 15) &^ 15, (s.H + 15) &^ 15}
	to := image.NewRGBA(image.Rect(0, 0, s.Columns*s.Step[0], rows*s.Step[1]))
	for k, p := range pictures {
		s.scaled(p, func(x, y int, v [3]float64) {
			to.SetRGBA(k%s.Columns*s.Step[0]+x, k/s.Columns*s.Step[1]+y, color.RGBA{uint8(v[0] + 0.5), uint8(v[1] + 0.5), uint8(v[2] + 0.5), 255})
		})
	}
	if err := jpeg.Encode(&b, to, &jpeg.Options{Quality: sheetQuality}); err != nil {
		return sheet{}
	}
	s.URI = template.URL("data:image/jpeg;base64," + base64.StdEncoding.EncodeToString(b.Bytes()))
	return s
}

// scaled gives every pixel of the small picture, the mean over the pixels of p that
// it covers. A picture of another size than the sheet's stays empty.
func (s *sheet) scaled(p kit.Picture, set func(x, y int, v [3]float64)) {
	if len(p.Pix) != p.W*p.H*p.C || p.W < s.W || p.H < s.H || p.C != 1 && p.C != 3 {
		return
	}
	for y := range s.H {
		y0, y1 := y*p.H/s.H, (y+1)*p.H/s.H
		for x := range s.W {
			x0, x1 := x*p.W/s.W, (x+1)*p.W/s.W
			var v [3]float64
			for py := y0; py < y1; py++ {
				for px := x0; px < x1; px++ {
					for c := range p.C {
						v[c] += float64(p.Pix[(py*p.W+px)*p.C+c]) / float64((y1-y0)*(x1-x0))
					}
				}
			}
			set(x, y, v)
		}
	}
}
