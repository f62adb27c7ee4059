package eye

import (
	"mekiki/internal/nn"
	"mekiki/internal/onnx/wire"
)

// FromModel is an eye of a network that was put together in memory, as it will be read from a file: it looks at the
// network's outputs. name is what to call it, source where it comes from, in words; p is how values of pictures become
// its input. The properties of the model are set. Errors are those of Decode.
func FromModel(m *wire.Model, name, source string, p nn.Preprocess) (*Eye, error) {
	e := &Eye{Name: name, Source: source, Preprocess: &p}
	for _, o := range m.Graph.Outputs {
		e.Taps = append(e.Taps, o.Name)
	}
	m.Properties = e.properties()
	return Decode(wire.Encode(m), name)
}
