package eye

import (
	"mekiki/internal/nn"
	"mekiki/internal/onnx"
	"mekiki/internal/onnx/graph"
	"mekiki/internal/onnx/wire"
)

// Eye is a network to look at pictures with. It is not changed by use.
type Eye struct {
	// Name is what to call it: that of its import, or of its file.
	Name string
	// Family is the network by the name that timm, torchvision or its authors gave it;
	// "" where that is not known.
	Family string
	// Taps are the values to look at if nobody says others; nil where the file does not
	// say, which means the network's outputs.
	Taps []string
	// Preprocess is how values of a picture become the input; nil where the file does
	// not say.
	Preprocess *nn.Preprocess
	// Licence and Source are in the words of whoever imported it; "" if nobody said.
	Licence, Source string
	// SourceHash is the SHA-256 of the file that was imported, in hexadecimal; "" for
	// files that Mekiki did not write.
	SourceHash string
	// Hash is the SHA-256 of the file that was opened, in hexadecimal, and Bytes its size.
	Hash  string
	Bytes int64
	// Producer and Opset are those of the ONNX model.
	Producer string
	Opset    int

	model *onnx.Model
	wire  *wire.Model
}

// Options say what a graph of an eye is built for.
type Options struct {
	// Batch, Height and Width of the pictures; 0 takes the file's, where it fixes them.
	// An open batch is then 1.
	Batch, Height, Width int
	// Taps are the values that are wanted; nil means the eye's.
	Taps []string
}

// Graph builds the network for pictures of one size. Errors are in a user's words.
func (e *Eye) Graph(o Options) (*graph.Graph, error) {
	if o.Taps == nil {
		o.Taps = e.Taps
	}
	return e.model.Graph(onnx.Options{Batch: o.Batch, Height: o.Height, Width: o.Width, Taps: o.Taps})
}

// Values are the names of all values that can be taps, in the order in which they are
// computed.
func (e *Eye) Values() []string { return e.model.Values() }

// Fixed are height and width where the file says them, else 0.
func (e *Eye) Fixed() (height, width int) {
	for _, in := range e.model.Inputs {
		if len(in.Dims) == 4 {
			return max(0, in.Dims[2].Size), max(0, in.Dims[3].Size)
		}
	}
	return 0, 0
}

// Channels is how many channels the network's pictures have; 0 if it takes none.
func (e *Eye) Channels() int {
	if len(e.model.Inputs) != 1 || len(e.model.Inputs[0].Dims) != 4 {
		return 0
	}
	return max(0, e.model.Inputs[0].Dims[1].Size)
}
