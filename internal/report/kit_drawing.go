package report

import (
	"mekiki/internal/atomicfile"
	"mekiki/internal/plot"
)

// drawing is a figure of a page that is also written as files of its own.
type drawing struct {
	figure
	name string       // of its files, without the ending
	plot *plot.Figure // nil where the figure is missing
}

// newDrawing is a drawing before its figure.
func newDrawing(title, name, caption string) drawing {
	return drawing{figure: figure{Title: title, Caption: caption}, name: name}
}

// with adds what a plot gave.
func (g drawing) with(p *plot.Figure, err error, missing string) drawing {
	g.figure = drawn(g.Title, g.Caption, missing, p, err)
	if err == nil {
		g.plot = p
	}
	return g
}

// isMissing says that the figure could not be drawn.
func (g drawing) isMissing() bool { return g.plot == nil }

// figureFolder is the folder beside a page for the files of its figures.
const figureFolder = "figures"

// svg and png are the drawing's files in figureFolder; it must not be missing.
func (g drawing) svg() atomicfile.File { return svgFile(figureFolder+"/"+g.name, g.plot) }
func (g drawing) png() atomicfile.File { return pngFile(figureFolder+"/"+g.name, g.plot) }

// figureDPI is the resolution of PNG figures.
const figureDPI = 192

// svgFile is a figure as a file of the given name and the ending .svg.
func svgFile(name string, p *plot.Figure) atomicfile.File {
	return content(name+".svg", func() ([]byte, error) { return p.SVG(), nil })
}

// pngFile is a figure as a file of the given name and the ending .png.
func pngFile(name string, p *plot.Figure) atomicfile.File {
	return content(name+".png", func() ([]byte, error) { return p.PNG(figureDPI) })
}
