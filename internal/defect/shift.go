package defect

import (
	"math"
	"math/rand/v2"
)

// shift moves a picture by half to all of 3 % of its shorter side in x and y, by whole
// pixels and at least one; its edges are mirrored.
func shift(p *Picture, rng *rand.Rand, strength float64) *Picture {
	most := 0.03 * strength * float64(min(p.Width, p.Height))
	step := func() int {
		v := either(rng, most)
		return int(math.Copysign(max(1, math.Round(math.Abs(v))), v))
	}
	dx, dy := step(), step()
	out := p.like()
	for y := range p.Height {
		for x := range p.Width {
			for c := range p.Channels {
				out.Pix[(y*p.Width+x)*p.Channels+c] = byte(p.at(x+dx, y+dy, c))
			}
		}
	}
	return out
}
