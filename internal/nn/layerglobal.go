package nn

// globalLayer is the mean or the largest of the whole map.
type globalLayer struct {
	simpleKind
	word    Kind
	largest bool
}

func (k globalLayer) kind() Kind { return k.word }

func (globalLayer) output(_ Layer, s Shape) (Shape, error) { return Shape{1, 1, s.Channels}, nil }

func (globalLayer) field(Layer, Shape, Field) Field { return Field{} }

func (globalLayer) geometry(s Shape, chunk int) (conv2d, Shape) {
	out := Shape{1, 1, s.Channels}
	return conv2d{
		stride: 1, height: s.Height, width: s.Width,
		in: shaped(s, chunk).geometry(), out: shaped(out, chunk).geometry(),
	}, out
}

func (k globalLayer) tables(c *tableCount, _ Layer, stored Shape, _ bool) {
	g, _ := k.geometry(stored, c.chunk)
	c.pool(g)
}

func (k globalLayer) build(b *builder, _ Layer, v int, at place) (int, bool) {
	g, out := k.geometry(at.in, b.chunk)
	return b.pool(v, g, out, k.largest), false
}
