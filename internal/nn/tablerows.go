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
	c.layers(a, place{in: in, first: true})
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

func (c *tableCount) layers(a Arch, in place) {
	_ = a.places(in, func(l Layer, at place) error {
		stored := at.in
		if at.first {
			stored = l.is().entry(l, at.in)
		}
		l.is().tables(c, l, stored, at.first)
		return nil
	})
}

// pool counts the table of a pool.
func (c *tableCount) pool(g conv2d) {
	c.rows += int64(g.height) * int64(g.width) * int64(g.out.rows)
}

// conv counts the tables of a convolution from k inputs to n outputs, both padded.
func (c *tableCount) conv(g conv2d, k, n int, first bool) {
	if !first && g.byWinograd(k, n) {
		if !c.winograd[g] {
			c.rows += g.winogradRows()
		}
		c.winograd[g] = true
		return
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
