package nn

import (
	"mekiki/internal/kernel"
	"mekiki/internal/lang"
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
		return nil, lang.Errorf("the network ends in a map of %s, not in an embedding; let it end with gap, gmp or a dense layer", out)
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
	n := &Net{arch: a, input: in, widths: a.Widths(in), pixels: Preprocess{}.pixels()}
	b := &builder{net: n, plan: &n.plan, trained: trained, tables: map[conv2d]tables{}}
	n.plan.patch = a[0].is().patch(a[0])
	b.chunk = chunk
	b.layers(a, b.value(a.entry(in)), place{name: "layers", in: in, first: true})
	b.link()
	b.place()
	return n
}

// entry is the shape in which the first layer reads pictures of shape in.
func (a Arch) entry(in Shape) Shape { return a[0].is().entry(a[0], in) }

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
// of `most` positions already, that of the input among them.
func largest(a Arch, s Shape, most int) int {
	for _, l := range a {
		most = largest(l.Body, l.inside(s), most)
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
// gives its output.
func (b *builder) layers(a Arch, v int, in place) int {
	taken := false // a ReLU that the layer before has taken over
	_ = a.places(in, func(l Layer, at place) error {
		if taken {
			taken = false
			return nil
		}
		v, taken = l.is().build(b, l, v, at)
		return nil
	})
	return v
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

// link settles who overwrites a gradient and who adds to it, which gradients are
// one, and which normalisations fold into convolutions.
func (b *builder) link() {
	k := &linker{builder: b, written: make([]bool, len(b.values)), producer: map[int]operation{}}
	for _, o := range b.ops {
		_, out := o.io()
		k.producer[out] = o
	}
	for i := len(b.ops) - 1; i >= 0; i-- {
		b.ops[i].link(k)
	}
}

// linker is what an operation is linked by.
type linker struct {
	*builder
	written  []bool
	producer map[int]operation // of each value
}

// add reports whether the gradient of value v is there already, so that it is added to.
func (k *linker) add(v int) bool {
	was := k.written[v]
	k.written[v] = true
	return was
}

// alone reports whether nothing but the caller reads value v.
func (k *linker) alone(v int) bool { return k.users[v] == 1 }

// keepsGradient reports whether what makes value v leaves its gradient as it is.
func (k *linker) keepsGradient(v int) bool {
	o, ok := k.producer[v].(interface{ keepsGradient() bool })
	return ok && o.keepsGradient()
}
