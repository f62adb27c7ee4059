package defect

import "math/rand/v2"

// noise adds normal noise of a deviation of 1 to 5 levels, to each value its own.
func noise(p *Picture, rng *rand.Rand, strength float64) *Picture {
	deviation := lerp(1, 5, strength)
	out := p.like()
	for i, v := range p.Pix {
		out.Pix[i] = byteOf(float64(v) + deviation*rng.NormFloat64())
	}
	return out
}
