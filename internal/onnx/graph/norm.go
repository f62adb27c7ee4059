package graph

import "mekiki/internal/lang"

// BatchNorm is (x-mean)/√(variance+Eps)*scale+bias by channel, axis 1: inputs x,
// scale, bias, mean, variance.
type BatchNorm struct{ Eps float32 }

func (BatchNorm) String() string { return "BatchNormalization" }

// Infer implements Op.
func (BatchNorm) Infer(in []*Value) ([]Type, error) {
	for _, v := range in[1:] {
		if len(in[0].Shape) < 2 || len(v.Shape) != 1 || v.Shape[0] != in[0].Shape[1] {
			return nil, lang.Errorf("a parameter of the shape %v does not fit a value of the shape %v", v.Shape, in[0].Shape)
		}
	}
	return floats(in)
}

// LayerNorm is (x-mean)/√(variance+Eps)*scale+bias, where mean and variance are those
// of the axes from Axis on (not negative): inputs x, scale, bias (nil: none).
type LayerNorm struct {
	Axis int
	Eps  float32
}

func (LayerNorm) String() string { return "LayerNormalization" }

// Infer implements Op.
func (l LayerNorm) Infer(in []*Value) ([]Type, error) {
	if l.Axis < 0 || l.Axis >= len(in[0].Shape) {
		return nil, noAxis(l.Axis, in[0])
	}
	for _, v := range in[1:] {
		if v == nil {
			continue
		}
		if s, err := Broadcast(in[0].Shape[l.Axis:], v.Shape); err != nil || len(s) > len(in[0].Shape)-l.Axis || (Type{Shape: s}).Len() != (Type{Shape: in[0].Shape[l.Axis:]}).Len() {
			return nil, lang.Errorf("a parameter of the shape %v does not fit a value of the shape %v", v.Shape, in[0].Shape)
		}
	}
	return floats(in)
}

// LRN divides each number by (Bias+Alpha/Size*s)^Beta, where s is the sum of the
// squares at the same place in Size neighbouring channels.
type LRN struct {
	Size              int
	Alpha, Beta, Bias float32
}

func (LRN) String() string { return "LRN" }

// Infer implements Op.
func (LRN) Infer(in []*Value) ([]Type, error) {
	if len(in[0].Shape) < 2 {
		return nil, lang.Errorf("it takes values with channels, not of the shape %v", in[0].Shape)
	}
	return floats(in)
}

// Softmax is e^x divided by its sum over the axes First to Last, both included.
type Softmax struct {
	First, Last int
	Log         bool // the logarithm of it
}

func (s Softmax) String() string {
	if s.Log {
		return "LogSoftmax"
	}
	return "Softmax"
}

// Infer implements Op.
func (s Softmax) Infer(in []*Value) ([]Type, error) {
	if s.First < 0 || s.First > s.Last || s.Last >= len(in[0].Shape) {
		return nil, noAxis(s.First, in[0])
	}
	return floats(in)
}

// noAxis says that v has no such axis.
func noAxis(axis int, v *Value) error {
	return lang.Errorf("it works on axis %d, but its input has the shape %v", axis, v.Shape)
}
