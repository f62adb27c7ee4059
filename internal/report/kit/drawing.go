package kit

import (
	"mekiki/internal/atomicfile"
	"mekiki/internal/plot"
)

// Drawing is a figure of a page that is also written as files of its own.
type Drawing struct {
	Figure
	Name string       // of its files, without the ending
	Plot *plot.Figure // nil where the figure is missing
}

// NewDrawing is a drawing before its figure.
func NewDrawing(title, name, caption string) Drawing {
	return Drawing{Figure: Figure{Title: title, Caption: caption}, Name: name}
}

// With adds what a plot gave.
func (g Drawing) With(p *plot.Figure, err error, missing string) Drawing {
	g.Figure = Drawn(g.Title, g.Caption, missing, p, err)
	if err == nil {
		g.Plot = p
	}
	return g
}

// IsMissing says that the figure could not be drawn.
func (g Drawing) IsMissing() bool { return g.Plot == nil }

// FigureFolder is the folder beside a page for the files of its figures.
const FigureFolder = "figures"

// SVGFile is the drawing's file in FigureFolder; it panics if the drawing is missing.
func (g Drawing) SVGFile() atomicfile.File { return SVGFile(FigureFolder+"/"+g.Name, g.Plot) }

// PNGFile is likewise.
func (g Drawing) PNGFile() atomicfile.File { return PNGFile(FigureFolder+"/"+g.Name, g.Plot) }

// figureDPI is the resolution of PNG figures.
const figureDPI = 192

// SVGFile is a figure as a file of the given name and the ending .svg.
func SVGFile(name string, p *plot.Figure) atomicfile.File {
	return FileOf(name+".svg", func() ([]byte, error) { return p.SVG(), nil })
}

// PNGFile is a figure as a file of the given name and the ending .png.
func PNGFile(name string, p *plot.Figure) atomicfile.File {
	return FileOf(name+".png", func() ([]byte, error) { return p.PNG(figureDPI) })
}
