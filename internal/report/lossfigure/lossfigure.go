// Package lossfigure draws a loss before it is trained with.
package lossfigure

import (
	"mekiki/internal/analyze/losscheck"
	"mekiki/internal/plot"
)

// Draw draws a loss as a surface over two of its quantities, with arrows
// where minimising leads. It fails with plot.ErrNoData if the loss has no
// distances or no finite value there.
func Draw(c *losscheck.Result) (*plot.Figure, error) {
	p, ok := c.Plane()
	if !ok {
		return nil, plot.ErrNoData
	}
	return plot.Surface{
		Label:  "The loss " + c.Formula + " over " + p.XLabel + " and " + p.YLabel,
		XLabel: p.XLabel, YLabel: p.YLabel, ZeroLines: true, Downhill: "where minimising leads",
		Levels: plot.Levels{
			Name: "loss", Zero: "loss exactly 0",
			Grid: plot.Grid{X0: p.X0, X1: p.X1, Y0: p.Y0, Y1: p.Y1, Columns: p.Columns, Rows: p.Rows, Values: p.Values},
		},
	}.Figure()
}
