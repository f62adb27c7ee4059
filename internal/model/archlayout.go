package model

import (
	"mekiki/internal/kernel"
	"mekiki/internal/lang"
	"mekiki/internal/nn"
)

// LayoutOf lays out an architecture for pictures of shape in, as the file of such a
// network would be read, before anything is built. It fails where Meta.Layout does.
func LayoutOf(a nn.Arch, in nn.Shape) (*Layout, error) {
	m := Meta{Input: InputOf(in), Network: Network{Arch: a.String()}}
	if w := a.Widths(in); w != nil {
		m.Network = Network{Widths: w}
	}
	return m.Layout()
}

// archLayout lays out an architecture for pictures of shape in.
func archLayout(a nn.Arch, in nn.Shape) (*Layout, error) {
	w := &walk{}
	if err := w.holds(in); err != nil {
		return nil, err
	}
	if a.Widths(in) != nil {
		return nil, lang.Errorf("an architecture of fully connected layers and ReLU alone; its widths belong into the file")
	}
	out, err := a.Output(in)
	if err != nil {
		return nil, lang.Errorf("architecture: %w", err)
	}
	if err := a.Parts(in, w.part); err != nil {
		return nil, err
	}
	if out.Height != 1 || out.Width != 1 {
		return nil, lang.Errorf("an architecture that ends in a map of %s, not in an embedding", out)
	}
	if rows := a.TableRows(in); rows > maxTables {
		return nil, lang.Errorf("convolutions and pools that need tables of %d rows, of more than %d; smaller pictures or windows, or earlier pools, need fewer", rows, maxTables)
	}
	w.Output, w.Parameters = out, int(w.trained)
	return &w.Layout, nil
}

// walk counts before anything is multiplied that could overflow: sides and
// channels of pictures are at most 2^20, those of layers 2^16.
type walk struct {
	Layout
	trained, padded int64
}

// holds checks a map of shape s.
func (w *walk) holds(s nn.Shape) error {
	if int64(s.Height)*int64(s.Width) > maxMap || int64(s.Height)*int64(s.Width)*int64(kernel.Pad(s.Channels)) > maxMap {
		return lang.Errorf("a map of %s, of more than %d values", s, maxMap)
	}
	return nil
}

// part appends a layer.
func (w *walk) part(p nn.Part) error {
	if err := w.holds(p.Out); err != nil {
		return err
	}
	if p.Weights > MaxParameters {
		return lang.Errorf("a layer of %d weights, %s", p.Weights, p.Kind)
	}
	if err := w.holds(p.Stored); err != nil {
		return err
	}
	y := Layer{Name: p.Name, Kind: p.Kind, In: p.In, Out: p.Out, Depth: p.Depth}
	y.FLOP = 2 * p.Weights * int64(p.Out.Height) * int64(p.Out.Width)
	w.FLOP += y.FLOP
	for _, t := range p.Tensors {
		if w.padded += int64(t.Room()); w.padded > MaxParameters {
			return lang.Errorf("a network of more than %d parameters, rounded up to whole panels", MaxParameters)
		}
		w.tensors = append(w.tensors, tensorShape{t.Name, t.Shape})
		if t.Trained {
			y.Parameters += t.Size()
			w.trained += int64(t.Size())
		}
	}
	w.Layers = append(w.Layers, y)
	return nil
}
