package plot

import (
	"math"
	"slices"

	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"

	"mekiki/internal/lang"
)

// BoxRow is one row of [Boxes]. Values that are not finite are left out.
type BoxRow struct {
	Name   string
	Values []float64
	// Text stands at the right, such as "n = 600".
	Text string
}

// Boxes shows how values are distributed in several groups, one a row, the
// first on top: a box from the 25 % to the 75 % quantile with the median in it,
// and lines to the 5 % and the 95 % quantile.
type Boxes struct {
	Label, XLabel string
	// Lang is the language of the words that the figure has of its own, in its legend.
	Lang lang.Language
	Rows []BoxRow
	// Narrow draws it for the width of a phone, each name and text over its row.
	Narrow bool
}

// Figure draws the rows; one without values is empty. It fails with ErrNoData
// if no value is finite.
func (b Boxes) Figure() (*Figure, error) {
	shown := span{math.Inf(1), math.Inf(-1)}
	r := rowChart{label: b.Label, narrow: b.Narrow}
	marks := make([][]float64, len(b.Rows))
	for i, row := range b.Rows {
		r.names, r.texts = append(r.names, row.Name), append(r.texts, row.Text)
		marks[i] = quantiles(row.Values, 0.05, 0.25, 0.5, 0.75, 0.95)
		shown.hold(marks[i]...)
	}
	if shown.lo > shown.hi {
		return nil, ErrNoData
	}
	lo, hi := shown.padded()
	r.x = axis{b.XLabel, lo, hi, false}
	r.keys = []key{{b.Lang.Text("5, 25, 50, 75 and 95 %% quantile"), func(c draw.Canvas, b vg.Rectangle) {
		w := (b.Max.X - b.Min.X) / 4
		drawQuantiles(c, b.Min.X, b.Min.X+w, b.Min.X+2*w, b.Min.X+3*w, b.Max.X, (b.Min.Y+b.Max.Y)/2, 4)
	}}}
	r.draw = func(c draw.Canvas, i int, x func(float64) vg.Length, y, half vg.Length) {
		if m := marks[i]; m != nil {
			drawQuantiles(c, x(m[0]), x(m[1]), x(m[2]), x(m[3]), x(m[4]), y, half)
		}
	}
	return r.figure(), nil
}

// quantiles interpolates between the two nearest values (Hyndman and Fan, 1996,
// definition 7, as NumPy does). It is nil if no value is finite.
func quantiles(values []float64, at ...float64) []float64 {
	v := slices.DeleteFunc(slices.Clone(values), func(x float64) bool { return !finite(x) })
	if len(v) == 0 {
		return nil
	}
	slices.Sort(v)
	var out []float64
	for _, q := range at {
		place := q * float64(len(v)-1)
		i := min(int(place), len(v)-1)
		next := v[min(i+1, len(v)-1)]
		out = append(out, v[i]+(next-v[i])*(place-float64(i)))
	}
	return out
}

func drawQuantiles(c draw.Canvas, lo, a, mid, b, hi, y, half vg.Length) {
	sty := draw.LineStyle{Color: seriesA, Width: 1.2}
	c.StrokeLine2(sty, lo, y, a, y)
	c.StrokeLine2(sty, b, y, hi, y)
	for _, end := range []vg.Length{lo, hi} {
		c.StrokeLine2(sty, end, y-half/2, end, y+half/2)
	}
	box := rectangle(a, y-half, b, y+half)
	c.SetColor(seriesA.alpha(barOpacity))
	c.Fill(box)
	c.SetLineStyle(sty)
	c.Stroke(box)
	c.StrokeLine2(draw.LineStyle{Color: ink, Width: 2}, mid, y-half, mid, y+half)
}
