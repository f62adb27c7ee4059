package nn

import (
	"strconv"

	"mekiki/internal/lang"
)

// poolLayer is the largest or the mean of windows of Size x Size without overlap.
type poolLayer struct {
	simpleKind
	word    Kind
	largest bool
}

func (k poolLayer) kind() Kind { return k.word }

func (poolLayer) read(_ *archParser, l *Layer, words []string, _ int) (rest []string, err error) {
	if l.Size = 2; len(words) == 0 {
		return nil, nil
	}
	l.Size, rest, err = number(*l, words, lang.T("the side of the window"), 2, maxWindow)
	return rest, err
}

func (poolLayer) write(l Layer) string {
	if l.Size == 2 {
		return ""
	}
	return " " + strconv.Itoa(l.Size)
}

func (poolLayer) output(l Layer, s Shape) (Shape, error) {
	if s.Height < l.Size || s.Width < l.Size {
		return s, lang.Errorf("a map of %d x %d is left here, smaller than its window of %d x %d; use larger pictures or fewer pools and strides",
			s.Height, s.Width, l.Size, l.Size)
	}
	return Shape{s.Height / l.Size, s.Width / l.Size, s.Channels}, nil
}

func (poolLayer) field(l Layer, _ Shape, f Field) Field { return f.Window(l.Size, l.Size, 0) }

func (k poolLayer) geometry(l Layer, s Shape, chunk int) (conv2d, Shape) {
	out, _ := k.output(l, s)
	return conv2d{
		stride: l.Size, height: l.Size, width: l.Size,
		in: shaped(s, chunk).geometry(), out: shaped(out, chunk).geometry(),
	}, out
}

func (k poolLayer) tables(c *tableCount, l Layer, stored Shape, _ bool) {
	g, _ := k.geometry(l, stored, c.chunk)
	c.pool(g)
}

func (k poolLayer) build(b *builder, l Layer, v int, at place) (int, bool) {
	g, out := k.geometry(l, at.in, b.chunk)
	return b.pool(v, g, out, k.largest), false
}

// pool appends a pool of that geometry.
func (b *builder) pool(v int, g conv2d, out Shape, largest bool) int {
	o := &poolOp{in: v, out: b.value(out), largest: largest, taps: g.height * g.width}
	g.taps(func(ky, kx int) {
		g.out.outputs(func(_, picture, y, x int) { o.rows = append(o.rows, int32(g.tap(picture, y, x, ky, kx))) })
	})
	b.op(o)
	return o.out
}
