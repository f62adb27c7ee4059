package defect

import "math"

// blend mixes foreign texture into an area whose shape is noise (DRÆM; Zavrtanik, Kristan
// and Skočaj, 2021).
func blend(c *canvas) {
	radius := c.Size / 2
	coarse, fine := c.noise(max(1, c.Size/3)), c.noise(max(1, c.Size/7))
	share := func(x, y int) float64 {
		u, v := float64(x)-c.x, float64(y)-c.y
		within := 1 - math.Hypot(u, v)/radius
		if within <= 0 {
			return 0
		}
		return min(max(4*(coarse(u, v)+0.5*fine(u, v)+1.6*within-0.55), 0), 1) * min(4*within, 1)
	}
	fromX, fromY := c.between(0, float64(c.Other.Width)), c.between(0, float64(c.Other.Height))
	c.change(c.around(radius), true, share, func(x, y, channel int) float64 {
		return c.Other.between(fromX+float64(x)-c.x, fromY+float64(y)-c.y, channel) - c.good.at(x, y, channel)
	})
}
