package graph

import "mekiki/internal/lang"

// Conv is a convolution of pictures x [N,C,H,W] with weights [K,C/Group,kh,kw] and a
// bias [K] (nil: none): inputs x, weights, bias. Group = C = K is a depthwise one.
// Act is applied to the result.
type Conv struct {
	Window
	Group int
	Act   Act
}

func (Conv) String() string { return "Conv" }

// Infer implements Op.
func (c Conv) Infer(in []*Value) ([]Type, error) {
	x, w := in[0], in[1]
	if err := picture(x); err != nil {
		return nil, err
	}
	if len(w.Shape) != 4 || w.Shape[2] != c.Kernel[0] || w.Shape[3] != c.Kernel[1] {
		return nil, lang.Errorf("its weights have the shape %v, not that of a %dx%d convolution", w.Shape, c.Kernel[0], c.Kernel[1])
	}
	k := w.Shape[0]
	if c.Group < 1 || x.Shape[1] != w.Shape[1]*c.Group || k%c.Group != 0 {
		return nil, lang.Errorf("its weights %v in %d groups do not fit %d channels", w.Shape, c.Group, x.Shape[1])
	}
	if len(in) > 2 && in[2] != nil && (len(in[2].Shape) != 1 || in[2].Shape[0] != k) {
		return nil, lang.Errorf("its bias has the shape %v, it has %d channels", in[2].Shape, k)
	}
	return c.slide(x, k, false)
}

// Pool takes the largest number or the mean of each window, channel by channel.
type Pool struct {
	Window
	Mean     bool // the largest otherwise
	Ceil     bool // a last window may hang over the edge
	CountPad bool // padding counts as zeros in a mean
}

func (p Pool) String() string {
	if p.Mean {
		return "AveragePool"
	}
	return "MaxPool"
}

// Infer implements Op.
func (p Pool) Infer(in []*Value) ([]Type, error) {
	if err := picture(in[0]); err != nil {
		return nil, err
	}
	return p.slide(in[0], in[0].Shape[1], p.Ceil)
}
