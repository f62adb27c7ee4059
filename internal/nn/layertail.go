package nn

import (
	"fmt"

	"mekiki/internal/lang"
)

// tailLayer is the last stage of another network, trained with this one: its input is a
// map of shape Map, position by position with its channels together, and Past values
// behind it. The map goes through Body, which ends in a vector; the output is the values
// that go past it, and then that vector. It stands first, and only while it is trained:
// WithTail puts it before a network, WithoutTail takes it away, and no text is read as one.
type tailLayer struct{ simpleKind }

func (tailLayer) kind() Kind { return Tail }

func (tailLayer) write(l Layer) string {
	return fmt.Sprintf(" %s %d (%s)", l.Map, l.Past, l.Body)
}

func (tailLayer) output(l Layer, s Shape) (Shape, error) {
	if s.Height != 1 || s.Width != 1 || int64(s.Channels) != int64(l.Map.Height)*int64(l.Map.Width)*int64(l.Map.Channels)+int64(l.Past) {
		return s, lang.Errorf("it reads a map of %s and %d values, and gets %s", l.Map, l.Past, s)
	}
	out, err := l.Body.Output(l.Map)
	if err == nil && out.Height*out.Width > 1 {
		err = lang.Errorf("its layers end in a map of %s; let them end with gap or gmp", out)
	}
	return Shape{1, 1, l.Past + out.Channels}, err
}

// inside is the shape that the layer's Body reads, for an input of shape s.
func (l Layer) inside(s Shape) Shape {
	if l.Kind == Tail {
		return l.Map
	}
	return s
}

func (tailLayer) field(Layer, Shape, Field) Field { return Field{} }

func (tailLayer) parts(w *partWalk, l Layer, at place) error {
	p := l.part(at)
	p.Kind = string(Tail) // its layers follow
	if err := w.visit(p); err != nil {
		return err
	}
	return w.layers(l.Body, place{name: at.name, in: l.Map, depth: at.depth + 1})
}

func (tailLayer) tables(c *tableCount, l Layer, _ Shape, _ bool) { c.layers(l.Body, place{in: l.Map}) }

func (tailLayer) build(b *builder, l Layer, v int, at place) (int, bool) {
	cut := &partOp{in: v, out: b.value(l.Map)}
	b.op(cut)
	from := len(b.net.tensors)
	body := b.layers(l.Body, cut.out, place{name: at.name, in: l.Map})
	for i := range b.net.tensors[from:] {
		b.net.tensors[from+i].tail = true
	}
	if l.Past == 0 {
		return body, false
	}
	past := &partOp{in: v, from: l.Map.Size(), out: b.value(Shape{1, 1, l.Past})}
	b.op(past)
	out, _ := l.output(at.in)
	o := &joinOp{in: []int{past.out, body}, out: b.value(out)}
	b.op(o)
	return o.out, false
}
