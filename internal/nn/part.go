package nn

// Part is a layer of an architecture that is laid out for pictures of some shape,
// without its weights.
type Part struct {
	// Name begins the names of its tensors: layers.3, within a residual block
	// layers.6.0. The layers of a shortcut are named layers.6.shortcut.0 and .1, which
	// is its normalisation.
	Name string
	// Kind is the layer as an architecture writes it, such as "conv 32"; of a
	// residual block, whose layers follow, the word alone.
	Kind string
	// Layer is the layer itself.
	Layer Layer
	// In and Out are the shapes of its input and its output. Stored is how its input is
	// kept: a first convolution has its window in the channels.
	In, Out, Stored Shape
	// Depth is the number of residual blocks around it.
	Depth int
	// Tensors are its tensors in the order of the file.
	Tensors []Tensor
	// Weights is the number of weights of its product; 0 where it has none.
	Weights int64
}

// Parts calls visit for each layer of the architecture for pictures of shape in, those
// within residual blocks and their shortcuts included, in the order of the file. It
// makes nothing; so visit can refuse, by its error, what would be too large, before the
// next layer is looked at. The architecture must fit (Output).
func (a Arch) Parts(in Shape, visit func(Part) error) error {
	w := &partWalk{visit}
	return w.layers(a, place{name: "layers", in: in, first: true})
}

// partWalk goes through an architecture for Parts.
type partWalk struct{ visit func(Part) error }

func (w *partWalk) layers(a Arch, in place) error {
	return a.places(in, func(l Layer, at place) error { return l.is().parts(w, l, at) })
}

// part is the layer alone.
func (l Layer) part(at place) Part {
	p := Part{Name: at.name, Kind: l.String(), Layer: l, In: at.in, Stored: at.in, Depth: at.depth, Tensors: l.is().tensors(l, at)}
	p.Out, _ = l.output(at.in)
	if at.first {
		p.Stored = l.is().entry(l, at.in)
	}
	for _, t := range p.Tensors {
		if t.matrix {
			p.Weights = 1
			for _, d := range t.Shape {
				p.Weights *= int64(d)
			}
		}
	}
	return p
}

// Stages are the architecture in parts, each but the first begun by a convolution, a
// fully connected layer or a residual block: few enough to draw a long network.
func (a Arch) Stages() []Arch {
	var stages []Arch
	for i, l := range a {
		if last := len(stages) - 1; last >= 0 && !l.is().stage() {
			stages[last] = a[i-len(stages[last]) : i+1]
			continue
		}
		stages = append(stages, a[i:i+1])
	}
	return stages
}
