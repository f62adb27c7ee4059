package defect

import "math"

// paste cuts a piece out of the other picture, or out of this one elsewhere, turns it and
// pastes it in (CutPaste; Li and others, 2021).
func paste(c *canvas) {
	long, wide := c.Size*c.between(0.5, 1)/2, c.Size*c.between(0.15, 0.7)/2
	turn, own := c.between(0, 2*math.Pi), c.between(0, 2*math.Pi)
	cos, sin := math.Cos(turn), math.Sin(turn)
	fromX, fromY := c.between(0, float64(c.Other.Width)), c.between(0, float64(c.Other.Height))
	ownCos, ownSin := math.Cos(own), math.Sin(own)
	share := func(x, y int) float64 {
		dx, dy := float64(x)-c.x, float64(y)-c.y
		inside := min(long-math.Abs(dx*cos+dy*sin), wide-math.Abs(dy*cos-dx*sin))
		return min(max(inside+0.5, 0), 1)
	}
	c.change(c.around(math.Hypot(long, wide)), true, share, func(x, y, channel int) float64 {
		dx, dy := float64(x)-c.x, float64(y)-c.y
		return c.Other.between(fromX+dx*ownCos-dy*ownSin, fromY+dy*ownCos+dx*ownSin, channel) - c.good.at(x, y, channel)
	})
}
