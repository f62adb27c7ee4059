package drawn

import (
	"image"
	"math"
)

// color is light of three colours, linear.
type color struct{ r, g, b float64 }

func grey(v float64) color { return color{v, v, v} }

func (c color) times(k float64) color {
	return color{float64(c.r * k), float64(c.g * k), float64(c.b * k)}
}

// filter is what is left of c behind or on something that lets through f of it.
func (c color) filter(f color) color {
	return color{float64(c.r * f.r), float64(c.g * f.g), float64(c.b * f.b)}
}

func (c color) plus(d color) color { return color{c.r + d.r, c.g + d.g, c.b + d.b} }

// mix goes from c to d as t goes from 0 to 1.
func (c color) mix(d color, t float64) color {
	return color{lerp(c.r, d.r, t), lerp(c.g, d.g, t), lerp(c.b, d.b, t)}
}

// level is what a pixel shows of light, 0 to 255: the root stands for the gamma of a screen.
func level(light float64) float64 { return float64(255 * math.Sqrt(clamp(light))) }

// differs says whether two lights are leastChange levels apart.
func (c color) differs(d color) bool {
	return max(math.Abs(level(c.r)-level(d.r)), math.Abs(level(c.g)-level(d.g)), math.Abs(level(c.b)-level(d.b))) >= leastChange
}

// shot is how the camera sees a part, and by what light.
type shot struct {
	width, height int
	// scale is the length of a pixel, samples how many light rays a side it has: small
	// pictures would lose fine lines else.
	scale   float64
	samples int
	// step is the distance of two rays, sharp what goes from 0 to 1 at an edge, a length.
	step, sharp float64
	// x, y is the middle of the part, turn how far it is turned, -1 to 1 of what turned takes.
	x, y, turn float64
	// lampX, lampY points to the lamp.
	lampX, lampY float64
	// The light: its level in the middle, how it changes from there, its colour, and what
	// the lens takes of it at the borders.
	level, slopeX, slopeY, vignette float64
	tint                            color
	// deviation of the noise, in levels.
	deviation float64
	noise     field
}

// raySide is the side of a picture from which on one ray a pixel is enough.
const raySide = 256

func newShot(p Part) *shot {
	if min(p.Width, p.Height) < MinSide || max(p.Width, p.Height) > MaxSide {
		panic("drawn: a side of a picture is out of range")
	}
	short := min(p.Width, p.Height)
	rng := p.rng(shotStream)
	between := func(a, b float64) float64 { return lerp(a, b, rng.Float64()) }
	s := &shot{width: p.Width, height: p.Height, scale: 1 / float64(short), samples: max(1, (raySide+short-1)/short)}
	s.x, s.y, s.turn = between(-0.03, 0.03), between(-0.03, 0.03), between(-1, 1)
	const degree = math.Pi / 180
	s.lampY, s.lampX = sincos(float64(between(-175, -95) * degree))
	s.level = between(0.85, 1.15)
	sin, cos := sincos(between(-math.Pi, math.Pi))
	slope := between(0, 0.2)
	s.slopeX, s.slopeY = float64(cos*slope), float64(sin*slope)
	warm := between(-0.015, 0.015)
	s.tint = color{1 + warm, 1, 1 - warm}
	s.deviation = between(0.8, 2.2)
	s.noise = field(rng.Uint64())
	s.vignette = between(0.1, 0.3)
	s.step = 1 / float64(s.samples)
	s.sharp = 1 / float64(1.3*s.scale*s.step)
	return s
}

// turned is cosine and sine of the part's turn, where parts lie up to so many degrees
// either way.
func (s *shot) turned(degrees float64) (cos, sin float64) {
	sin, cos = sincos(float64(s.turn * degrees * (math.Pi / 180)))
	return cos, sin
}

// place is where a point of a pixel lies; (0.5, 0.5) is its middle.
func (s *shot) place(x, y int, dx, dy float64) (u, v float64) {
	return float64((float64(x) + dx - float64(s.width)/2) * s.scale), float64((float64(y) + dy - float64(s.height)/2) * s.scale)
}

// light is what comes to a pixel from a scene, the mean of its rays.
func (s *shot) light(from scene, x, y int) color {
	sum := color{}
	for i := range s.samples {
		for j := range s.samples {
			sum = sum.plus(from.at(s.place(x, y, float64((float64(j)+0.5)*s.step), float64((float64(i)+0.5)*s.step))))
		}
	}
	u, v := s.place(x, y, 0.5, 0.5)
	even := float64(s.level * (1 + dot(u, v, s.slopeX, s.slopeY) - float64(s.vignette*dot(u, v, u, v))))
	return sum.filter(s.tint).times(float64(max(even, 0) * s.step * s.step))
}

// expose turns light into the values of a pixel.
func (s *shot) expose(out *image.RGBA, x, y int, c color) {
	pix := out.Pix[out.PixOffset(x, y):][:4]
	r, g, b := s.noise.grain(x, y)
	for i, v := range [3]float64{level(c.r) + float64(s.deviation*r), level(c.g) + float64(s.deviation*g), level(c.b) + float64(s.deviation*b)} {
		pix[i] = uint8(float64(255*clamp(v/255)) + 0.5)
	}
	pix[3] = 255
}

// cover is how much of a ray's surroundings lies within an edge that is so far away.
func (s *shot) cover(outside float64) float64 { return clamp(0.5 - float64(outside*s.sharp)) }
