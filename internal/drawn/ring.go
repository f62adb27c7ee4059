package drawn

import (
	"math"
	"math/rand/v2"
)

// The ring, in shorter sides of the picture.
const (
	ringOuter   = 0.395
	ringInner   = 0.15
	ringStep    = 0.205 // of the raised middle
	ringBevel   = 0.013
	ringHoles   = 6
	holesRadius = 0.3
	holeRadius  = 0.034
	holeBevel   = 0.008

	groovesPerUnit = 8000 // at so many radii they are known
)

// ring is a turned metal ring on a dark mat.
type ring struct {
	*shot
	holes [ringHoles]circle // around the middle of the ring
	// missing is a hole that was not drilled, -1 for none.
	missing int
	marks   []mark

	grooves          [][2]float64 // fine and coarse ones by radius
	arcs, mat, rough field
	steel            color
}

func newRing(s *shot, rng *rand.Rand) scene {
	r := &ring{shot: s, missing: -1}
	fine, coarse := field(rng.Uint64()), field(rng.Uint64())
	r.grooves = make([][2]float64, ringOuter*groovesPerUnit)
	for i := range r.grooves {
		d := float64(i) / groovesPerUnit
		r.grooves[i] = [2]float64{fine.line(float64(d * 430)), coarse.line(float64(d * 55))}
	}
	r.arcs = field(rng.Uint64())
	r.mat, r.rough = field(rng.Uint64()), field(rng.Uint64())
	r.steel = color{0.96, lerp(0.96, 0.98, rng.Float64()), 1}
	cos, sin := s.turned(180)
	for i := range r.holes {
		hs, hc := sincos(float64(2*math.Pi*float64(i)) / ringHoles)
		u, v := float64(hc*holesRadius), float64(hs*holesRadius)
		r.holes[i] = circle{dot(u, v, cos, -sin), dot(u, v, sin, cos), holeRadius}
	}
	return r
}

// outside is how far a place lies from the metal, below 0 within it. x and y count from
// the middle of the ring.
func (r *ring) outside(x, y float64) float64 {
	d := length(x, y)
	return max(d-ringOuter, ringInner-d)
}

func (r *ring) at(x, y float64) color {
	x, y = x-r.x, y-r.y
	out := r.outside(x, y)
	metal := r.cover(out)
	c := color{}
	if metal < 1 {
		c = r.table(x, y, out)
	}
	if metal > 0 {
		c = c.mix(r.metal(x, y), metal)
	}
	return c
}

// table is the mat beside the ring, and the ring's shadow on it.
func (r *ring) table(x, y, out float64) color {
	u, v := x+r.x, y+r.y
	// Turned between the two, so that no lattice shows.
	weft, warp := dot(u, v, 0.8, 0.6), dot(u, v, -0.6, 0.8)
	felt := float64(0.13*r.mat.at(float64(weft*190), float64(warp*310))) + float64(0.07*r.mat.at(float64(u*47), float64(v*41)))
	c := color{0.085, 0.1, 0.118}.times(1 + felt)
	const height = 0.03
	shade := r.outside(x+float64(height*r.lampX), y+float64(height*r.lampY))
	if shade >= 0.018 && out >= 0.02 {
		return c
	}
	dark := float64(0.72*smooth(0.018, -0.02, shade)) + float64(0.3*smooth(0.02, 0, out))
	return c.times(1 - min(dark, 0.9))
}

// metal is the light from the ring itself.
func (r *ring) metal(x, y float64) color {
	d := length(x, y)
	if d == 0 {
		return color{}
	}
	ux, uy := x/d, y/d
	toLamp := dot(ux, uy, r.lampX, r.lampY)
	c := r.face(d, ux, uy, toLamp)

	// Bevels look outwards, inwards, and outwards again at the step, whose foot lies in
	// its shade.
	switch near := float64(2 * r.scale); {
	case d > ringOuter-ringBevel-near:
		c = c.mix(r.bevel(toLamp), r.cover(ringOuter-ringBevel-d))
	case d < ringInner+ringBevel+near:
		c = c.mix(r.bevel(-toLamp), r.cover(d-ringInner-ringBevel))
	case d > ringStep-near && d < ringStep+0.03:
		c = c.mix(r.bevel(toLamp), float64(r.cover(ringStep-d)*r.cover(d-ringStep-0.006)))
		c = c.times(1 - float64(0.35*r.cover(ringStep+0.006-d)*smooth(ringStep+0.03, ringStep+0.006, d)*smooth(0.4, -0.9, toLamp)))
	}

	if math.Abs(d-holesRadius) < holeRadius+holeBevel+r.scale {
		for i, h := range r.holes {
			if i != r.missing {
				c = r.hole(c, h, x, y)
			}
		}
	}
	for _, m := range r.marks {
		c = m.over(c, x, y)
	}
	return c
}

// face is turned metal: each groove shines where it lies across the direction to the
// lamp, so two bright sectors go around (the model of hair of Kajiya and Kay, 1989, with
// a rational lobe).
func (r *ring) face(d, ux, uy, toLamp float64) color {
	fade := clamp(0.0032 / r.scale) // grooves finer than a pixel are even
	groove := r.grooves[min(int(float64(d*groovesPerUnit)), len(r.grooves)-1)]
	fine, coarse := float64(fade*groove[0]), groove[1]
	angle := 1 - ux/(math.Abs(ux)+math.Abs(uy))
	if uy < 0 {
		angle = 4 - angle
	}
	arc := float64(fade * r.arcs.around(float64(d*210), angle/4, 96))
	across := 1 - float64(toLamp*toLamp)
	lobe := 1 / (1 + float64(across*(7+float64(2.2*fine)+float64(1.5*coarse))))
	shine := float64(lobe * lobe * (0.5 + float64(0.12*toLamp)))
	v := 0.2 + float64(0.018*fine) + float64(0.02*coarse) + float64(0.014*arc) + float64(shine*(1+float64(0.22*fine)+float64(0.1*coarse)+float64(0.14*arc)))
	if d > ringStep {
		v = float64(v * 0.94)
	}
	return r.steel.times(v)
}

// bevel is the light from a slope that looks towards the lamp (1) or away from it (-1).
func (r *ring) bevel(toLamp float64) color {
	bright := max(toLamp, 0)
	return r.steel.times(0.16 + float64(0.09*toLamp) + float64(0.75*bright*bright*bright))
}

// hole draws a hole with its bevel over c.
func (r *ring) hole(c color, h circle, x, y float64) color {
	x, y = x-h.x, y-h.y
	d := length(x, y)
	bevel := r.cover(d - h.radius - holeBevel)
	if bevel == 0 {
		return c
	}
	toLamp := dot(x, y, r.lampX, r.lampY) / max(d, 1e-9)
	c = c.mix(r.bevel(-toLamp), bevel)
	// The wall that looks to the lamp can be seen, the bottom lies in the dark.
	wall := float64(smooth(0.35, 1, d/h.radius) * smooth(-0.2, -1, toLamp))
	return c.mix(r.steel.times(0.014+float64(0.13*wall)), r.cover(d-h.radius))
}
