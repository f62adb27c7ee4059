package defect

import "math"

// missing fills an area with what lies around it, as where a piece was left out; where the
// background is known, half the time with that.
func missing(c *canvas) {
	radius := c.Size / 2
	shape := c.blob(radius, 0.1)
	var from [][]byte // pixels that lie around, or those of the background
	add := func(x, y int) {
		k := (y*c.good.Width + x) * c.good.Channels
		from = append(from, c.good.Pix[k:k+c.good.Channels])
	}
	if c.Foreground != nil && c.rng.IntN(2) == 0 {
		for range 2000 {
			if k := c.rng.IntN(len(c.Foreground)); c.Foreground[k] == 0 {
				add(k%c.good.Width, k/c.good.Width)
			}
		}
	}
	if len(from) == 0 {
		box := c.around(1.4 * radius)
		for y := box.Min.Y; y < box.Max.Y; y++ {
			for x := box.Min.X; x < box.Max.X; x++ {
				if d := math.Hypot(float64(x)-c.x, float64(y)-c.y); d >= radius && d <= 1.4*radius+1 {
					add(x, y)
				}
			}
		}
	}
	if len(from) == 0 {
		return
	}
	// Their mean, and a part of how they differ, so that it is not flat.
	var mean [3]float64
	for _, v := range from {
		for channel := range v {
			mean[channel] += float64(v[channel]) / float64(len(from))
		}
	}
	key := c.rng.Uint64()
	c.change(c.around(c.Size), true, shape, func(x, y, channel int) float64 {
		place := (key ^ uint64(y*c.good.Width+x)) * 0x9E3779B97F4A7C15 // Fibonacci hashing: no pattern shows
		one := from[place>>32%uint64(len(from))]
		return lerp(mean[channel], float64(one[channel]), 0.3) - c.good.at(x, y, channel)
	})
}
