package plot

import (
	"math"
	"slices"
)

// Grid holds a function of two variables at Columns x Rows nodes, evenly spaced
// over [X0, X1] x [Y0, Y1], the corners included. Values has row after row, the
// row of Y0 first: Values[r*Columns+c]. A value that is not finite is none.
// The zero value holds nothing.
type Grid struct {
	X0, X1, Y0, Y1 float64
	Columns, Rows  int
	Values         []float64
}

// NewGrid takes the values of f. It panics if there are fewer than two columns
// or rows, or if not x0 < x1 and y0 < y1.
func NewGrid(x0, x1, y0, y1 float64, columns, rows int, f func(x, y float64) float64) Grid {
	g := Grid{X0: x0, X1: x1, Y0: y0, Y1: y1, Columns: columns, Rows: rows, Values: make([]float64, max(0, columns*rows))}
	g.check()
	for j := range rows {
		for i := range columns {
			g.Values[j*columns+i] = f(g.place(node{float64(i), float64(j)}))
		}
	}
	return g
}

func (g Grid) empty() bool { return g.Columns == 0 && g.Rows == 0 && len(g.Values) == 0 }

func (g Grid) check() {
	if g.Columns < 2 || g.Rows < 2 || len(g.Values) != g.Columns*g.Rows {
		panic("plot: a grid has at least 2 x 2 nodes and a value for each")
	}
	if g.X0 < g.X1 && g.Y0 < g.Y1 {
		return // NaN is not
	}
	panic("plot: a grid covers no area")
}

// place gives the variables at a node.
func (g Grid) place(n node) (x, y float64) {
	return g.X0 + (g.X1-g.X0)*n.i/float64(g.Columns-1), g.Y0 + (g.Y1-g.Y0)*n.j/float64(g.Rows-1)
}

// value is NaN where there is none, beyond the grid too.
func (g Grid) value(i, j int) float64 {
	if i < 0 || j < 0 || i >= g.Columns || j >= g.Rows || !finite(g.Values[j*g.Columns+i]) {
		return math.NaN()
	}
	return g.Values[j*g.Columns+i]
}

// bounds are the least and the greatest value; lo > hi if there is none.
func (g Grid) bounds() (lo, hi float64) {
	lo, hi = math.Inf(1), math.Inf(-1)
	for _, v := range g.Values {
		if finite(v) {
			lo, hi = math.Min(lo, v), math.Max(hi, v)
		}
	}
	return lo, hi
}

// cross is the share of the way from a node above a height to its neighbour not
// above it at which the function has that height. If the neighbour has it
// exactly, a plateau ends somewhere between: there the slope beyond the first
// node says where, exactly for a hinge.
func (g Grid) cross(height float64, i, j, k, l int) float64 {
	up, down := g.value(i, j)-height, height-g.value(k, l)
	switch {
	case math.IsNaN(down):
		return 0
	case down > 0:
		return up / (up + down)
	}
	if slope := g.value(2*i-k, 2*j-l) - height - up; slope > 0 {
		return math.Min(1, up/slope)
	}
	return 1
}

// mean is that of the four corners of a cell.
func (g Grid) mean(i, j int) float64 {
	return (g.value(i, j) + g.value(i+1, j) + g.value(i, j+1) + g.value(i+1, j+1)) / 4
}

// lines are the level lines of one height.
func (g Grid) lines(height float64) []line {
	return g.trace(nowhere, func(v float64) bool { return v > height }, height, false)
}

// above outlines where the function lies above height.
func (g Grid) above(height float64) []line {
	return g.trace(without, func(v float64) bool { return v > height }, height, false)
}

// zero outlines where the function is exactly 0, except at nodes that it only
// passes through 0 at.
func (g Grid) zero() []line {
	size := g
	size.Values = make([]float64, len(g.Values))
	for i, v := range g.Values {
		size.Values[i] = math.Abs(v)
	}
	lines := size.trace(without, func(v float64) bool { return v == 0 }, 0, true)
	return slices.DeleteFunc(lines, func(l line) bool { return math.Abs(l.area()) < 0.5 })
}

// missing outlines where the function has no value.
func (g Grid) missing() []line {
	holes := g
	holes.Values = make([]float64, len(g.Values))
	found := false
	for i, v := range g.Values {
		if !finite(v) {
			holes.Values[i] = 1
			found = true
		}
	}
	if !found {
		return nil
	}
	return holes.above(0.5)
}

// trace outlines the nodes that in accepts; those without a value are beyond.
// If low is set these are the nodes not above height.
func (g Grid) trace(beyond side, in func(v float64) bool, height float64, low bool) []line {
	return tracer{
		columns: g.Columns, rows: g.Rows,
		at: func(i, j int) side {
			switch v := g.value(i, j); {
			case math.IsNaN(v):
				return beyond
			case in(v):
				return within
			}
			return without
		},
		cut: func(i, j, k, l int) float64 {
			if !low {
				return g.cross(height, i, j, k, l)
			}
			if math.IsNaN(g.value(k, l)) {
				return 0
			}
			return 1 - g.cross(height, k, l, i, j)
		},
		middle: func(i, j int) bool { return in(g.mean(i, j)) },
	}.trace()
}
