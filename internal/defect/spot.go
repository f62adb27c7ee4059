package defect

// spot is a small area that is darker, brighter, or, in colour, of another tint.
func spot(c *canvas) {
	radius := c.Size / 2
	by := [3]float64{1, 1, 1}
	if c.good.Channels == 3 && c.rng.IntN(2) == 0 {
		by = [3]float64{c.between(-0.3, 1), c.between(-0.3, 1), c.between(-0.3, 1)}
		by[c.rng.IntN(3)] = 1 // so that it is seen in one channel at least
	}
	sign := c.sign() * c.levels
	c.change(c.around(c.Size), false, c.blob(radius, c.between(0.05, 0.4)), func(_, _, channel int) float64 {
		return sign * by[channel]
	})
}
