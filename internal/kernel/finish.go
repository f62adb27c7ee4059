package kernel

import (
	"fmt"
	"math"
)

// Finish is what is done to a sum before it is stored, in this order. The zero value
// and nil stand for nothing.
type Finish struct {
	// Bias is added, a value a column; nil: none.
	Bias []float32
	// Add is added next, from the place of the result in a slice of its shape, which
	// may be the result itself; nil: none.
	Add []float32
	// Clamp keeps the result between Low and High, either of which may be infinite: 0
	// and +Inf are ReLU, 0 and 6 ReLU6. NaN stays NaN.
	Clamp     bool
	Low, High float32
}

// Panel is what f does to panel q of a result whose panels have so many values.
func (f *Finish) Panel(q, size int) Finish {
	if f == nil {
		return Finish{}
	}
	p := *f
	if f.Bias != nil {
		p.Bias = f.Bias[q*Lane:][:Lane]
	}
	if f.Add != nil {
		p.Add = f.Add[q*size:][:size]
	}
	return p
}

// check panics if bias or addend are shorter than the columns and the result.
func (f *Finish) check(what string, columns, size int) {
	if f == nil {
		return
	}
	if f.Bias != nil && len(f.Bias) < columns || f.Add != nil && len(f.Add) < size {
		panic(fmt.Sprintf("kernel: %s: a bias of %d for %d columns, %d values added to %d", what, len(f.Bias), columns, len(f.Add), size))
	}
}

// row finishes the sums of one row of a panel: bias is the column of the first,
// at its place in the result.
func (f *Finish) row(s *[Lane]float32, bias, at int) {
	if f == nil {
		return
	}
	if f.Bias != nil {
		for j, v := range f.Bias[bias:][:Lane] {
			s[j] += v
		}
	}
	if f.Add != nil {
		for j, v := range f.Add[at:][:Lane] {
			s[j] += v
		}
	}
	low, high := f.bounds()
	for j := range s {
		if low > s[j] {
			s[j] = low
		}
		if high < s[j] {
			s[j] = high
		}
	}
}

// bounds are those of the result, infinite without Clamp.
func (f *Finish) bounds() (low, high float32) {
	if f == nil || !f.Clamp {
		return float32(math.Inf(-1)), float32(math.Inf(1))
	}
	return f.Low, f.High
}
