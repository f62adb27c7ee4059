package nn

import "mekiki/internal/kernel"

// patch says what the lanes of the input value hold: the side x side x channels
// neighbourhood of a position, which a first convolution reads as one row; side 0
// means the picture's channels, or the whole picture as one row.
type patch struct{ side, stride, border int }

// reader writes pictures into the input value.
type reader struct {
	patch
	pixels
	in      Shape // of the picture
	picture []float32
	lanes   []float32 // one row
}

func newReader(n *Net) *reader {
	v := n.plan.values[0]
	return &reader{patch: n.plan.patch, pixels: n.pixels, in: n.input, picture: make([]float32, n.input.Size()), lanes: make([]float32, v.panels*kernel.Lane)}
}

// put writes the picture that stands in r.picture as picture i of a chunk.
func (r *reader) put(chunk []float32, v valueShape, i int) {
	if r.side == 0 {
		per := v.Channels
		for at := range v.Height * v.Width {
			kernel.PackRow(chunk, r.picture[at*per:(at+1)*per], i*v.Height*v.Width+at, v.capacity)
		}
		return
	}
	line := r.in.Width * r.in.Channels
	for y := range v.Height {
		for x := range v.Width {
			at, left := 0, (x*r.stride-r.border)*r.in.Channels
			width := r.side * r.in.Channels
			// What lies beyond the sides is zero.
			lo, hi := max(0, -left), min(width, line-left)
			for ky := range r.side {
				row := r.lanes[at : at+width]
				at += width
				iy := y*r.stride + ky - r.border
				if iy < 0 || iy >= r.in.Height {
					clear(row)
					continue
				}
				clear(row[:lo])
				copy(row[lo:hi], r.picture[iy*line+left+lo:])
				clear(row[hi:])
			}
			kernel.PackRow(chunk, r.lanes, (i*v.Height+y)*v.Width+x, v.capacity)
		}
	}
}

// read takes picture i of a source.
func (r *reader) read(s Source, i int) {
	if s.F32 != nil {
		r.floats(r.picture, s.F32[i*s.Size:(i+1)*s.Size])
		return
	}
	r.bytes(r.picture, s.U8[i*s.Size:(i+1)*s.Size])
}
