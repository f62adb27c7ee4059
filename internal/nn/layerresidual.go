package nn

import "mekiki/internal/lang"

// residualLayer is Body plus its input, which passes a 1x1 convolution and a
// normalisation where Body gives another shape.
type residualLayer struct{ simpleKind }

func (residualLayer) kind() Kind  { return Residual }
func (residualLayer) stage() bool { return true }

func (residualLayer) read(p *archParser, l *Layer, words []string, depth int) (rest []string, err error) {
	p.at++
	if l.Body, err = p.list(depth + 1); err != nil {
		return words, err
	}
	if p.at == len(p.text) {
		return words, lang.Errorf("the ( of residual is not closed")
	}
	p.at++
	return words, nil
}

func (residualLayer) write(l Layer) string { return "(" + l.Body.String() + ")" }

func (residualLayer) output(l Layer, s Shape) (Shape, error) {
	out, err := l.Body.Output(s)
	if err != nil {
		return s, err
	}
	if out != s && !projects(s, out, shortcut(s, out).Stride) {
		return s, lang.Errorf("its layers turn %s into %s, which no stride gives its shortcut; put the pool behind the block, or make maps smaller by strides, such as conv %d /2", s, out, out.Channels)
	}
	return out, nil
}

// shortcut is the convolution that brings the input of a residual block, of shape in,
// to the shape out of its output: 1x1, of the smallest stride that may do so.
func shortcut(in, out Shape) Layer {
	stride := max((in.Height+out.Height-1)/out.Height, (in.Width+out.Width-1)/out.Width)
	return Layer{Kind: Conv, Out: out.Channels, Size: 1, Stride: stride}
}

// projects reports whether a 1x1 convolution of that stride turns s into the
// height and width of out.
func projects(s, out Shape, stride int) bool {
	return (s.Height-1)/stride+1 == out.Height && (s.Width-1)/stride+1 == out.Width
}

func (residualLayer) field(l Layer, s Shape, f Field) Field {
	body, short, out := f, f, s
	for _, inner := range l.Body {
		body = inner.is().field(inner, out, body)
		out, _ = inner.output(out)
	}
	if out != s {
		c := shortcut(s, out)
		short = c.is().field(c, s, f)
	}
	if short.Stride != body.Stride {
		return Field{} // a sum of maps whose cells lie apart by different strides
	}
	// Every window has its own place in it, so the body sees what the shortcut does.
	return body
}

func (k residualLayer) sameWeights(l Layer, was, is Shape) error {
	if err := l.Body.sameWeights(was, is); err != nil {
		return lang.Errorf("residual: %w", err)
	}
	wasOut, _ := k.output(l, was)
	isOut, _ := k.output(l, is)
	if a, b := shortcut(was, wasOut).Stride, shortcut(is, isOut).Stride; a != b {
		return lang.Errorf("residual: its shortcut went by steps of %d in training and would go by %d; choose a layer before it, or pictures of another size", a, b)
	}
	return nil
}

// way are the layers of the shortcut and their places; none where it is the input.
func (k residualLayer) way(l Layer, at place) (layers [2]Layer, places [2]place, there bool) {
	out, _ := k.output(l, at.in)
	if out == at.in {
		return layers, places, false
	}
	layers = [2]Layer{shortcut(at.in, out), {Kind: Norm}}
	places = [2]place{
		{name: at.name + ".shortcut.0", in: at.in, next: Norm, depth: at.depth + 1},
		{name: at.name + ".shortcut.1", in: out, depth: at.depth + 1},
	}
	return layers, places, true
}

func (k residualLayer) parts(w *partWalk, l Layer, at place) error {
	p := l.part(at)
	p.Kind = string(Residual) // its layers follow
	if err := w.visit(p); err != nil {
		return err
	}
	if err := w.layers(l.Body, place{name: at.name, in: at.in, depth: at.depth + 1}); err != nil {
		return err
	}
	layers, places, there := k.way(l, at)
	if !there {
		return nil
	}
	for i, inner := range layers {
		if err := inner.is().parts(w, inner, places[i]); err != nil {
			return err
		}
	}
	return nil
}

func (k residualLayer) tables(c *tableCount, l Layer, stored Shape, _ bool) {
	c.layers(l.Body, place{in: stored})
	if layers, places, there := k.way(l, place{in: stored}); there {
		layers[0].is().tables(c, layers[0], places[0].in, false)
	}
}

func (k residualLayer) build(b *builder, l Layer, v int, at place) (int, bool) {
	body, short := b.layers(l.Body, v, place{name: at.name, in: at.in}), v
	if layers, places, there := k.way(l, at); there {
		for i, inner := range layers {
			short, _ = inner.is().build(b, inner, short, places[i])
		}
	}
	relu := at.next == ReLU
	o := &addOp{body: body, short: short, out: b.value(b.values[body].Shape), relu: relu}
	b.op(o)
	return o.out, relu
}
