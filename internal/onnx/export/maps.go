package export

import (
	"fmt"

	"mekiki/internal/nn"
	"mekiki/internal/onnx/wire"
)

// Maps writes the layers of net up to the last of the given ones, which stand in ascending order and are counted
// from 0 as in its Arch: a graph from prepared pictures, float (N, channels, height, width) of any size, to the map
// of each of these layers, which is named layers.N. It is what an eye is made of; how values of pictures become its
// input is not in it.
//
// An error names a layer that has no form in ONNX. It panics if no layer is given, there is none such, or it sees the whole
// picture and so has no map.
func Maps(net *nn.Net, layers []int, producer string) (*wire.Model, error) {
	last := layers[len(layers)-1]
	if last > net.LastMap() {
		panic(fmt.Sprintf("export: layer %d of %s is no map", last, net.Arch()))
	}
	b := newBuilder()
	in := net.Input()
	n := newNetwork(b, net)
	n.layers(net.Arch()[:last+1], "layers", value{name: Pictures, Shape: in})
	if n.err != nil {
		return nil, n.err
	}
	open := wire.Dim{Size: -1}
	dims := func(channels int) []wire.Dim {
		return []wire.Dim{{Size: -1, Symbol: "N"}, {Size: int64(channels)}, open, open}
	}
	g := &b.graph
	g.Name = "mekiki"
	g.Inputs = []wire.ValueInfo{{Name: Pictures, Type: wire.Float, Dims: dims(in.Channels)}}
	for _, l := range layers {
		name := fmt.Sprintf("layers.%d", l)
		g.Outputs = append(g.Outputs, wire.ValueInfo{Name: name, Type: wire.Float, Dims: dims(n.parts[name].Out.Channels)})
	}
	return &wire.Model{Producer: producer, Opset: map[string]int{"": b.opset}, Graph: *g}, nil
}
