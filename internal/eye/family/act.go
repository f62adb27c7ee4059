package family

import "mekiki/internal/onnx/wire"

// act is an activation.
type act uint8

const (
	none act = iota
	relu
	relu6
	hardSwish
	hardSigmoid // (x+3)/6 between 0 and 1, as PyTorch has it
	gelu
)

// act is an activation of x, called name.
func (b *builder) act(name string, x value, a act) value {
	switch a {
	case relu:
		b.node("Relu", name, nil, x.name)
	case relu6:
		b.node("Clip", name, nil, x.name, b.hold("zero", []int{}, []float32{0}), b.hold("six", []int{}, []float32{6}))
	case hardSwish:
		b.node("HardSwish", name, nil, x.name)
	case hardSigmoid:
		b.node("HardSigmoid", name, []wire.Attr{floatAttr("alpha", 1./6), floatAttr("beta", 0.5)}, x.name)
	case gelu:
		b.node("Gelu", name, nil, x.name)
	case none:
		return x
	}
	return value{name, x.channels}
}
