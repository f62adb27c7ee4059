package defect

import (
	"math"
	"math/rand/v2"
)

// turn turns a picture about its middle by half to all of 3 degrees.
func turn(p *Picture, rng *rand.Rand, strength float64) *Picture {
	return p.Turned(either(rng, 3*strength))
}

// Turned is a copy that is turned about its middle by so many degrees, linear between pixels; its edges
// are mirrored.
func (p *Picture) Turned(degrees float64) *Picture {
	p.check()
	out := p.like()
	for y := range p.Height {
		for x := range p.Width {
			u, v := TurnedFrom(degrees, float64(x), float64(y), p.Width, p.Height)
			for c := range p.Channels {
				out.Pix[(y*p.Width+x)*p.Channels+c] = byteOf(p.between(u, v, c))
			}
		}
	}
	return out
}

// TurnedFrom is the place that stands at (x, y) in a turned picture of so many pixels, or cells. It
// may lie outside.
func TurnedFrom(degrees, x, y float64, width, height int) (u, v float64) {
	sin, cos := math.Sincos(degrees * math.Pi / 180)
	midX, midY := float64(width-1)/2, float64(height-1)/2
	dx, dy := x-midX, y-midY
	return midX + float64(dx*cos) - float64(dy*sin), midY + float64(dx*sin) + float64(dy*cos)
}
