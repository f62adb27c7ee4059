package defect

import (
	"math"
	"math/rand/v2"
)

// blur blurs a little, by a normal curve of a deviation of 0.3 to 0.8 pixels.
func blur(p *Picture, _ *rand.Rand, strength float64) *Picture {
	const reach = 3
	deviation := lerp(0.3, 0.8, strength)
	var weights [2*reach + 1]float64
	sum := 0.0
	for i := range weights {
		d := float64(i - reach)
		weights[i] = math.Exp(-d * d / (2 * deviation * deviation))
		sum += weights[i]
	}
	for i := range weights {
		weights[i] /= sum
	}
	rows := make([]float64, len(p.Pix)) // blurred across
	at := func(x, y, c int) int { return (y*p.Width+x)*p.Channels + c }
	for y := range p.Height {
		for x := range p.Width {
			for c := range p.Channels {
				for i, w := range weights {
					rows[at(x, y, c)] += w * p.at(x+i-reach, y, c)
				}
			}
		}
	}
	out := p.like()
	for y := range p.Height {
		for x := range p.Width {
			for c := range p.Channels {
				v := 0.0
				for i, w := range weights {
					v += w * rows[at(x, mirrored(y+i-reach, p.Height), c)]
				}
				out.Pix[at(x, y, c)] = byteOf(v)
			}
		}
	}
	return out
}
