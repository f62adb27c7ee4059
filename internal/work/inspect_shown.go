package work

import (
	"os"

	"mekiki/internal/lang"
	"mekiki/internal/model"
	"mekiki/internal/report/kit"
	"mekiki/internal/work/data"
)

// sheetSide is the longest side, in pixels, of a picture on a page with many, wholeSide of
// one that a page is about.
const sheetSide, wholeSide = 320, 720

// ownShape is what an inspector sees of a picture file, in the picture's own shape.
func ownShape(file string, in model.Input, most int) (*kit.Picture, error) {
	dir, name := data.SplitPath(file)
	pix, high, wide, err := data.Preparation(in).ReadShown(os.DirFS(dir), name, most)
	if err != nil {
		return nil, lang.Errorf("%s: %w", file, err)
	}
	return &kit.Picture{H: high, W: wide, C: in.Channels, Pix: pix}, nil
}
