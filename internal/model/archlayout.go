package model

import (
	"errors"
	"fmt"
	"strconv"

	"mekiki/internal/kernel"
	"mekiki/internal/nn"
)

// LayoutOf lays out an architecture for pictures of shape in, as the file of such a
// network would be read, before anything is built. It fails where Meta.Layout does.
func LayoutOf(a nn.Arch, in nn.Shape) (*Layout, error) {
	m := Meta{Input: InputOf(in), Network: Network{Arch: a.String()}}
	if plain(a) {
		m.Network = Network{Widths: []int{in.Size()}}
		for i := 0; i < len(a); i += 2 {
			m.Network.Widths = append(m.Network.Widths, a[i].Out)
		}
	}
	return m.Layout()
}

// archLayout lays out an architecture for pictures of shape in.
func archLayout(a nn.Arch, in nn.Shape) (*Layout, error) {
	w := &walk{}
	if err := w.holds(in, in.Channels); err != nil {
		return nil, err
	}
	if plain(a) {
		return nil, errors.New("an architecture of fully connected layers and ReLU alone; its widths belong into the file")
	}
	if _, err := a.Output(in); err != nil {
		return nil, fmt.Errorf("architecture: %w", err)
	}
	out, err := w.layers(a, in, "layers.", 0)
	if err != nil {
		return nil, err
	}
	if out.Height != 1 || out.Width != 1 {
		return nil, fmt.Errorf("an architecture that ends in a map of %s, not in an embedding", out)
	}
	if rows := a.TableRows(in); rows > maxTables {
		return nil, fmt.Errorf("convolutions and pools that need tables of %d rows, of more than %d; smaller pictures or windows, or earlier pools, need fewer", rows, maxTables)
	}
	w.Output, w.Parameters = out, int(w.trained)
	return &w.Layout, nil
}

// plain reports whether an architecture is what Network.Widths describes.
func plain(a nn.Arch) bool {
	for i, l := range a {
		if l.Kind != []nn.Kind{nn.Dense, nn.ReLU}[i%2] {
			return false
		}
	}
	return len(a)%2 == 1
}

// walk counts before anything is multiplied that could overflow: sides and
// channels of pictures are at most 2^20, those of layers 2^16.
type walk struct {
	Layout
	trained, padded int64
}

// holds checks a map of shape s that is stored with so many values a position.
func (w *walk) holds(s nn.Shape, channels int) error {
	if int64(s.Height)*int64(s.Width) > maxMap || int64(s.Height)*int64(s.Width)*int64(kernel.Pad(channels)) > maxMap {
		return fmt.Errorf("a map of %s, of more than %d values", s, maxMap)
	}
	return nil
}

// layers walks through an architecture whose input has shape s, and gives the
// shape of its output.
func (w *walk) layers(a nn.Arch, s nn.Shape, prefix string, depth int) (nn.Shape, error) {
	for i, l := range a {
		out, err := nn.Arch{l}.Output(s) // the whole was asked before, and numbers its layers
		if err != nil {
			return s, err
		}
		if err := w.holds(out, out.Channels); err != nil {
			return s, err
		}
		y := Layer{Name: prefix + strconv.Itoa(i), Kind: l.String(), In: s, Out: out, Depth: depth}
		switch l.Kind {
		case nn.Conv, nn.Dense:
			bias := i+1 == len(a) || a[i+1].Kind != nn.Norm
			err = w.product(y, l, bias, prefix == "layers." && i == 0)
		case nn.Norm:
			err = w.norm(y)
		case nn.Residual:
			y.Kind = string(nn.Residual)
			w.Layers = append(w.Layers, y)
			err = w.residual(l, y)
		default:
			w.Layers = append(w.Layers, y)
		}
		if err != nil {
			return s, err
		}
		s = out
	}
	return s, nil
}

// residual walks through the inside of a block and its shortcut.
func (w *walk) residual(l nn.Layer, y Layer) error {
	if _, err := w.layers(l.Body, y.In, y.Name+".", y.Depth+1); err != nil || y.In == y.Out {
		return err
	}
	short := nn.Shortcut(y.In, y.Out)
	conv := Layer{Name: y.Name + ".shortcut.0", Kind: short.String(), In: y.In, Out: y.Out, Depth: y.Depth + 1}
	norm := Layer{Name: y.Name + ".shortcut.1", Kind: string(nn.Norm), In: y.Out, Out: y.Out, Depth: y.Depth + 1}
	if err := w.product(conv, short, false, false); err != nil {
		return err
	}
	return w.norm(norm)
}

// product appends a convolution or a fully connected layer.
func (w *walk) product(y Layer, l nn.Layer, bias, first bool) error {
	taps, shape := int64(l.Size)*int64(l.Size), []int{l.Out, y.In.Channels, l.Size, l.Size}
	if l.Kind == nn.Dense {
		taps, shape = int64(y.In.Height)*int64(y.In.Width), []int{l.Out, y.In.Size()}
	}
	outputs, lanes := int64(y.Out.Height)*int64(y.Out.Width), kernel.Pad(y.In.Channels)
	weights := taps * int64(y.In.Channels) * int64(l.Out)
	if weights > MaxParameters {
		return fmt.Errorf("a layer of %d weights, %s", weights, y.Kind)
	}
	if first {
		// The first layer reads its window as one row of the input.
		lanes, taps = kernel.Pad(int(taps)*y.In.Channels), 1
		if err := w.holds(nn.Shape{Height: y.Out.Height, Width: y.Out.Width, Channels: lanes}, lanes); err != nil {
			return err
		}
	}
	if err := w.room((taps*int64(lanes) + 1) * int64(kernel.Pad(l.Out))); err != nil {
		return err
	}
	y.FLOP = 2 * weights * outputs
	w.FLOP += y.FLOP
	w.tensor(&y, "weight", true, shape...)
	if bias {
		w.tensor(&y, "bias", true, l.Out)
	}
	w.Layers = append(w.Layers, y)
	return nil
}

// room counts the values of a layer's tensors.
func (w *walk) room(values int64) error {
	if w.padded += values; w.padded > MaxParameters {
		return fmt.Errorf("a network of more than %d parameters, rounded up to whole panels", MaxParameters)
	}
	return nil
}

// norm appends a normalisation.
func (w *walk) norm(y Layer) error {
	if err := w.room(4 * int64(kernel.Pad(y.In.Channels))); err != nil {
		return err
	}
	w.tensor(&y, "weight", true, y.In.Channels)
	w.tensor(&y, "bias", true, y.In.Channels)
	w.tensor(&y, "running_mean", false, y.In.Channels)
	w.tensor(&y, varianceName, false, y.In.Channels)
	w.Layers = append(w.Layers, y)
	return nil
}

// tensor appends a tensor of a layer.
func (w *walk) tensor(y *Layer, name string, trained bool, shape ...int) {
	w.tensors = append(w.tensors, tensorShape{y.Name + "." + name, shape})
	if !trained {
		return
	}
	size := 1
	for _, d := range shape {
		size *= d
	}
	y.Parameters += size
	w.trained += int64(size)
}
