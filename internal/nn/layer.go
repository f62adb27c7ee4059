package nn

import "fmt"

// layerKind is what is particular to one kind of layer. Each kind is one file,
// layer*.go, and a line in layerKinds; simpleKind gives what most of them share.
type layerKind interface {
	// kind is the word by which it is written.
	kind() Kind
	// read takes the settings from the words that follow that word, and gives those
	// that are left. write is its reverse: what follows the word, or "".
	read(p *archParser, l *Layer, words []string, depth int) (rest []string, err error)
	write(l Layer) string

	// output is the shape of the output for an input of shape s.
	output(l Layer, s Shape) (Shape, error)
	// field is that of a cell of the output, where s is the shape of the input and f
	// the field of a cell of that.
	field(l Layer, s Shape, f Field) Field
	// sameWeights says what it would need other weights for, or do otherwise, with
	// inputs of shape is than with those of shape was, both of which it fits.
	sameWeights(l Layer, was, is Shape) error
	// entry is the shape in which it wants pictures of shape in, if it is the first.
	entry(l Layer, in Shape) Shape
	// patch says how the lanes of that hold the picture.
	patch(l Layer) patch
	// stage reports whether it begins a stage (Arch.Stages).
	stage() bool

	// parts hands the layer to w, and what stands within it.
	parts(w *partWalk, l Layer, at place) error
	// tensors are its tensors in the order of the file.
	tensors(l Layer, at place) []Tensor
	// tables counts the rows of its tables. stored is its input as it is stored.
	tables(c *tableCount, l Layer, stored Shape, first bool)
	// build appends its operations, which read value v, and gives the value that they
	// write; relu says that a ReLU behind it is part of them.
	build(b *builder, l Layer, v int, at place) (out int, relu bool)
}

// place is where a layer stands.
type place struct {
	name  string // of the layer, which begins those of its tensors: layers.3
	in    Shape  // of its input
	next  Kind   // of the layer behind it, or ""
	first bool   // whether it reads the pictures
	depth int    // residual blocks around it
}

// layerKinds are all kinds of layer, in the order in which messages name them.
var layerKinds = []layerKind{
	convLayer{}, depthwiseLayer{}, denseLayer{}, normLayer{}, reluLayer{}, relu6Layer{}, dropoutLayer{},
	poolLayer{word: MaxPool, largest: true}, poolLayer{word: AvgPool},
	globalLayer{word: GlobalAvg}, globalLayer{word: GlobalMax, largest: true}, residualLayer{}, tailLayer{},
}

// is is the kind of the layer. It panics where there is none of that name.
func (l Layer) is() layerKind {
	for _, k := range layerKinds {
		if k.kind() == l.Kind {
			return k
		}
	}
	panic(fmt.Sprintf("nn: a layer of kind %q", l.Kind))
}

// simpleKind is a layer without settings, tensors and tables that keeps the shape of its
// input and computes each position by itself.
type simpleKind struct{}

func (simpleKind) read(_ *archParser, _ *Layer, words []string, _ int) ([]string, error) {
	return words, nil
}
func (simpleKind) write(Layer) string                         { return "" }
func (simpleKind) output(_ Layer, s Shape) (Shape, error)     { return s, nil }
func (simpleKind) field(_ Layer, _ Shape, f Field) Field      { return f }
func (simpleKind) sameWeights(Layer, Shape, Shape) error      { return nil }
func (simpleKind) entry(_ Layer, in Shape) Shape              { return in }
func (simpleKind) patch(Layer) patch                          { return patch{} }
func (simpleKind) stage() bool                                { return false }
func (simpleKind) tensors(Layer, place) []Tensor              { return nil }
func (simpleKind) tables(*tableCount, Layer, Shape, bool)     {}
func (simpleKind) parts(w *partWalk, l Layer, at place) error { return w.visit(l.part(at)) }

// places are the layers of an architecture whose input has shape in, in their order,
// each with its place. The architecture must fit (Output).
func (a Arch) places(in place, visit func(l Layer, at place) error) error {
	s := in.in
	for i, l := range a {
		at := place{name: fmt.Sprintf("%s.%d", in.name, i), in: s, first: in.first && i == 0, depth: in.depth}
		if i+1 < len(a) {
			at.next = a[i+1].Kind
		}
		if err := visit(l, at); err != nil {
			return err
		}
		s, _ = l.output(s)
	}
	return nil
}
