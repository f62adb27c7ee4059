package plot

import (
	"fmt"

	gplot "gonum.org/v1/plot"
	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"

	"mekiki/internal/lang"
)

// Curve is one ROC curve from (0,0) to (1,1). FPR and TPR have the same length.
type Curve struct {
	Name     string
	FPR, TPR []float64
	// AUC is shown with the name; NaN is not shown.
	AUC float64
}

// ROC shows receiver operating characteristics in the unit square, with the
// diagonal of a blind guess.
type ROC struct {
	Label          string
	XLabel, YLabel string
	// Lang is the language of the words that the figure has of its own, in its legend.
	Lang   lang.Language
	Curves []Curve
}

// Figure draws the curves. It fails with ErrNoData if no point is finite, and
// panics if an FPR and its TPR differ in length.
func (r ROC) Figure() (*Figure, error) {
	p := newPlot(axis{r.XLabel, 0, 1, false}, axis{r.YLabel, 0, 1, false})
	diagonal := draw.LineStyle{Color: muted, Width: 1, Dashes: []vg.Length{1.5, 2.5}}
	p.Add(painter(func(c draw.Canvas, _ *gplot.Plot) {
		c.StrokeLine2(diagonal, c.Min.X, c.Min.Y, c.Max.X, c.Max.Y)
	}))
	var keys []key
	shown := false
	for i, curve := range r.Curves {
		if len(curve.FPR) != len(curve.TPR) {
			panic("plot: FPR and TPR differ in length")
		}
		s := Series{X: make([]float64, len(curve.FPR)), Y: make([]float64, len(curve.FPR))}
		copy(s.X, curve.FPR)
		copy(s.Y, curve.TPR)
		seen := false
		for i := range s.X {
			seen = seen || finite(s.X[i]) && finite(s.Y[i])
		}
		if !seen {
			continue
		}
		shown = true
		sty := lineStyle(i)
		p.Add(painter(func(c draw.Canvas, p *gplot.Plot) { drawSeries(c, p, s, sty) }))
		name := curve.Name
		if finite(curve.AUC) {
			name += fmt.Sprintf(", AUC %.3f", curve.AUC)
		}
		keys = append(keys, key{name, lineSample(sty)})
	}
	if !shown {
		return nil, ErrNoData
	}
	keys = append(keys, key{r.Lang.Text("guessing"), lineSample(diagonal)})
	return &Figure{Width: 440, Height: 440, label: r.Label, paint: withLegend(p, keys)}, nil
}
