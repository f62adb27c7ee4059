package work

import (
	"io"

	"mekiki/internal/atomicfile"
	"mekiki/internal/lang"
	"mekiki/internal/plot"
)

// pictureDPI is the resolution of a PNG picture: 2 pixels a point.
const pictureDPI = 144

// WriteFigure writes a figure as .png, or else as .svg.
func WriteFigure(figure *plot.Figure, path, ext string) error {
	drawing := figure.SVG()
	if ext == ".png" {
		var err error
		if drawing, err = figure.PNG(pictureDPI); err != nil {
			return lang.Errorf("picture %s: %w", path, err)
		}
	}
	return atomicfile.Write(path, func(w io.Writer) error {
		_, err := w.Write(drawing)
		return err
	})
}
