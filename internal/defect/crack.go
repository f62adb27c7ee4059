package defect

import "math"

// crack is a thin dark line that turns at random and branches, 1 pixel wide or less.
func crack(c *canvas) {
	pieces := max(3, int(c.Size/4))
	angle := c.between(0, 2*math.Pi)
	reach := c.Size / 2
	x, y := c.x-reach*math.Cos(angle), c.y-reach*math.Sin(angle)
	path := c.walk(x, y, angle, c.Size/float64(pieces), 0.7, c.between(0.3, 0.6), pieces)
	for range 1 + c.rng.IntN(3) {
		from := path[c.rng.IntN(pieces)]
		off := math.Atan2(from.by-from.ay, from.bx-from.ax) + float64(2*c.rng.IntN(2)-1)*c.between(0.4, 1.2)
		path = append(path, c.walk(from.bx, from.by, off, 0.7*c.Size/float64(pieces), 0.7, 0.3, max(1, pieces/3))...)
	}
	by := -c.levels
	if c.good.grey(int(c.x), int(c.y)) < c.levels {
		by = c.levels // black on black would not be seen
	}
	c.change(c.around(1.5*c.Size), false, lines(path), func(int, int, int) float64 { return by })
}
