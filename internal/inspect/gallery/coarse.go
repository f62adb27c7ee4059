package gallery

import (
	"math"

	"mekiki/internal/kernel"
)

// coarse are vectors in whole numbers of 7 bits: their products take a third of the time. What
// rounding may change is bounded, so they say which vectors cannot be the nearest.
type coarse struct {
	k     int    // numbers of a vector, padded
	bytes []int8 // as kernel.MulBytes reads them
	bias  []int32
	scale []float32 // of each vector
	// The largest length of a vector, of what rounding took from one, and the share of that.
	length, lost, share float64
}

// faint is below what value a vector counts as nothing: products of smaller scales are no
// numbers.
const faint = 1e-15

// most is the largest number that a value becomes.
const most = kernel.BytesZero - 1

// newCoarse rounds n vectors, row-major (n, dim).
func newCoarse(x []float32, n, dim int) *coarse {
	k := (dim + kernel.BytesStep - 1) / kernel.BytesStep * kernel.BytesStep
	c := &coarse{k: k, bytes: make([]int8, kernel.Pad(n)*k), scale: make([]float32, kernel.Pad(n))}
	row := make([]uint8, k)
	for i := range n {
		v := x[i*dim:][:dim]
		r := c.round(row, v)
		c.scale[i] = r.scale
		length := lengthOf(v)
		c.length, c.lost = math.Max(c.length, length), math.Max(c.lost, r.lost)
		if length > 0 {
			c.share = math.Max(c.share, r.lost/length)
		}
		to := c.bytes[i/kernel.Lane*kernel.Lane*k:]
		for t, b := range row {
			to[t/4*4*kernel.Lane+i%kernel.Lane*4+t%4] = int8(b) - kernel.BytesZero
		}
	}
	c.bias = kernel.BytesBias(c.bytes, k)
	return c
}

// rounded is what became of a vector.
type rounded struct {
	scale float32
	// The lengths of what it became and of what it lost.
	length, lost float64
}

// round writes a vector's numbers to dst, which has c.k.
func (c *coarse) round(dst []uint8, x []float32) rounded {
	top := uint32(0) // numbers without a sign are in the order of their bits
	for _, v := range x {
		top = max(top, math.Float32bits(v)&^(1<<31))
	}
	largest := math.Float32frombits(top)
	r := rounded{}
	inverse := float32(0)
	if largest >= faint {
		r.scale, inverse = largest/most, most/largest
	}
	// Adding half as much again as 2^23 leaves the nearest whole number in the last bits.
	const shift = 3 << 22
	zero := int32(math.Float32bits(shift)) - kernel.BytesZero
	scale, square := float64(r.scale), int32(0)
	lost, other := 0.0, 0.0 // two sums, so that neither waits for the other
	for t, v := range x {
		b := int32(math.Float32bits(float32(v*inverse)+shift)) - zero
		dst[t] = uint8(b)
		b -= kernel.BytesZero
		square += b * b
		e := float64(v) - scale*float64(b)
		lost, other = other, lost+e*e
	}
	for t := len(x); t < len(dst); t++ {
		dst[t] = kernel.BytesZero
	}
	// Sums of squares in float64 lose less than is added here.
	r.length, r.lost = scale*math.Sqrt(float64(square)), math.Sqrt(lost+other)*(1+1e-9)
	return r
}

func lengthOf(x []float32) float64 {
	sum := 0.0
	for _, v := range x {
		sum += float64(v) * float64(v)
	}
	return math.Sqrt(sum)
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

// euclideanLimit is below what 2<x,y> - |y|², as the coarse search has it, a vector y is
// farther from x than one whose squared distance was computed.
//
// With x' and y' what rounding made of them, <x,y> - <x',y'> = <x-x',y> + <x',y-y'>, of
// which each is at most the product of the lengths (Cauchy and Schwarz).
func (c *coarse) euclideanLimit(length float64, r rounded, square float32, dim int) float32 {
	doubt := 2 * (r.lost*c.length + r.length*c.lost)
	both := length + c.length
	return atLeast(length*length - float64(square)*(1+spread(dim)) - doubt - roundings*both*both - smallest)
}

// cosineLimit is that of <x,y>/|y| for angles. square is the squared distance of the vectors
// of length one.
func (c *coarse) cosineLimit(length float64, r rounded, square float32, dim int) float32 {
	if length == 0 {
		return -math.MaxFloat32 // no angle: all vectors are looked at
	}
	apart := math.Sqrt(float64(square)*(1+spread(dim))) + roundings
	return atLeast(length*(1-apart*apart/2) - r.lost - r.length*c.share - roundings*length - smallest)
}

// atLeast is a limit that finite numbers can reach; NaN becomes one that all reach.
func atLeast(limit float64) float32 {
	if !(limit > -math.MaxFloat32) {
		return -math.MaxFloat32
	}
	return float32(limit)
}
