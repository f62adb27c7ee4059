package nn

import (
	"fmt"
	"strconv"

	"mekiki/internal/kernel"
)

// Build makes a network of an architecture for pictures of shape in, its weights
// drawn from seed (He et al., 2015), or, for a plain one, as New draws them. It
// fails where the pictures are too small or the output is a map and no embedding.
func Build(a Arch, in Shape, seed uint64) (*Net, error) {
	out, err := a.Output(in)
	if err != nil {
		return nil, err
	}
	if out.Height != 1 || out.Width != 1 {
		return nil, fmt.Errorf("the network ends in a map of %s, not in an embedding; let it end with gap, gmp or a dense layer", out)
	}
	n := layOut(a, in)
	n.draw(seed)
	return n, nil
}

// layOut makes a network whose parameters are all zero.
func layOut(a Arch, in Shape) *Net {
	s := a.entry(in)
	return layOutBy(a, in, chunkOf(largest(a, in, s.Height*s.Width)), true)
}

// layOutBy is layOut with so many pictures in a chunk, and the tables of gradients
// only if it is to be trained.
func layOutBy(a Arch, in Shape, chunk int, trained bool) *Net {
	n := &Net{arch: a, input: in, widths: plainWidths(a, in), pixels: Preprocess{}.pixels()}
	b := &builder{net: n, plan: &n.plan, trained: trained, tables: map[conv2d]tables{}}
	if first := a[0]; first.Kind == Conv {
		n.plan.patch = patch{side: first.Size, stride: first.Stride, border: first.Size / 2}
	}
	b.chunk = chunk
	v := b.value(a.entry(in))
	b.layers(a, v, "layers.", true)
	b.link()
	b.place()
	return n
}

// entry is the shape in which the first layer reads pictures of shape in: a
// convolution has its window in the lanes, a fully connected layer all values.
func (a Arch) entry(in Shape) Shape {
	switch first := a[0]; first.Kind {
	case Dense:
		return Shape{1, 1, in.Size()}
	case Conv:
		s, _ := first.output(in) // a.Output has checked it
		s.Channels = first.Size * first.Size * in.Channels
		return s
	}
	return in
}

// builder turns layers into operations.
type builder struct {
	net *Net
	*plan
	convs, normCount int
	trained          bool
	// tables keeps those of each geometry: large maps have large ones.
	tables map[conv2d]tables
}

// largest is the most positions of a map, for an input of a of shape s; there are maps
// of `most` positions already. A first convolution or fully connected layer reads the
// input by its own positions.
func largest(a Arch, s Shape, most int) int {
	for i, l := range a {
		if l.Kind == Residual {
			most = largest(l.Body, s, most)
		}
		if i == 0 && l.Kind != Conv && l.Kind != Dense {
			most = max(most, s.Height*s.Width)
		}
		s, _ = l.output(s)
		most = max(most, s.Height*s.Width)
	}
	return most
}

func (b *builder) value(s Shape) int {
	b.values = append(b.values, shaped(s, b.chunk))
	b.users = append(b.users, 0)
	return len(b.values) - 1
}

func (b *builder) op(o operation) {
	in, _ := o.io()
	for _, v := range in {
		b.users[v]++
	}
	b.ops = append(b.ops, o)
}

// layers appends the operations of an architecture whose input is value v, and
// gives its output. first is whether v holds the pictures.
func (b *builder) layers(a Arch, v int, prefix string, first bool) int {
	for i := 0; i < len(a); i++ {
		l, name := a[i], prefix+strconv.Itoa(i)+"."
		next := func(k Kind) bool { return i+1 < len(a) && a[i+1].Kind == k }
		s := b.values[v].Shape
		switch l.Kind {
		case Conv, Dense:
			relu := next(ReLU)
			v = b.conv(l, v, name, first && i == 0, !next(Norm), relu)
			if relu {
				i++
			}
		case Norm:
			relu := next(ReLU)
			v = b.norm(v, name, relu)
			if relu {
				i++
			}
		case Residual:
			relu := next(ReLU)
			v = b.residual(l, v, name, relu)
			if relu {
				i++
			}
		case ReLU:
			o := &reluOp{in: v, out: b.value(s)}
			b.op(o)
			v = o.out
		case Dropout:
			o := &dropoutOp{in: v, out: b.value(s), rate: float32(l.Rate), place: len(b.ops)}
			b.op(o)
			v = o.out
		default:
			v = b.pool(l, v)
		}
	}
	return v
}

// conv appends a convolution or a fully connected layer.
func (b *builder) conv(l Layer, v int, name string, first, bias, relu bool) int {
	s := b.values[v].Shape
	g, out := l.convolved(s, b.chunk, first)
	shape := []int{l.Out, s.Channels, l.Size, l.Size}
	switch {
	case l.Kind == Dense:
		shape = []int{l.Out, s.Size()}
	case first:
		shape[1] = b.net.input.Channels
	}
	o := &convOp{in: v, out: b.value(out), taps: g.height * g.width, k: kernel.Pad(s.Channels), n: kernel.Pad(l.Out), relu: relu, bias: -1, place: b.convs}
	b.convs++
	if !first && g.byWinograd(o.k, o.n) {
		o.winograd = b.winograd(g)
	} else {
		o.window, o.back = b.table(g, first)
	}
	o.whole = o.taps == 1 && g.stride == 1
	o.weight = b.tensor(name+"weight", shape, o.size(), o, false)
	if bias {
		o.bias = b.tensor(name+"bias", []int{l.Out}, o.n, nil, false)
	}
	b.op(o)
	return o.out
}

// tables are those of one geometry; nil what nobody asked for.
type tables struct {
	window   *kernel.Window
	back     []backWindow
	winograd *winogradTable
}

func (b *builder) winograd(g conv2d) *winogradTable {
	t := b.tables[g]
	if t.winograd == nil {
		t.winograd = g.winograd()
	}
	b.tables[g] = t
	return t.winograd
}

func (b *builder) table(g conv2d, first bool) (*kernel.Window, []backWindow) {
	t := b.tables[g]
	if t.window == nil {
		t.window = g.window()
	}
	if t.back == nil && !first && b.trained {
		t.back = g.backWindows()
	}
	b.tables[g] = t
	if first {
		return t.window, nil
	}
	return t.window, t.back
}

// norm appends a normalisation.
func (b *builder) norm(v int, name string, relu bool) int {
	s := b.values[v]
	o := &normOp{in: v, out: b.value(s.Shape), relu: relu, place: b.normCount}
	b.normCount++
	size := s.panels * kernel.Lane
	o.gamma = b.tensor(name+"weight", []int{s.Channels}, size, nil, true)
	o.beta = b.tensor(name+"bias", []int{s.Channels}, size, nil, true)
	o.mean = b.tensor(name+"running_mean", []int{s.Channels}, size, nil, true)
	o.variance = b.tensor(name+"running_var", []int{s.Channels}, size, nil, true)
	b.op(o)
	return o.out
}

// residual appends a block and its shortcut.
func (b *builder) residual(l Layer, v int, name string, relu bool) int {
	s := b.values[v].Shape
	body := b.layers(l.Body, v, name, false)
	short := v
	if out := b.values[body].Shape; out != s {
		short = b.conv(Shortcut(s, out), v, name+"shortcut.0.", false, false, false)
		short = b.norm(short, name+"shortcut.1.", false)
	}
	o := &addOp{body: body, short: short, out: b.value(b.values[body].Shape), relu: relu}
	b.op(o)
	return o.out
}

// pool appends a pool.
func (b *builder) pool(l Layer, v int) int {
	g, out := l.pooled(b.values[v].Shape, b.chunk)
	o := &poolOp{in: v, out: b.value(out), largest: l.Kind == MaxPool || l.Kind == GlobalMax, taps: g.height * g.width}
	g.taps(func(ky, kx int) {
		g.out.outputs(func(_, picture, y, x int) { o.rows = append(o.rows, int32(g.tap(picture, y, x, ky, kx))) })
	})
	b.op(o)
	return o.out
}

// link settles who overwrites a gradient and who adds to it, which gradients are
// one, and which normalisations fold into convolutions.
func (b *builder) link() {
	written := make([]bool, len(b.values))
	add := func(v int) bool {
		was := written[v]
		written[v] = true
		return was
	}
	producer := map[int]operation{}
	for _, o := range b.ops {
		_, out := o.io()
		producer[out] = o
	}
	for i := len(b.ops) - 1; i >= 0; i-- {
		switch o := b.ops[i].(type) {
		case *convOp:
			o.add = add(o.in)
		case *normOp:
			o.add = add(o.in)
			if c, ok := producer[o.in].(*convOp); ok && b.users[o.in] == 1 && !c.relu {
				c.folded, o.folded = o, true
			}
		case *poolOp:
			o.add = add(o.in)
		case *reluOp:
			o.add = add(o.in)
		case *dropoutOp:
			o.add = add(o.in)
		case *addOp:
			o.sharedBody = b.keepsGradient(producer[o.body]) && b.users[o.body] == 1
			o.sharedShort = b.keepsGradient(producer[o.short]) && b.users[o.short] == 1
			o.addBody, o.addShort = add(o.body), add(o.short)
		}
	}
}

// keepsGradient reports whether an operation leaves the gradient of its output as
// it is.
func (b *builder) keepsGradient(o operation) bool {
	switch o := o.(type) {
	case *normOp:
		return true
	case *convOp:
		return !o.relu
	}
	return false
}
