package main

import (
	"image"
	"image/color"
	"image/png"
	"io"
	"path/filepath"

	"github.com/spf13/cobra"

	"mekiki/internal/atomicfile"
	"mekiki/internal/drawn"
)

// partsFile is the picture of drawn parts.
const partsFile = "parts.png"

// The side of a part in the picture, and how many times as large it is drawn: then little
// of the noise is left, which would make the file large.
const partsSide, partsFactor = 160, 3

// partsRows are the defects that are shown of each kind of part, the last one faint, and
// the seeds.
var partsRows = []struct {
	kind    string
	seed    uint64
	defects [3]string
}{
	{drawn.Ring, 11, [3]string{"scratch", "missing_hole", "stain"}},
	{drawn.Label, 21, [3]string{"wrong_print", "smear", "tear"}},
	{drawn.Weave, 31, [3]string{"broken_thread", "wrong_thread", "thick_thread"}},
}

// partsPicture writes parts.png: a row for each kind of part, two good ones, three bad
// ones, and where the defect of the last one is.
func partsPicture(_ *cobra.Command, dir string) error {
	return atomicfile.Write(filepath.Join(dir, partsFile), func(w io.Writer) error {
		e := png.Encoder{CompressionLevel: png.BestCompression}
		return e.Encode(w, drawParts())
	})
}

func drawParts() *image.RGBA {
	const columns = 6
	out := image.NewRGBA(image.Rect(0, 0, columns*partsSide, len(partsRows)*partsSide))
	for row, r := range partsRows {
		p := drawn.Part{Kind: r.kind, Seed: r.seed, Width: partsSide * partsFactor, Height: partsSide * partsFactor}
		next := func() drawn.Part {
			p.Seed++
			return p
		}
		place(out, row, 0, drawn.Draw(next()))
		place(out, row, 1, drawn.Draw(next()))
		for i, defect := range r.defects {
			faintness := 0.0
			if i == len(r.defects)-1 {
				faintness = 0.25
			}
			picture, mask := drawn.DrawBad(next(), defect, faintness)
			place(out, row, 2+i, picture)
			place(out, row, 3+i, mask) // the next one takes its place
		}
	}
	return out
}

// place puts a picture into a row and column, each pixel the mean of those that fall
// there, in steps of 8 levels.
func place(out *image.RGBA, row, column int, picture image.Image) {
	for y := range partsSide {
		for x := range partsSide {
			var sum [3]uint32
			for i := range partsFactor * partsFactor {
				r, g, b, _ := picture.At(x*partsFactor+i%partsFactor, y*partsFactor+i/partsFactor).RGBA()
				sum[0], sum[1], sum[2] = sum[0]+r>>8, sum[1]+g>>8, sum[2]+b>>8
			}
			step := func(v uint32) uint8 { return uint8(min(v/(partsFactor*partsFactor)&^7+4, 255)) }
			out.SetRGBA(column*partsSide+x, row*partsSide+y, color.RGBA{step(sum[0]), step(sum[1]), step(sum[2]), 255})
		}
	}
}
