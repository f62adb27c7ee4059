package nn

import "mekiki/internal/lang"

// residualLayer is Body plus its input, which passes a 1x1 convolution and a
// normalisation, or with Bias the convolution alone, where Body gives another shape.
type residualLayer struct{ simpleKind }

// biasWord is how Bias is written.
const biasWord = "bias"

func (residualLayer) kind() Kind  { return Residual }
func (residualLayer) stage() bool { return true }

func (residualLayer) read(p *archParser, l *Layer, words []string, depth int) (rest []string, err error) {
	if len(words) > 0 && words[0] == biasWord {
		l.Bias, words = true, words[1:]
	}
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

func (residualLayer) write(l Layer) string {
	body := "(" + l.Body.String() + ")"
	if l.Bias {
		return " " + biasWord + body
	}
	return body
}

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
func (k residualLayer) way(l Layer, at place) (layers []Layer, places []place) {
	out, _ := k.output(l, at.in)
	if out == at.in {
		return nil, nil
	}
	first := place{name: at.name + ".shortcut.0", in: at.in, depth: at.depth + 1}
	if l.Bias {
		return []Layer{shortcut(at.in, out)}, []place{first}
	}
	first.next = Norm
	return []Layer{shortcut(at.in, out), {Kind: Norm}}, []place{first, {name: at.name + ".shortcut.1", in: out, depth: at.depth + 1}}
}

func (k residualLayer) parts(w *partWalk, l Layer, at place) error {
	p := l.part(at)
	p.Kind = string(Residual) // its layers follow
	if l.Bias {
		p.Kind += " " + biasWord
	}
	if err := w.visit(p); err != nil {
		return err
	}
	if err := w.layers(l.Body, place{name: at.name, in: at.in, depth: at.depth + 1}); err != nil {
		return err
	}
	layers, places := k.way(l, at)
	for i, inner := range layers {
		if err := inner.is().parts(w, inner, places[i]); err != nil {
			return err
		}
	}
	return nil
}

func (k residualLayer) tables(c *tableCount, l Layer, stored Shape, _ bool) {
	c.layers(l.Body, place{in: stored})
	if layers, places := k.way(l, place{in: stored}); layers != nil {
		layers[0].is().tables(c, layers[0], places[0].in, false)
	}
}

func (k residualLayer) build(b *builder, l Layer, v int, at place) (int, bool) {
	body, short := b.layers(l.Body, v, place{name: at.name, in: at.in}), v
	layers, places := k.way(l, at)
	for i, inner := range layers {
		short, _ = inner.is().build(b, inner, short, places[i])
	}
	relu := at.next == ReLU
	o := &addOp{body: body, short: short, out: b.value(b.values[body].Shape), relu: relu}
	b.op(o)
	return o.out, relu
}
