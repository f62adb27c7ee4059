package defect

import "math"

// scratch is a thin bent line, dark or bright, 1 to 3 pixels wide.
func scratch(c *canvas) {
	const pieces = 12
	long := c.Size * c.between(0.7, 1)
	angle := c.between(0, 2*math.Pi)
	x, y := c.x-long/2*math.Cos(angle), c.y-long/2*math.Sin(angle)
	path := c.walk(x, y, angle, long/pieces, 0.12, c.between(0.5, 1.5), pieces)
	path[0].half, path[pieces-1].half = 0.5, 0.5 // it runs out
	by := c.sign() * c.levels
	c.change(c.around(c.Size), false, lines(path), func(int, int, int) float64 { return by })
}
