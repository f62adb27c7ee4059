package losscheck

import (
	"math"
	"slices"

	"mekiki/internal/metric/formula"
	"mekiki/internal/stats"
)

// Plane is a loss as a function of two quantities, on a grid.
type Plane struct {
	XLabel, YLabel string
	X0, X1, Y0, Y1 float64
	Columns, Rows  int
	// Values is row-major, the row at Y0 first.
	Values []float64
}

// planeSide is the number of columns and of rows of a Plane.
const planeSide = 81

// Plane computes the loss over the two quantities that say most about it: the
// differences d(a,p) - d(a,n) of its first two distances, or d(a,p) and d(a,n)
// of its only one. Everything else is held at its median. The ranges are those of
// the triplets, the outermost 2 % left out. It is false for a loss of lengths alone.
func (c *Result) Plane() (Plane, bool) {
	var names []string
	for _, v := range c.Variables {
		if d := v.variable; !d.Length() && !slices.Contains(names, d.Distance) {
			names = append(names, d.Distance)
		}
	}
	switch len(names) {
	case 0:
		return Plane{}, false
	case 1:
		ap, an := c.column(names[0], formula.AP), c.column(names[0], formula.AN)
		set := func(at []float64, x, y float64) {
			c.set(at, names[0], formula.AP, x)
			c.set(at, names[0], formula.AN, y)
		}
		return c.plane(set, "d(a,p), "+names[0], "d(a,n), "+names[0], ap, an), true
	}
	set := func(at []float64, x, y float64) {
		c.spread(at, names[0], x)
		c.spread(at, names[1], y)
	}
	return c.plane(set, "d(a,p) − d(a,n), "+names[0], "d(a,p) − d(a,n), "+names[1], c.difference(names[0]), c.difference(names[1])), true
}

// plane evaluates the loss where set puts its variables.
func (c *Result) plane(set func(at []float64, x, y float64), xLabel, yLabel string, xs, ys []float64) Plane {
	p := Plane{XLabel: xLabel, YLabel: yLabel, Columns: planeSide, Rows: planeSide}
	p.X0, p.X1 = reach(xs)
	p.Y0, p.Y1 = reach(ys)
	at := make([]float64, len(c.Variables))
	for row := range planeSide {
		for col := range planeSide {
			for i, v := range c.Variables {
				at[i] = v.median
			}
			set(at, p.X0+(p.X1-p.X0)*float64(col)/(planeSide-1), p.Y0+(p.Y1-p.Y0)*float64(row)/(planeSide-1))
			p.Values = append(p.Values, c.loss.At(at))
		}
	}
	return p
}

// reach is the range of all but the outermost values.
func reach(values []float64) (lo, hi float64) {
	if len(values) == 0 {
		return 0, 1
	}
	q := stats.Quantiles(values, 0.01, 0.99)
	if q[1]-q[0] < 1e-9 {
		return q[0] - 0.5, q[1] + 0.5
	}
	return q[0], q[1]
}

// column is a variable over all triplets; nil if the loss does not use it.
func (c *Result) column(distance string, p formula.Pair) []float64 {
	for j, v := range c.Variables {
		if v.variable.Distance == distance && v.variable.Pair == p {
			out := make([]float64, c.Triplets)
			for i := range out {
				out[i] = c.values[i*len(c.Variables)+j]
			}
			return out
		}
	}
	return nil
}

// difference is d(a,p) - d(a,n). Of a pair that the loss does not use nothing is
// known; then it is the other one around its median.
func (c *Result) difference(distance string) []float64 {
	ap, an := c.column(distance, formula.AP), c.column(distance, formula.AN)
	if ap == nil || an == nil {
		out := slices.Concat(ap, an)
		if len(out) > 0 {
			middle := stats.Quantiles(out, 0.5)[0]
			for i := range out {
				out[i] -= middle
			}
		}
		return out
	}
	for i := range ap {
		ap[i] -= an[i]
	}
	return ap
}

func (c *Result) set(at []float64, distance string, p formula.Pair, value float64) {
	for i, v := range c.Variables {
		if v.variable.Distance == distance && v.variable.Pair == p {
			at[i] = value
		}
	}
}

// spread sets both pairs of a distance so that they differ by d, around the
// middle of their medians as long as none falls below 0.
func (c *Result) spread(at []float64, distance string, d float64) {
	middle, used := 0.0, 0.0
	for _, v := range c.Variables {
		if v.variable.Distance == distance && v.variable.Pair != formula.PN {
			middle += v.median
			used++
		}
	}
	middle /= max(used, 1)
	low := max(middle-math.Abs(d)/2, 0)
	c.set(at, distance, formula.AP, low+max(d, 0))
	c.set(at, distance, formula.AN, low+max(-d, 0))
}
