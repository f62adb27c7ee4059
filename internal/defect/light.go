package defect

import (
	"math"
	"math/rand/v2"
)

// light changes the light by half to all of 20 % either way, and by up to as much again
// from one border to the other, in any direction.
func light(p *Picture, rng *rand.Rand, strength float64) *Picture {
	gain := 1 + either(rng, 0.2*strength)
	sin, cos := math.Sincos(lerp(0, 2*math.Pi, rng.Float64()))
	slope := 0.2 * strength * rng.Float64()
	out := p.like()
	for y := range p.Height {
		for x := range p.Width {
			u, v := float64(x)/float64(p.Width)-0.5, float64(y)/float64(p.Height)-0.5
			factor := gain + slope*(u*cos+v*sin)
			for c := range p.Channels {
				out.Pix[(y*p.Width+x)*p.Channels+c] = byteOf(p.at(x, y, c) * factor)
			}
		}
	}
	return out
}
