package defect

import (
	"math"
	"math/rand/v2"
)

// turn turns a picture about its middle by half to all of 3 degrees, linear between
// pixels; its edges are mirrored.
func turn(p *Picture, rng *rand.Rand, strength float64) *Picture {
	sin, cos := math.Sincos(either(rng, 3*strength) * math.Pi / 180)
	midX, midY := float64(p.Width-1)/2, float64(p.Height-1)/2
	out := p.like()
	for y := range p.Height {
		for x := range p.Width {
			dx, dy := float64(x)-midX, float64(y)-midY
			u, v := midX+dx*cos-dy*sin, midY+dx*sin+dy*cos
			for c := range p.Channels {
				out.Pix[(y*p.Width+x)*p.Channels+c] = byteOf(p.between(u, v, c))
			}
		}
	}
	return out
}
