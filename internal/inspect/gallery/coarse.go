package gallery

import (
	"math"
	"slices"

	"mekiki/internal/kernel"
)

// coarse are vectors in whole numbers of 7 bits: their products take a third of the time. What
// rounding may change is bounded, so they say which vectors cannot be the nearest.
type coarse struct {
	k     int    // numbers of a vector, padded
	bytes []int8 // as kernel.MulBytes reads them
	bias  []int32
	scale []float32 // of each vector
	// The length of each vector and of what rounding took from it, in units of scale.
	length, lost []float32
	// slack is by what share of the lengths a product of vectors may lie above that of theirs
	// before rounding.
	slack float64
	// longest is the largest length, faint that of vectors whose scale is 0.
	longest, faint float64
}

// newCoarse rounds n vectors, row-major (n, dim).
func newCoarse(x []float32, n, dim int, slack float64) *coarse {
	k := (dim + kernel.BytesStep - 1) / kernel.BytesStep * kernel.BytesStep
	c := &coarse{
		k: k, bytes: make([]int8, kernel.Pad(n)*k), scale: make([]float32, kernel.Pad(n)),
		length: make([]float32, kernel.Pad(n)), lost: make([]float32, kernel.Pad(n)), slack: slack,
	}
	row := make([]uint8, k)
	for i := range n {
		v := x[i*dim:][:dim]
		r := kernel.RoundBytes(row, v)
		c.scale[i] = r.Scale
		length := lengthOf(v)
		c.longest = math.Max(c.longest, length)
		if r.Scale > 0 {
			c.length[i], c.lost[i] = float32(length/float64(r.Scale)), float32(r.Lost/float64(r.Scale))
		} else {
			c.faint = math.Max(c.faint, length)
		}
		kernel.PackBytes(c.bytes, row, i)
	}
	c.bias = kernel.BytesBias(c.bytes, k)
	return c
}

func lengthOf(x []float32) float64 {
	sum := 0.0
	for _, v := range x {
		sum += float64(v) * float64(v)
	}
	return math.Sqrt(sum)
}

// doubts are what is added to the products of some rows, so that they are never below those of the
// vectors before rounding. With x' and y' what rounding made of x and y,
//
//	<x,y> - <x',y'> = <x-x',y> + <x',y-y'>
//
// of which each is at most the product of the lengths (Cauchy and Schwarz). In units of both
// scales that is a number of each y, for the worst of the rows.
type doubts struct {
	about        *coarse
	lost, length float64 // of the worst row, in units of its scale
	bias         []int32 // of kernel.MulBytes
}

// Steps that the worst row is rounded up to, so that most blocks find what the last one left.
const (
	lostStep   = 0.25
	lengthStep = 16
)

// of are the doubts about some rows.
func (d *doubts) of(c *coarse, rows []kernel.RoundedBytes) []int32 {
	lost, length := 0.0, 0.0
	for _, r := range rows {
		if r.Scale > 0 {
			lost, length = math.Max(lost, r.Lost/float64(r.Scale)), math.Max(length, r.Length/float64(r.Scale))
		}
	}
	lost, length = (math.Floor(lost/lostStep)+1)*lostStep, (math.Floor(length/lengthStep)+1)*lengthStep
	if d.about == c && lost == d.lost && length == d.length {
		return d.bias
	}
	d.about, d.lost, d.length, d.bias = c, lost, length, slices.Grow(d.bias[:0], len(c.bias))[:len(c.bias)]
	own, other := float32(lost+c.slack*(lost+length)), float32(length)
	for j, b := range c.bias {
		d.bias[j] = b + int32(own*c.length[j]+other*c.lost[j]) + 2 // up, and for rounding in float32
	}
	return d.bias
}

// beyond is how far a product of a vector of this length may lie above the coarse one besides: where one of
// them has the scale 0.
func (c *coarse) beyond(r kernel.RoundedBytes, length float64) float64 {
	if r.Scale == 0 {
		return length * c.longest
	}
	return length * c.faint
}

// Shares of the lengths that rounding in float32 changes numbers of the coarse search by, with
// room to spare: some roundings of 2^-24 each.
const (
	roundings = 1.0 / (1 << 20)
	smallest  = 1e-37 // besides, where squares are no normal numbers
)

// spread is by what share a kernel.SquaredDistance of so many numbers may differ from the true
// one.
func spread(dim int) float64 { return float64(dim/kernel.Lane+8) / (1 << 22) }

// atLeast is a limit that finite numbers can reach; NaN becomes one that all reach.
func atLeast(limit float64) float32 {
	if !(limit > -math.MaxFloat32) {
		return -math.MaxFloat32
	}
	return float32(limit)
}
