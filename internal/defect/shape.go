package defect

import "math"

// segment is a straight piece of a line with half its width.
type segment struct{ ax, ay, bx, by, half float64 }

// cover is how much of a pixel lies on the segment.
func (s *segment) cover(x, y float64) float64 {
	dx, dy := s.bx-s.ax, s.by-s.ay
	t := 0.0
	if square := dx*dx + dy*dy; square > 0 {
		t = min(max(((x-s.ax)*dx+(y-s.ay)*dy)/square, 0), 1)
	}
	return s.half + 0.5 - math.Hypot(x-s.ax-t*dx, y-s.ay-t*dy)
}

// lines is how much of a pixel lies on the nearest of some segments, 0 to 1.
func lines(all []segment) func(x, y int) float64 {
	return func(x, y int) float64 {
		most := 0.0
		for i := range all {
			most = max(most, all[i].cover(float64(x), float64(y)))
		}
		return min(most, 1)
	}
}

// walk goes from a place in a direction, bending at random, and lists its pieces, whose
// number and length are given; bend is how far a piece may turn, in radians.
func (c *canvas) walk(x, y, angle, piece, bend, half float64, pieces int) []segment {
	var out []segment
	for range pieces {
		angle += c.between(-bend, bend)
		s := segment{x, y, x + piece*math.Cos(angle), y + piece*math.Sin(angle), half}
		out = append(out, s)
		x, y = s.bx, s.by
	}
	return out
}

// blob is a round shape with a wavy border about the place of the canvas. Edge is how far
// its border is blurred, a share of the radius.
func (c *canvas) blob(radius, edge float64) func(x, y int) float64 {
	const waves = 4
	var size, phase [waves]float64
	for i := range waves {
		size[i], phase[i] = c.between(0, 0.22)/float64(i+1), c.between(0, 2*math.Pi)
	}
	turn, stretch := c.between(0, math.Pi), c.between(1, 1.8)
	cos, sin := math.Cos(turn), math.Sin(turn)
	edge = max(edge, 0.7/radius)
	return func(x, y int) float64 {
		dx, dy := float64(x)-c.x, float64(y)-c.y
		u, v := dx*cos+dy*sin, (dy*cos-dx*sin)*stretch
		angle, border := math.Atan2(v, u), 0.8
		for i := range waves {
			border += size[i] * math.Sin(float64(i+1)*angle+phase[i])
		}
		return min(max((border-math.Hypot(u, v)/radius)/edge+0.5, 0), 1)
	}
}

// noise is a lattice of random values, -1 to 1, smooth between them, of the given pixels
// from one to the next.
func (c *canvas) noise(cell float64) func(x, y float64) float64 {
	const side = 16 // then it repeats
	var values [side * side]float64
	for i := range values {
		values[i] = c.between(-1, 1)
	}
	smooth := func(t float64) float64 { return t * t * (3 - 2*t) }
	return func(x, y float64) float64 {
		x, y = x/cell, y/cell
		fx, fy := math.Floor(x), math.Floor(y)
		u, v := smooth(x-fx), smooth(y-fy)
		at := func(i, j int) float64 { return values[(int(fy)+j)&(side-1)*side+(int(fx)+i)&(side-1)] }
		return lerp(lerp(at(0, 0), at(1, 0), u), lerp(at(0, 1), at(1, 1), u), v)
	}
}
