package eye

import (
	"sync"

	"mekiki/internal/nn"
	"mekiki/internal/onnx"
	"mekiki/internal/onnx/wire"
)

// Front is an eye before a network: a picture becomes the means of the channels of its
// taps, as Net.Mean gives them. It is an nn.Front.
type Front struct {
	// Eye looks, Net is it for pictures of one size.
	Eye *Eye
	Net *Net

	lookers sync.Pool // of *Looker
}

// Front is e before a network, for pictures of one size and the given taps; nil are the
// eye's own. An eye that is not in the program is cut behind them first, so that Eye.Hash
// is that of what a model file holds. Errors are those of Net and Encode.
func (e *Eye) Front(o Options) (*Front, error) {
	n, err := e.Net(o, 1)
	if err != nil {
		return nil, err
	}
	own, err := Embedded()
	if err == nil && e.Hash != own.Hash {
		if e, err = e.cut(n.tapNames()); err == nil {
			n, err = e.Net(o, 1)
		}
	}
	if err != nil {
		return nil, err
	}
	f := &Front{Eye: e, Net: n}
	f.lookers.New = func() any { return n.Looker() } // of one worker, so there is none to end
	return f, nil
}

// Taps are the names of the layers that are looked at, in the order of the values.
func (f *Front) Taps() []string { return f.Net.tapNames() }

// ONNX is the network up to the taps, which are its outputs.
func (f *Front) ONNX() (*wire.Model, error) { return onnx.Cut(f.Eye.wire, f.Taps()) }

// Pictures implements nn.Front.
func (f *Front) Pictures() nn.Shape {
	return nn.Shape{Height: f.Net.Height, Width: f.Net.Width, Channels: f.Net.Channels}
}

// Dim implements nn.Front.
func (f *Front) Dim() int { return f.Net.Dim() }

// See implements nn.Front.
func (f *Front) See(dst []float32, pix []uint8) {
	l := f.lookers.Get().(*Looker)
	defer f.lookers.Put(l)
	f.Net.Mean(dst, l.Look(pix))
}

func (n *Net) tapNames() []string {
	var names []string
	for _, t := range n.Taps {
		names = append(names, t.Name)
	}
	return names
}

// cut is e as it is read from a file that ends behind the taps.
func (e *Eye) cut(taps []string) (*Eye, error) {
	short := *e
	short.Taps = taps
	b, err := short.Encode()
	if err != nil {
		return nil, err
	}
	return Decode(b, e.Name)
}
