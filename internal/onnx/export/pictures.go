package export

import (
	"mekiki/internal/nn"
	"mekiki/internal/onnx/wire"
)

// Pictures is the name of the graph's input: uint8 (N, height, width, channels), 0 black
// to 255 white, RGB or grey, as Mekiki hands pictures to the network.
const Pictures = "pictures"

// pictures are the network's inputs made of uint8 values v,
//
//	(v*Range/255 - Mean) / Std = (v - Mean*255/Range) / (Std*255/Range)
//
// which is rounded once where the mean is a whole number, as in v/255 and (v-127)/128.
func (b *builder) pictures(p nn.Preprocess) string {
	white := p.Range
	if white == 0 {
		white = 1
	}
	x := b.cast("pictures.float", Pictures, wire.Float)
	if shift, needed := scaled(p.Mean, 0, 255/white); needed {
		x = b.op("pictures.centred", "Sub", of(x, b.hold(wire.NewFloats("mean", []int{len(shift)}, shift))))
	}
	if scale, needed := scaled(p.Std, 1, 255/white); needed {
		x = b.op("pictures.scaled", "Div", of(x, b.hold(wire.NewFloats("deviation", []int{len(scale)}, scale))))
	}
	return x
}

// scaled are the values of all channels or one a channel times a factor; none stands for
// no values. needed says whether one of them differs from none.
func scaled(v []float64, none, factor float64) (list []float32, needed bool) {
	if len(v) == 0 {
		v = []float64{none}
	}
	for _, x := range v {
		list = append(list, float32(x*factor))
		needed = needed || x*factor != none
	}
	return list, needed
}
