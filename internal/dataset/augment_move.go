package dataset

import (
	"math"
	"math/rand/v2"
)

// motion says where the pixels of a changed picture come from.
type motion struct {
	flip, flipV bool
	dy, dx      int
	// enlarge and the angle in radians; warp says that they are not 1 and 0.
	enlarge, angle float64
	warp           bool
	edge           bool
}

// motion draws how a picture moves. It draws the same numbers whatever is set,
// so that a change which is set in addition does not alter the others.
func (a *Augmentation) motion(r *rand.PCG) motion {
	flip, flipV := coin(r), coin(r)
	scale, angle := between(r, a.Scale), between(r, a.Rotate)
	dy, dx := below(r, 2*a.Shift+1)-a.Shift, below(r, 2*a.Shift+1)-a.Shift
	return motion{
		flip: a.Flip && flip, flipV: a.FlipV && flipV, dy: dy, dx: dx,
		enlarge: 1 + scale, angle: angle * math.Pi / 180, warp: scale != 0 || angle != 0,
		edge: a.Edge,
	}
}

// shape is the size of a picture.
type shape struct{ h, w, c int }

// pixel is what pictures are made of.
type pixel interface{ uint8 | float32 }

// move writes the moved picture to dst, each value divided by unit.
func move[T pixel](dst []float32, src []T, s shape, m *motion, unit float32) {
	if m.warp {
		warp(dst, src, s, m, unit)
		return
	}
	line := s.w * s.c
	for y := range s.h {
		row, from := dst[y*line:(y+1)*line], y-m.dy
		if m.flipV {
			from = s.h - 1 - from
		}
		if from < 0 || from >= s.h {
			if !m.edge {
				clear(row)
				continue
			}
			from = min(max(from, 0), s.h-1)
		}
		moveRow(row, src[from*line:(from+1)*line], s.c, m, unit)
	}
}

// moveRow writes one row of the moved picture.
func moveRow[T pixel](row []float32, line []T, c int, m *motion, unit float32) {
	w := len(line) / c
	lo, hi := min(max(m.dx, 0), w), min(max(w+m.dx, 0), w)
	first, last := 0, (w-1)*c
	if m.flip {
		first, last = last, first
		for x := lo; x < hi; x++ {
			from := line[(w-1-x+m.dx)*c:]
			for k := range c {
				row[x*c+k] = float32(from[k]) / unit
			}
		}
	} else if lo < hi {
		to := row[lo*c : hi*c]
		for k, v := range line[lo*c-m.dx*c:][:len(to)] {
			to[k] = float32(v) / unit
		}
	}
	if !m.edge {
		clear(row[:lo*c])
		clear(row[hi*c:])
		return
	}
	for k := range row[:lo*c] {
		row[k] = float32(line[first+k%c]) / unit
	}
	for k := range row[hi*c:] {
		row[hi*c+k] = float32(line[last+k%c]) / unit
	}
}
