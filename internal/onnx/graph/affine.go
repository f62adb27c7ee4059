package graph

import "mekiki/internal/lang"

// Affine is x*scale+shift by channel, axis 1, then Act: inputs x, scale, shift. It is
// what a batch norm is once training is over.
type Affine struct{ Act Act }

func (Affine) String() string { return "Affine" }

// Infer implements Op.
func (Affine) Infer(in []*Value) ([]Type, error) {
	for _, v := range in[1:] {
		if len(in[0].Shape) < 2 || len(v.Shape) != 1 || v.Shape[0] != in[0].Shape[1] {
			return nil, lang.Errorf("a parameter of the shape %v does not fit a value of the shape %v", v.Shape, in[0].Shape)
		}
	}
	return floats(in)
}
