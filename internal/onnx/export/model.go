package export

import (
	"mekiki/internal/lang"
	"mekiki/internal/nn"
	"mekiki/internal/onnx/wire"
)

// Opset is the version of the operations that are written: that of 2022. Eyes may ask for
// a newer one.
const Opset = 17

// most is how many bytes of numbers a file may hold: its format ends at 2 GiB.
const most = 2<<30 - 1<<20

// Model writes net, which reads pictures of shape in, as a graph from Pictures to
// Embedding, and with known pictures to the other outputs. An eye, if not nil, reads the
// pictures before net. properties are what the file says of itself; producer names the
// program with its version.
//
// An error names the layer, the distance or the function that has no form in ONNX, or says
// that the file would be too large. It panics if in has not as many values as net reads.
func Model(net *nn.Net, in nn.Shape, eye *Eye, known *Known, producer string, properties []wire.Property) (*wire.Model, error) {
	if eye == nil && in.Size() != net.Inputs() {
		panic("export: pictures of " + in.String() + " for a network that reads others")
	}
	b := newBuilder()
	var read value
	var err error
	if eye != nil {
		read, err = b.seen(eye, in.Channels, net.Input())
	} else {
		read = b.read(net, in)
	}
	if err != nil {
		return nil, err
	}
	embedding, err := b.embedding(net, read)
	if err != nil {
		return nil, err
	}
	b.op(Embedding, "Identity", of(embedding))
	g := &b.graph
	g.Name = "mekiki"
	batch := func(rest ...int) []wire.Dim {
		dims := []wire.Dim{{Size: -1, Symbol: "N"}}
		for _, d := range rest {
			dims = append(dims, wire.Dim{Size: int64(d)})
		}
		return dims
	}
	g.Inputs = []wire.ValueInfo{{Name: Pictures, Type: wire.Uint8, Dims: batch(in.Height, in.Width, in.Channels)}}
	g.Outputs = []wire.ValueInfo{{Name: Embedding, Type: wire.Float, Dims: batch(net.Dim())}}
	if known != nil {
		if err := b.verdict(Embedding, net.Dim(), known); err != nil {
			return nil, lang.Errorf("%w; without known pictures the embedding alone is exported", err)
		}
		count := len(known.Labels)
		g.Outputs = append(g.Outputs,
			wire.ValueInfo{Name: Distance, Type: wire.Float, Dims: batch(count)},
			wire.ValueInfo{Name: Nearest, Type: wire.Int64, Dims: batch(min(voting, count))},
			wire.ValueInfo{Name: NearestDistance, Type: wire.Float, Dims: batch(min(voting, count))},
			wire.ValueInfo{Name: Class, Type: wire.Int64, Dims: batch()},
			wire.ValueInfo{Name: Unknown, Type: wire.Bool, Dims: batch()})
	}
	bytes := 0
	for i := range g.Initializers {
		bytes += g.Initializers[i].Bytes()
	}
	if bytes > most {
		return nil, lang.Errorf("weights and known pictures take %d MB; an ONNX file holds at most 2 GiB", bytes>>20)
	}
	return &wire.Model{Producer: producer, Opset: map[string]int{"": b.opset}, Graph: *g, Properties: properties}, nil
}
