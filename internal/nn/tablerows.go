package nn

import "mekiki/internal/kernel"

// windowRows is what a window of the backward pass takes beside its rows, counted
// in rows of 4 bytes.
const windowRows = 48

// TableRows is how many rows, of 4 bytes each, the tables of a network name that
// Build makes of the architecture for pictures of shape in: those of convolutions,
// forward and backward, once for each geometry, and those of pools, all for the
// pictures of a chunk. It is at least what is there and makes nothing. The
// architecture must fit the pictures (Output), and no map may overflow an int.
func (a Arch) TableRows(in Shape) int64 {
	s := a.entry(in)
	c := &tableCount{chunk: chunkOf(largest(a, in, s.Height*s.Width)), back: map[conv2d]bool{}, winograd: map[conv2d]bool{}}
	c.layers(a, s, true)
	return c.rows
}

// tableCount goes through an architecture as builder does.
type tableCount struct {
	chunk int
	// back has the geometries met so far, and whether they have a backward table.
	back map[conv2d]bool
	// winograd has those met so far that are computed by tiles.
	winograd map[conv2d]bool
	rows     int64
}

func (c *tableCount) layers(a Arch, s Shape, first bool) Shape {
	for i, l := range a {
		switch l.Kind {
		case Conv, Dense:
			s = c.conv(l, s, first && i == 0)
		case Residual:
			out := c.layers(l.Body, s, false)
			if out != s {
				c.conv(Shortcut(s, out), s, false)
			}
			s = out
		case MaxPool, AvgPool, GlobalAvg, GlobalMax:
			g, out := l.pooled(s, c.chunk)
			c.rows += int64(g.height) * int64(g.width) * int64(g.out.rows)
			s = out
		}
	}
	return s
}

func (c *tableCount) conv(l Layer, s Shape, first bool) Shape {
	g, out := l.convolved(s, c.chunk, first)
	if !first && g.byWinograd(kernel.Pad(s.Channels), kernel.Pad(l.Out)) {
		if !c.winograd[g] {
			c.rows += g.winogradRows()
		}
		c.winograd[g] = true
		return out
	}
	const tile = kernel.ConvTile - 1 // a last tile is filled up with no more
	taps := int64(g.height) * int64(g.width)
	back, known := c.back[g]
	if !known {
		c.rows += (taps + 1) * int64(g.out.rows+tile)
	}
	if !back && !first {
		pictures := int64(g.in.rows / (g.in.Height * g.in.Width))
		windows := int64(min(g.stride, g.in.Height)) * int64(min(g.stride, g.in.Width))
		c.rows += pictures*reached(g.in.Height, g.height, g.stride, g.border)*reached(g.in.Width, g.width, g.stride, g.border) +
			int64(g.in.rows) + tile*(taps+windows) + windowRows*windows
	}
	c.back[g] = back || !first
	return out
}

// reached counts pairs of a tap and an input along one side of a map, such that the
// input is as far from the tap as whole strides are.
func reached(size, window, stride, border int) int64 {
	n := 0
	for k := range window {
		if from := ((k-border)%stride + stride) % stride; from < size {
			n += (size-from-1)/stride + 1
		}
	}
	return int64(n)
}
