package nn

import (
	"fmt"

	"mekiki/internal/kernel"
	"mekiki/internal/lang"
)

// denseLayer is fully connected over the whole map, to Out values.
type denseLayer struct{ simpleKind }

func (denseLayer) kind() Kind  { return Dense }
func (denseLayer) stage() bool { return true }

func (denseLayer) read(_ *archParser, l *Layer, words []string, _ int) (rest []string, err error) {
	l.Out, rest, err = number(*l, words, lang.T("values"), 1, maxOut)
	return rest, err
}

func (denseLayer) write(l Layer) string { return fmt.Sprintf(" %d", l.Out) }

func (denseLayer) output(l Layer, _ Shape) (Shape, error) { return Shape{1, 1, l.Out}, nil }

func (denseLayer) field(Layer, Shape, Field) Field { return Field{} }

func (denseLayer) sameWeights(l Layer, was, is Shape) error {
	if was != is {
		return lang.Errorf("%s, takes a map of %s and would get one of %s; choose a layer before it, or pictures of the trained size", l, was, is)
	}
	return nil
}

// entry has all values in the lanes.
func (denseLayer) entry(_ Layer, in Shape) Shape { return Shape{1, 1, in.Size()} }

// geometry is that of a convolution whose window is the whole map.
func (denseLayer) geometry(l Layer, s Shape, chunk int) (conv2d, Shape) {
	out := Shape{1, 1, l.Out}
	g := conv2d{stride: max(s.Height, s.Width), height: s.Height, width: s.Width} // each position is reached by one tap
	g.in, g.out = shaped(s, chunk).geometry(), shaped(out, chunk).geometry()
	return g, out
}

func (k denseLayer) tables(c *tableCount, l Layer, stored Shape, first bool) {
	g, _ := k.geometry(l, stored, c.chunk)
	c.conv(g, kernel.Pad(stored.Channels), kernel.Pad(l.Out), first)
}

func (denseLayer) tensors(l Layer, at place) []Tensor {
	taps, lanes := at.in.Height*at.in.Width, kernel.Pad(at.in.Channels)
	if at.first {
		taps, lanes = 1, kernel.Pad(at.in.Size())
	}
	return productTensors(l, at, []int{l.Out, at.in.Size()}, taps, lanes)
}

func (k denseLayer) build(b *builder, l Layer, v int, at place) (int, bool) {
	g, out := k.geometry(l, b.values[v].Shape, b.chunk)
	return b.product(l, v, at, g, out)
}
