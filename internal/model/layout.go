package model

import (
	"strconv"

	"mekiki/internal/lang"
	"mekiki/internal/nn"
)

// Layer is one layer of a network, without its weights.
type Layer struct {
	// Name begins the names of its tensors: layers.3, within a residual block
	// layers.6.0. The layers of a shortcut are named layers.6.shortcut.0 and .1.
	Name string
	// Kind is the layer as an architecture writes it, such as "conv 32"; of a
	// residual block, whose layers follow, the word alone.
	Kind string
	// In and Out are the shapes of its input and its output.
	In, Out nn.Shape
	// Depth is the number of residual blocks around it.
	Depth int
	// Parameters is the number of its trained weights and biases.
	Parameters int
	// FLOP counts the multiplications and additions of its products for one
	// picture, those with the zeros beyond a border included. Only convolutions
	// and fully connected layers have any.
	FLOP int64
}

// Layout is what a network is made of, without its weights.
type Layout struct {
	// Layers are all layers in their order. Of a fully connected network they are
	// those with weights.
	Layers []Layer
	// Output is the shape of the embedding, 1 x 1.
	Output nn.Shape
	// Parameters is the number of trained weights and biases.
	Parameters int
	// FLOP is the sum of those of the layers.
	FLOP int64
	// tensors are all tensors in the order of the file.
	tensors []tensorShape
}

// tensorShape is a tensor without values.
type tensorShape struct {
	name  string
	shape []int
}

// The bounds of what an architecture may need, so that a file of some bytes
// asks for no more memory than a large network does.
const (
	maxMap    = 1 << 26 // values of a map, padded to whole panels
	maxTables = 1 << 26 // rows in the tables of convolutions and pools, 4 bytes each
)

// Layout lays the network out for what it reads, without making its
// weights. It fails for what Write and Read refuse: neither or both of Widths and
// Arch, pictures that do not fit, an architecture that cannot be read, more than
// MaxParameters.
func (m *Meta) Layout() (*Layout, error) {
	in := m.Input
	for _, v := range []int{in.Height, in.Width, in.Channels} {
		if v < 1 || v > maxWidth {
			return nil, lang.Errorf("pictures of %d x %d x %d", in.Height, in.Width, in.Channels)
		}
	}
	reads := m.Reads()
	if reads.Channels < 1 || reads.Channels > maxWidth {
		return nil, lang.Errorf("an eye that gives %d values", reads.Channels)
	}
	if m.Network.Arch == "" {
		return plainLayout(m.Network.Widths, reads)
	}
	if m.Network.Widths != nil {
		return nil, lang.Errorf("a network of widths %v and of an architecture; only one of them can be right", m.Network.Widths)
	}
	a, err := nn.ParseArch(m.Network.Arch)
	if err != nil {
		return nil, lang.Errorf("architecture: %w", err)
	}
	return archLayout(a, reads)
}

// plainLayout lays out a fully connected network.
func plainLayout(w []int, in nn.Shape) (*Layout, error) {
	if len(w) < 2 || len(w) > 100 {
		return nil, lang.Errorf("a network of %d widths", len(w))
	}
	y := &Layout{}
	for l, v := range w {
		if v < 1 || v > maxWidth {
			return nil, lang.Errorf("a layer of width %d", v)
		}
		if l == 0 {
			continue
		}
		from := w[l-1]
		if v > MaxParameters/(from+1) {
			return nil, lang.Errorf("a layer of %d x %d weights", v, from)
		}
		if y.Parameters += v * (from + 1); y.Parameters > MaxParameters {
			return nil, lang.Errorf("a network of more than %d parameters", MaxParameters)
		}
		y.Output = nn.Shape{Height: 1, Width: 1, Channels: v}
		layer := Layer{
			Name: "layers." + strconv.Itoa(l-1), Kind: nn.Layer{Kind: nn.Dense, Out: v}.String(),
			In: nn.Shape{Height: 1, Width: 1, Channels: from}, Out: y.Output,
			Parameters: v * (from + 1), FLOP: 2 * int64(v) * int64(from),
		}
		y.FLOP += layer.FLOP
		y.Layers = append(y.Layers, layer)
		y.tensors = append(y.tensors, tensorShape{plainName(2*l - 2), []int{v, from}}, tensorShape{plainName(2*l - 1), []int{v}})
	}
	// The quotient avoids the overflow of the product on 32 bits.
	if in.Height > w[0]/in.Width || in.Height*in.Width > w[0]/in.Channels || in.Height*in.Width*in.Channels != w[0] {
		return nil, lang.Errorf("pictures of %d x %d x %d for a network with %d inputs", in.Height, in.Width, in.Channels, w[0])
	}
	return y, nil
}
