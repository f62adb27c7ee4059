package nn

import "mekiki/internal/kernel"

// firstConv is how a first convolution reads pictures where nothing is trained: as they
// lie, with their border of zeros, channels side by side. A window is one run of
// values in each of its rows. A training step has each window as a row instead, from which it
// takes the gradient of the weights.
type firstConv struct {
	patch
	in     Shape // of a picture
	k      int   // values of a window
	window *kernel.Window
}

// newFirstConv is that of a plan for pictures of shape in, or nil if no convolution reads
// them first.
func (p *plan) newFirstConv(in Shape) *firstConv {
	if p.patch.side == 0 {
		return nil
	}
	run := p.patch.side * in.Channels
	f := &firstConv{patch: p.patch, in: in, k: p.patch.side * run, window: &kernel.Window{Taps: 1, Run: run}}
	g := p.values[0].geometry()
	g.outputs(func(row, picture, y, x int) {
		f.window.In = append(f.window.In, int32(picture*f.size()+y*f.stride*f.across()+x*f.stride*in.Channels))
		f.window.Out = append(f.window.Out, int32(row))
	})
	f.window.In = fillTile(f.window.In, 0, g.rows)
	f.window.Out = fillTile(f.window.Out, int32(g.spareRow()), g.rows)
	// The other runs of a window lie as much further as those of the last one do.
	kernel.CheckWindow(f.window, p.chunk*f.size()-(f.side-1)*f.across(), g.capacity)
	return f
}

// across is how many values a row of a picture has, size those of a picture.
func (f *firstConv) across() int { return (f.in.Width + 2*f.border) * f.in.Channels }
func (f *firstConv) size() int   { return (f.in.Height + 2*f.border) * f.across() }

// row is row y of picture i without its border.
func (f *firstConv) row(pictures []float32, i, y int) []float32 {
	return pictures[i*f.size()+(y+f.border)*f.across()+f.border*f.in.Channels:][:f.in.Width*f.in.Channels]
}

// weights are those of a product over rows of so many lanes, without what fills these up.
func (f *firstConv) weights(w []float32, lanes int) []float32 {
	var short []float32
	for at := 0; at < len(w); at += lanes * kernel.Lane {
		short = append(short, w[at:][:f.k*kernel.Lane]...)
	}
	return short
}
