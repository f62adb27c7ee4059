package drawn

import (
	"math"
	"math/rand/v2"
)

// mark is something on a surface.
type mark interface {
	// over is the light of a place of the part where it would be c without the mark.
	over(c color, x, y float64) color
}

// scratch is a line with a bright core that is dark on one side.
type scratch struct {
	curve
	width      float64
	core, side color
}

func (s scratch) over(c color, x, y float64) color {
	away, along := s.near(x, y)
	w := float64(s.width * math.Sqrt(max(float64(4*along*(1-along)), 0.05)))
	if math.Abs(away) > float64(2.2*w) {
		return c
	}
	c = c.mix(s.side, float64(0.75*smooth(float64(2.2*w), float64(0.7*w), math.Abs(away+float64(0.9*w)))))
	return c.mix(s.core, float64(0.9*smooth(w, float64(0.4*w), math.Abs(away))))
}

// filmed is an area through which the surface is seen as through a coloured film, darker
// towards its border, as what dries leaves it.
type filmed struct {
	blob
	film color
}

func (f filmed) over(c color, x, y float64) color {
	out := f.outside(x, y)
	if out >= 0.08 {
		return c
	}
	border := smooth(-0.3, 0, out)
	return c.mix(c.filter(f.film).times(1-float64(0.3*border)), smooth(0.08, -0.06, out))
}

// direction is a random one, as cosine and sine.
func direction(rng *rand.Rand) (cos, sin float64) {
	sin, cos = sincos(lerp(-math.Pi, math.Pi, rng.Float64()))
	return cos, sin
}

// moved is a circle that counts from the middle of the picture, of one that counts from
// that of the part.
func (s *shot) moved(c circle) circle { return circle{c.x + s.x, c.y + s.y, c.radius} }
