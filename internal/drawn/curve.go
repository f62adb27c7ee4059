package drawn

import "math/rand/v2"

// curve is a thin bent line of straight pieces.
type curve struct {
	x, y   []float64
	within circle
}

// newCurve bends from a place in a direction (cosine and sine) for a length.
func newCurve(x, y, cos, sin, span float64, rng *rand.Rand) curve {
	const pieces = 14
	bend := lerp(-0.5, 0.5, rng.Float64()) / pieces
	var c curve
	for range pieces + 1 {
		c.x, c.y = append(c.x, x), append(c.y, y)
		s, k := sincos(bend + float64(lerp(-0.5, 0.5, rng.Float64())/pieces))
		cos, sin = dot(cos, sin, k, -s), dot(cos, sin, s, k)
		x, y = x+float64(cos*span)/pieces, y+float64(sin*span)/pieces
	}
	c.within = circle{c.x[pieces/2], c.y[pieces/2], span}
	return c
}

// near is how far a place lies from the curve, on which side (below 0 or above), and how
// far along it, 0 to 1.
func (c curve) near(x, y float64) (away, along float64) {
	best := 1e18
	for i := 1; i < len(c.x); i++ {
		ax, ay := c.x[i-1], c.y[i-1]
		bx, by := c.x[i]-ax, c.y[i]-ay
		t := clamp(dot(x-ax, y-ay, bx, by) / dot(bx, by, bx, by))
		dx, dy := x-ax-float64(bx*t), y-ay-float64(by*t)
		if d := length(dx, dy); d < best {
			best = d
			away, along = d, (float64(i-1)+t)/float64(len(c.x)-1)
			if float64(bx*dy) < float64(by*dx) {
				away = -d
			}
		}
	}
	return away, along
}

// blob is a round area with a wavy border.
type blob struct {
	circle
	wave field
}

// outside is how far a place lies beyond the border, in radii, below 0 within it.
func (b blob) outside(x, y float64) float64 {
	u, v := (x-b.x)/b.radius, (y-b.y)/b.radius
	return length(u, v) - 0.8 + float64(0.3*b.wave.at(float64(1.7*u), float64(1.7*v))) + float64(0.1*b.wave.at(float64(5*u), float64(5*v)))
}

// within holds the blob.
func (b blob) within() circle { return circle{b.x, b.y, float64(1.5 * b.radius)} }
