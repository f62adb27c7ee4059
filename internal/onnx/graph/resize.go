package graph

import (
	"slices"

	"mekiki/internal/lang"
)

// ResizeMode says how numbers between pixels are found.
type ResizeMode uint8

// The modes.
const (
	ResizeNearest ResizeMode = iota
	ResizeLinear
	ResizeCubic
)

// Coordinate says which place of the input a pixel of the result is.
type Coordinate uint8

// The conventions; i is a pixel of the result, n and m the extents of input and result.
const (
	HalfPixel        Coordinate = iota // (i+½)/scale-½
	PyTorchHalfPixel                   // the same, but 0 if m is 1
	HalfPixelSymmetric
	Asymmetric   // i/scale
	AlignCorners // i(n-1)/(m-1)
)

// Rounding says which pixel ResizeNearest takes.
type Rounding uint8

// The roundings.
const (
	HalfDown Rounding = iota
	HalfUp
	RoundDown
	RoundUp
)

// Resize makes pictures larger or smaller to Size; [0] is down, [1] across. The
// edge is repeated outwards. Scale is that of coordinates, Cubic the coefficient of
// ResizeCubic.
type Resize struct {
	Mode  ResizeMode
	At    Coordinate
	Round Rounding
	Size  [2]int
	Scale [2]float32
	Cubic float32
}

func (Resize) String() string { return "Resize" }

// Infer implements Op.
func (r Resize) Infer(in []*Value) ([]Type, error) {
	if err := picture(in[0]); err != nil {
		return nil, err
	}
	if r.Size[0] < 1 || r.Size[1] < 1 {
		return nil, lang.Errorf("it makes pictures of %dx%d", r.Size[1], r.Size[0])
	}
	out := slices.Clone(in[0].Shape)
	out[2], out[3] = r.Size[0], r.Size[1]
	return []Type{{Float, out}}, nil
}
