package formula

import "math"

// ColumnRows is the largest number of pairs that Columns takes at once. What is
// computed for so many stays in the first cache of a core.
const ColumnRows = 256

// Columns runs a formula for many pairs at once, with values of its variables that may be
// inexact, and bounds what their errors do to it. The formula runs operation by operation
// over all pairs, so that reading it costs nothing. It holds scratch memory: make one for
// each goroutine.
type Columns struct {
	program *Program
	v       [][]float64 // of each register
	span    []span
	// unsure marks columns where the errors of the variables might turn a condition
	// over or make an undefined value a defined one.
	unsure [ColumnRows]bool
	list   []int
}

// NewColumns makes the columns of a program. constant holds what is the same for all
// pairs: Program.Load and the values of learned parameters.
func NewColumns(p *Program, constant *Registers) *Columns {
	c := &Columns{program: p, v: make([][]float64, p.size), span: make([]span, p.size)}
	for reg := range c.v {
		c.v[reg] = make([]float64, ColumnRows)
		for j := range c.v[reg] {
			c.v[reg][j] = constant.V[reg]
		}
		c.span[reg] = span{constant.V[reg], constant.V[reg], 0}
	}
	return c
}

// Column is the memory of a variable's values, of which the first n are to be filled
// before Run.
func (c *Columns) Column(reg uint8, n int) []float64 { return c.v[reg][:n] }

// Bound says of the values of a variable that they, and what they stand for, lie in lo to
// hi, and differ by err at most.
func (c *Columns) Bound(reg uint8, lo, hi, err float64) { c.span[reg] = span{lo, hi, err} }

// Run writes the formula's values for so many pairs as dst has. What Program.Forward
// gives for the values that the variables stand for differs from them by radius at most,
// but for the columns in unsure, of which nothing is said. unsure is valid until the next
// call. It panics beyond ColumnRows.
func (c *Columns) Run(dst []float64) (radius float64, unsure []int) {
	n := len(dst)
	clear(c.unsure[:n])
	for _, in := range c.program.code {
		c.operate(in, n)
	}
	root := c.program.root
	radius = c.span[root].err
	bounded := radius < math.Inf(1)
	c.list = c.list[:0]
	for j, d := range c.v[root][:n] {
		dst[j] = d
		if c.unsure[j] || d-d != 0 || !bounded {
			c.list = append(c.list, j)
		}
	}
	if !bounded {
		radius = 0
	}
	return radius, c.list
}
