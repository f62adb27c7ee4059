package nn

import "mekiki/internal/kernel"

// The bounds of a tile, in values of its largest map, padded to whole panels.
const (
	tileValues = 1 << 22 // 16 MiB
	mostValues = 1 << 26 // where a tile cannot be as small as that
)

// tiling covers pictures of one shape with tiles of one shape, which overlap: a
// cell is taken from a tile that holds its whole field, or all of it that lies
// within the picture.
//
// Borders of a tile are those of the picture or lie beyond the fields of the cells
// that are taken, so a tile gives a cell the value that the whole picture gives.
// It is a matter of bits that tiles begin at even places of every map: a
// convolution that is computed in squares of 2x2 cells then meets the same squares.
type tiling struct {
	tile       Shape
	rows, cols []Span
}

// Span is a tile along one side of a picture: the pixel At where it begins, and the cells
// of the map that are taken from it, To not included.
type Span struct{ At, From, To int }

// tilingOf chooses the tiles for pictures of shape in, whose maps have shape out and
// field f. It depends on shapes alone. A picture none of whose maps has more than so
// many values is one tile; else the tiles are those that compute the fewest pixels
// among those whose maps have no more, or where there are none, those of the
// smallest maps, of at least twice the field a side.
func (a Arch) tilingOf(in, out Shape, f Field, values int) tiling {
	whole := tiling{in, []Span{{0, 0, out.Height}}, []Span{{0, 0, out.Width}}}
	best, bestMost := whole, a.largestValue(in)
	if bestMost <= values || f.Whole() {
		return whole
	}
	bestPixels := in.Height * in.Width
	for _, rows := range f.Cuts(in.Height, out.Height) {
		for _, cols := range f.Cuts(in.Width, out.Width) {
			t := tiling{Shape{rows.Tile, cols.Tile, in.Channels}, rows.Spans, cols.Spans}
			if a.sameWeights(in, t.tile) != nil {
				continue
			}
			most, pixels := a.largestValue(t.tile), len(t.rows)*rows.Tile*len(t.cols)*cols.Tile
			better := most < bestMost
			if most <= values && bestMost <= values {
				better = pixels < bestPixels
			}
			if better {
				best, bestMost, bestPixels = t, most, pixels
			}
		}
	}
	return best
}

// Cut is a way to cut one side of a picture: into tiles of so many pixels.
type Cut struct {
	Tile  int
	Spans []Span
}

// Cuts are the ways to cut a side of so many pixels and cells, the whole side first, then for
// each number of tiles the smallest tile, down to twice the field. Each cell is taken from a tile
// that holds its whole field, or all of it that lies within the picture; tiles begin at
// multiples of two strides. A field that is Whole is not to be cut.
func (f Field) Cuts(size, cells int) []Cut {
	all := []Cut{{size, []Span{{0, 0, cells}}}}
	step := 2 * f.Stride
	for tile := size - step; tile >= 2*f.Size+2*step; tile -= step {
		c := Cut{tile, f.spans(size, tile, cells)}
		if last := len(all) - 1; len(c.Spans) == len(all[last].Spans) {
			all[last] = c
		} else {
			all = append(all, c)
		}
	}
	return all
}

// spans lays tiles of one size over a side: each begins a multiple of two strides
// from the first pixel, the last one ends with the side. size-tile is such a multiple.
func (f Field) spans(size, tile, cells int) []Span {
	var all []Span
	step := 2 * f.Stride
	for to := 0; ; {
		s := Span{At: max(0, (to*f.Stride+f.First)/step*step), From: to, To: cells}
		if s.At >= size-tile {
			s.At = size - tile
			return append(all, s)
		}
		to = (s.At+tile-f.First-f.Size)/f.Stride + 1
		s.To = to
		all = append(all, s)
	}
}

// largestValue is the number of float32 that the largest map takes for a picture of
// shape in, that of the pictures included.
func (a Arch) largestValue(in Shape) int {
	padded := func(s Shape) int { return s.Height * s.Width * kernel.Pad(s.Channels) }
	var inside func(a Arch, s Shape) int
	inside = func(a Arch, s Shape) int {
		most := 0
		for _, l := range a {
			most = max(most, inside(l.Body, l.inside(s)))
			s, _ = l.output(s)
			most = max(most, padded(s))
		}
		return most
	}
	return max(padded(a.entry(in)), inside(a, in))
}
