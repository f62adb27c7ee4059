package gallery

import (
	"math"

	"mekiki/internal/kernel"
)

// projection makes vectors shorter. A vector less the mean, x, is Vz + r: z are its numbers along
// all axes but the last, whose number is |r| instead. Then
//
//	<x,y> <= <z,z'> + |r||r'|
//
// so products of the short vectors bound those of the long ones from above. One goroutine at a time may use it.
type projection struct {
	axes     *Axes
	centred  []float32 // row-major
	in, made []float32 // panels
	window   kernel.Window
	length   []float64 // of z, squared
}

// projectRows is how many vectors a projection takes at a time.
const projectRows = searchRows

func (a *Axes) projection() *projection {
	return &projection{
		axes: a, centred: make([]float32, projectRows*a.dim), in: make([]float32, kernel.Pad(a.dim)*projectRows),
		made: make([]float32, axesAll*projectRows), window: rowsInOrder(projectRows),
		length: make([]float64, projectRows),
	}
}

// rounding is by what share of a vector's length its projection may be wrong: sums of dim products in
// float32, and axes that are not quite of length one and at right angles.
func (a *Axes) rounding() float64 {
	return 1.1*math.Sqrt(axesAll)*float64(a.dim+4)/(1<<24) + 1e-5
}

// short writes the short vectors of n, at most projectRows, that stand row-major, to dst, (n, axesAll),
// and the squared lengths of vectors less the mean to square.
func (p *projection) short(dst []float32, square []float64, x []float32, n int) {
	dim := p.axes.dim
	for i := range n {
		row, centred := x[i*dim:][:dim], p.centred[i*dim:][:dim]
		for q, m := range p.axes.mean[:dim] {
			centred[q] = row[q] - m
		}
	}
	squares(square, p.centred, n, dim)
	kernel.Pack(p.in, p.centred, n, dim, projectRows)
	kernel.Conv(p.made, p.in, p.axes.weights, &p.window, 0, n, projectRows*kernel.Lane, projectRows, dim, axesAll, nil)
	kernel.Unpack(dst, p.made, n, axesAll, projectRows)
	for i := range n {
		dst[i*axesAll+axesAll-1] = 0
	}
	squares(p.length, dst, n, axesAll)
	rounding := 3 * p.axes.rounding()
	for i := range n {
		// |r|² is |x|² - |z|² but for what rounding has done to z.
		rest := math.Max(square[i]-p.length[i], 0) + rounding*square[i]
		dst[i*axesAll+axesAll-1] = float32(math.Sqrt(rest) * (1 + 1e-6))
	}
}
