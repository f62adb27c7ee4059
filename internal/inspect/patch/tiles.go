package patch

import "mekiki/internal/nn"

// tilePixels is from how many pixels on a picture is looked at in tiles of no more. The
// eye in the program keeps some 64 bytes a pixel; smaller tiles would compute more twice.
const tilePixels = 1 << 21

// tiling covers a picture with tiles that overlap, so that each place is taken from one
// that holds all it sees. Places get the bits that the whole picture would give.
type tiling struct {
	high, wide int // of a tile, in pixels
	rows, cols []nn.Span
	unit       int // pixels from a cell of the spans to the next
	stride     int // and from a place to the next
}

// tilingOf chooses among all ways to cut a picture the one that computes the fewest
// pixels in tiles of at most so many; where none is so small, that of the smallest tiles. A
// picture whose places see all of it is not cut. Sides are multiples of the coarsest stride.
func tilingOf(height, width int, of fields, coarsest, most int) tiling {
	whole := tiling{high: height, wide: width}
	if height*width <= most || of.whole() {
		return whole
	}
	cuts := func(axis, size int) []nn.Cut {
		f := of[axis]
		// A tile begins at an even place of the coarsest map, so places are cut by that.
		f.Size += coarsest - f.Stride
		f.Stride = coarsest
		return f.Cuts(size, size/coarsest)
	}
	best, least := whole, 0
	for _, down := range cuts(0, height) {
		for _, across := range cuts(1, width) {
			one, all := down.Tile*across.Tile, down.Tile*len(down.Spans)*across.Tile*len(across.Spans)
			better := one < best.high*best.wide
			if one <= most {
				better = least == 0 || all < least
			} else if least > 0 {
				better = false
			}
			if better {
				best = tiling{down.Tile, across.Tile, down.Spans, across.Spans, coarsest, of[0].Stride}
				if one <= most {
					least = all
				}
			}
		}
	}
	return best
}

// part copies the pixels of a tile, channels together, from a picture of so many pixels
// across.
func (t tiling) part(dst, pix []uint8, width, top, left int) {
	channels := len(dst) / (t.high * t.wide)
	line := t.wide * channels
	for y := range t.high {
		copy(dst[y*line:][:line], pix[((top+y)*width+left)*channels:])
	}
}
