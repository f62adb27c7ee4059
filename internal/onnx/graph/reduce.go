package graph

import "slices"

// ReduceKind names how many numbers become one.
type ReduceKind uint8

// The ways.
const (
	Mean ReduceKind = iota
	Sum
	Largest
	Smallest
	Product
	L1 // sum of absolute values
	L2 // root of the sum of squares
)

var reduceNames = [...]string{"ReduceMean", "ReduceSum", "ReduceMax", "ReduceMin", "ReduceProd", "ReduceL1", "ReduceL2"}

// Reduce makes one number of all along some axes. A global average pool is the mean
// over axes 2 and 3 with Keep.
type Reduce struct {
	Kind ReduceKind
	Axes []int // ascending, not negative
	Keep bool  // the axes stay, with extent 1
}

func (r Reduce) String() string { return reduceNames[r.Kind] }

// Infer implements Op.
func (r Reduce) Infer(in []*Value) ([]Type, error) {
	out := []int{}
	for _, a := range r.Axes {
		if a < 0 || a >= len(in[0].Shape) {
			return nil, noAxis(a, in[0])
		}
	}
	for a, d := range in[0].Shape {
		switch {
		case !slices.Contains(r.Axes, a):
			out = append(out, d)
		case r.Keep:
			out = append(out, 1)
		}
	}
	return []Type{{in[0].Kind, out}}, nil
}
