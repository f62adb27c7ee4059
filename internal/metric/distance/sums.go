package distance

import "math"

// A Summed distance is one of the moments that can be computed for many pairs at once from
// sums that may be inexact, and bounded from what is known of many pairs. That is what
// makes searches by it, or by a formula of it, quick.
type Summed interface {
	MomentDistance
	// column writes the distances of s to dst. They, and the distances that at gives of
	// exact sums, lie in lo to hi, and differ by err at most.
	Column(dst []float64, s *Sums) (lo, hi, err float64)
	// bounds are the least and the largest distance of any pair of the range.
	Bounds(r *Range) (lo, hi float64)
}

// tiny covers the float64 rounding of column and of at.
const tiny = 1.0 / (1 << 48)

// Sums are the sums of x with up to ColumnRows vectors y.
type Sums struct {
	// XX is <x,x>, exactly as MomentsOf sums it.
	XX float64
	Y  *Lengths
	// XY[j] is <x,y_j>, off by ErrXY at most, and DD[j], at least 0, is |x-y_j|²,
	// off by ErrDD at most; off from what MomentsOf sums, whose own rounding counts too.
	XY, DD       []float64
	ErrXY, ErrDD float64
}

// Lengths are the lengths of up to ColumnRows vectors y.
type Lengths struct {
	length, inverse   []float64 // inverse is 0 for a vector that counts as zero
	shortest, longest float64
	maxInverse        float64
}

// farthest is the largest |x-y| that the lengths allow.
func (s *Sums) farthest() float64 { return (math.Sqrt(s.XX) + s.Y.longest) * (1 + tiny) }

// NewLengths prepares the squared lengths <y,y>, exactly as MomentsOf sums them.
func NewLengths(yy []float64) *Lengths {
	c := &Lengths{length: make([]float64, len(yy)), inverse: make([]float64, len(yy)), shortest: math.Inf(1)}
	for j, s := range yy {
		c.length[j], c.inverse[j] = math.Sqrt(s), InverseLength(s)
		c.shortest, c.longest = min(c.shortest, c.length[j]), max(c.longest, c.length[j])
		c.maxInverse = max(c.maxInverse, c.inverse[j])
	}
	return c
}

// At is length j.
func (c *Lengths) At(j int) float64 { return c.length[j] }

// Shortest is the least of the lengths.
func (c *Lengths) Shortest() float64 { return c.shortest }

// Longest is the largest of the lengths.
func (c *Lengths) Longest() float64 { return c.longest }

// InverseLength is 1/√s, 0 for the squared length of what counts as zero.
func InverseLength(s float64) float64 {
	if s < shortest {
		return 0
	}
	return 1 / math.Sqrt(s)
}

// Range says of pairs of x with vectors y what is known of them.
type Range struct {
	// XX is <x,x>, exactly as MomentsOf sums it.
	XX float64
	// ShortY and LongY are the least and the largest |y|, as the root of what MomentsOf sums.
	ShortY, LongY float64
	// LeastDD and MostDD are those of |x-y|².
	LeastDD, MostDD float64
	// Err bounds the relative error of the sums of MomentsOf, and of LeastDD and MostDD.
	Err float64
}

// least is the least |x-y|², which is not below (|x|-|y|)².
func (r *Range) least() float64 {
	x := math.Sqrt(r.XX)
	gap := max(x-r.LongY, r.ShortY-x, 0)
	gap = max(gap-r.Err*(x+r.LongY), 0)
	return max(r.LeastDD, gap*gap) * (1 - r.Err)
}
