package nn

import (
	"fmt"

	"mekiki/internal/kernel"
	"mekiki/internal/lang"
)

// depthwiseLayer is a convolution of each channel with itself, Size x Size at stride 1,
// with borders of zeros.
type depthwiseLayer struct{ simpleKind }

func (depthwiseLayer) kind() Kind { return Depthwise }

func (depthwiseLayer) read(_ *archParser, l *Layer, words []string, _ int) ([]string, error) {
	l.Size = 3
	if len(words) == 0 {
		return nil, nil
	}
	if words[0][0] == '/' {
		return words, lang.Errorf("depthwise has no stride; put a pool behind it")
	}
	return l.window(words)
}

func (depthwiseLayer) write(l Layer) string {
	if l.Size == 3 {
		return ""
	}
	return fmt.Sprintf(" %dx%d", l.Size, l.Size)
}

func (depthwiseLayer) field(l Layer, _ Shape, f Field) Field { return f.Window(l.Size, 1, l.Size/2) }

func (depthwiseLayer) tensors(l Layer, at place) []Tensor {
	taps, n := l.Size*l.Size, kernel.Pad(at.in.Channels)
	all := []Tensor{{Name: at.name + ".weight", Shape: []int{at.in.Channels, 1, l.Size, l.Size}, Trained: true, size: taps * n, matrix: true, taps: taps, lanes: 1}}
	if at.next != Norm {
		all = append(all, Tensor{Name: at.name + ".bias", Shape: []int{at.in.Channels}, Trained: true, size: n})
	}
	return all
}

func (k depthwiseLayer) build(b *builder, l Layer, v int, at place) (int, bool) {
	tensors := k.tensors(l, at)
	o := &depthwiseOp{in: v, out: b.value(b.values[v].Shape), padded: paddedMap{b.values[v].Shape, l.Size / 2}, bias: -1}
	for ky := range l.Size {
		for kx := range l.Size {
			o.taps = append(o.taps, int32((ky*o.padded.pitch()+kx)*kernel.Lane))
		}
	}
	o.weight = b.tensors(tensors)
	if len(tensors) > 1 {
		o.bias = o.weight + 1
	}
	b.op(o)
	return o.out, false
}

// paddedMap is one panel of one picture with its border of zeros.
type paddedMap struct {
	Shape
	border int
}

// pitch is how many rows lie between neighbours in a column.
func (m paddedMap) pitch() int { return m.Width + 2*m.border }

// size is the number of values.
func (m paddedMap) size() int { return (m.Height + 2*m.border) * m.pitch() * kernel.Lane }

// fill writes the map at src into dst, whose border is zero.
func (m paddedMap) fill(dst, src []float32) {
	line := m.Width * kernel.Lane
	for y := range m.Height {
		copy(dst[((y+m.border)*m.pitch()+m.border)*kernel.Lane:][:line], src[y*line:])
	}
}
