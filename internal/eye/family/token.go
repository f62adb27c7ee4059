package family

import "mekiki/internal/onnx/wire"

// linear multiplies the last axis by a module's weights [out,in], and adds its bias.
func (b *builder) linear(x value, module string) value {
	w := b.take(module+".weight", -1, x.channels)
	if b.err != nil {
		return x
	}
	out := len(w) / x.channels
	turned := make([]float32, len(w))
	for o := range out {
		for i := range x.channels {
			turned[i*out+o] = w[o*x.channels+i]
		}
	}
	y := b.node("MatMul", module+".product", nil, x.name, b.hold(module+".weight", []int{x.channels, out}, turned))
	bias := b.hold(module+".bias", []int{out}, b.take(module+".bias", out))
	return value{b.node("Add", module, nil, y, bias), out}
}

// layerNorm normalises the last axis (Ba et al., 2016).
func (b *builder) layerNorm(x value, module, name string) value {
	gain, shift := b.take(module+".weight", x.channels), b.take(module+".bias", x.channels)
	attrs := []wire.Attr{intAttr("axis", -1), floatAttr("epsilon", 1e-6)}
	return value{b.node("LayerNormalization", name, attrs, x.name, b.hold(module+".weight", []int{x.channels}, gain), b.hold(module+".bias", []int{x.channels}, shift)), x.channels}
}

// scaled multiplies each channel by a number of its own.
func (b *builder) scaled(x value, name, tensor string, shape ...int) value {
	return value{b.node("Mul", name, nil, x.name, b.hold(tensor, []int{x.channels}, b.take(tensor, shape...))), x.channels}
}

// transpose puts the axes in another order.
func (b *builder) transpose(name string, x value, axes ...int64) value {
	return value{b.node("Transpose", name, []wire.Attr{intsAttr("perm", axes...)}, x.name), x.channels}
}

// channelsLast and channelsFirst turn maps to rows of channels, and back.
func (b *builder) channelsLast(name string, x value) value { return b.transpose(name, x, 0, 2, 3, 1) }

func (b *builder) channelsFirst(name string, x value) value { return b.transpose(name, x, 0, 3, 1, 2) }
