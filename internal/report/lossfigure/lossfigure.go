// Package lossfigure draws a loss before it is trained with.
package lossfigure

import (
	"mekiki/internal/analyze/losscheck"
	"mekiki/internal/lang"
	"mekiki/internal/plot"
)

// Draw draws a loss as a surface over two of its quantities, with arrows
// where minimising leads, in a language. It fails with plot.ErrNoData if the loss has no
// distances or no finite value there.
func Draw(l lang.Language, c *losscheck.Result) (*plot.Figure, error) {
	p, ok := c.Plane()
	if !ok {
		return nil, plot.ErrNoData
	}
	return plot.Surface{
		Lang:   l,
		Label:  l.Text("The loss %s over %s and %s", c.Formula, p.XLabel, p.YLabel),
		XLabel: p.XLabel, YLabel: p.YLabel, ZeroLines: true, Downhill: l.Text("where minimising leads"),
		Levels: plot.Levels{
			Name: l.Text("loss"), Zero: l.Text("loss exactly 0"),
			Grid: plot.Grid{X0: p.X0, X1: p.X1, Y0: p.Y0, Y1: p.Y1, Columns: p.Columns, Rows: p.Rows, Values: p.Values},
		},
	}.Figure()
}
