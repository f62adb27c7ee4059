package nn

import (
	"fmt"
	"math"
	"strconv"
	"strings"

	"mekiki/internal/kernel"
	"mekiki/internal/lang"
)

// convLayer is a convolution with borders of zeros: Size, Stride and Out.
type convLayer struct{ simpleKind }

func (convLayer) kind() Kind  { return Conv }
func (convLayer) stage() bool { return true }

func (convLayer) read(_ *archParser, l *Layer, words []string, _ int) (rest []string, err error) {
	l.Size, l.Stride = 3, 1
	l.Out, rest, err = number(*l, words, lang.T("channels"), 1, maxOut)
	for size, stride := false, false; len(rest) > 0 && err == nil; {
		given := &size
		if strings.HasPrefix(rest[0], "/") {
			given = &stride
		}
		if *given {
			return rest, lang.Errorf("conv takes one size and one stride, and %.40q is a second one", rest[0])
		}
		*given = true
		rest, err = l.window(rest)
	}
	return rest, err
}

// window reads the size or the stride of a convolution.
func (l *Layer) window(words []string) ([]string, error) {
	w := words[0]
	if s, ok := strings.CutPrefix(w, "/"); ok {
		n, err := strconv.Atoi(s)
		if err != nil || n < 1 || n > maxWindow {
			return nil, lang.Errorf("conv takes a stride of 1 to %d, such as /2, not %.40q", maxWindow, w)
		}
		l.Stride = n
		return words[1:], nil
	}
	a, b, _ := strings.Cut(w, "x")
	n, err := strconv.Atoi(a)
	if err != nil || a != b || n < 1 || n > maxWindow || n%2 == 0 {
		return nil, lang.Errorf("%s takes an odd size of 1x1 to %dx%d, not %.40q", l.Kind, maxWindow, maxWindow, w)
	}
	l.Size = n
	return words[1:], nil
}

func (convLayer) write(l Layer) string {
	s := fmt.Sprintf(" %d", l.Out)
	if l.Size != 3 {
		s += fmt.Sprintf(" %dx%d", l.Size, l.Size)
	}
	if l.Stride != 1 {
		s += fmt.Sprintf(" /%d", l.Stride)
	}
	return s
}

func (convLayer) output(l Layer, s Shape) (Shape, error) {
	return Shape{(s.Height-1)/l.Stride + 1, (s.Width-1)/l.Stride + 1, l.Out}, nil
}

func (convLayer) field(l Layer, _ Shape, f Field) Field { return f.Window(l.Size, l.Stride, l.Size/2) }

// entry has the window in the lanes.
func (k convLayer) entry(l Layer, in Shape) Shape {
	s, _ := k.output(l, in)
	s.Channels = l.Size * l.Size * in.Channels
	return s
}

func (convLayer) patch(l Layer) patch {
	return patch{side: l.Size, stride: l.Stride, border: l.Size / 2}
}

// geometry is that of the convolution over a map that is stored in shape s, with so
// many pictures in a chunk, and the shape of its output.
func (k convLayer) geometry(l Layer, s Shape, chunk int, first bool) (conv2d, Shape) {
	out, _ := k.output(l, s)
	g := conv2d{stride: l.Stride, border: l.Size / 2, height: l.Size, width: l.Size}
	if first { // the window lies in the lanes
		out = Shape{s.Height, s.Width, l.Out}
		g = conv2d{stride: 1, height: 1, width: 1}
	}
	g.in, g.out = shaped(s, chunk).geometry(), shaped(out, chunk).geometry()
	return g, out
}

func (k convLayer) tables(c *tableCount, l Layer, stored Shape, first bool) {
	g, _ := k.geometry(l, stored, c.chunk, first)
	c.conv(g, kernel.Pad(stored.Channels), kernel.Pad(l.Out), first)
}

func (convLayer) tensors(l Layer, at place) []Tensor {
	taps, lanes := l.Size*l.Size, kernel.Pad(at.in.Channels)
	if at.first {
		taps, lanes = 1, kernel.Pad(l.Size*l.Size*at.in.Channels)
	}
	return productTensors(l, at, []int{l.Out, at.in.Channels, l.Size, l.Size}, taps, lanes)
}

func (k convLayer) build(b *builder, l Layer, v int, at place) (int, bool) {
	g, out := k.geometry(l, b.values[v].Shape, b.chunk, at.first)
	return b.product(l, v, at, g, out)
}

// productTensors are the tensors of a layer whose weights have that shape and read so
// many taps of so many lanes. A normalisation behind it takes the place of the bias.
func productTensors(l Layer, at place, shape []int, taps, lanes int) []Tensor {
	n := kernel.Pad(l.Out)
	room := int64(taps) * int64(lanes) * int64(n)
	all := []Tensor{{Name: at.name + ".weight", Shape: shape, Trained: true, size: int(min(room, math.MaxInt)), matrix: true, taps: taps, lanes: lanes}}
	if at.next != Norm {
		all = append(all, Tensor{Name: at.name + ".bias", Shape: []int{l.Out}, Trained: true, size: n})
	}
	return all
}

// product appends a convolution or a fully connected layer of that geometry.
func (b *builder) product(l Layer, v int, at place, g conv2d, out Shape) (int, bool) {
	relu := at.next == ReLU
	o := &convOp{
		in: v, out: b.value(out), taps: g.height * g.width, k: kernel.Pad(b.values[v].Channels), n: kernel.Pad(l.Out),
		relu: relu, bias: -1, place: b.convs,
	}
	b.convs++
	if !at.first && g.byWinograd(o.k, o.n) {
		o.winograd = b.winograd(g)
	} else {
		o.window, o.back = b.table(g, at.first)
	}
	o.whole = o.taps == 1 && g.stride == 1
	tensors := l.is().tensors(l, at)
	o.weight = b.tensors(tensors)
	b.net.tensors[o.weight].conv = o
	if len(tensors) > 1 {
		o.bias = o.weight + 1
	}
	b.op(o)
	return o.out, relu
}
