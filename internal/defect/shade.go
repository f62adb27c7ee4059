package defect

import "math"

// shade is an area without a border that reflects a little more or less, as a dent or a
// film of oil does: all values change by one factor.
func shade(c *canvas) {
	radius := c.Size / 2
	factor := c.sign()
	share := func(x, y int) float64 {
		u := math.Hypot(float64(x)-c.x, float64(y)-c.y) / radius
		rest := max(1-u*u, 0)
		return rest * rest
	}
	c.change(c.around(radius), true, share, func(x, y, channel int) float64 {
		return factor * (c.good.at(x, y, channel) + 8) // also where it is black
	})
}
