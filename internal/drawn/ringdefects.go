package drawn

import "math/rand/v2"

func ringDefects() []defect {
	return []defect{
		{"scratch", scratchRing},
		{"dent", dentRing},
		{"missing_hole", leaveHoleOut},
		{"stain", stainRing},
		{"chip", chipRing},
	}
}

// marked is a copy of a ring with one more mark.
func (r *ring) marked(m mark) *ring {
	out := *r
	out.marks = []mark{m}
	return &out
}

// onFace is a random place on the plane metal, apart from holes by at least margin.
func (r *ring) onFace(margin float64, rng *rand.Rand) (x, y float64) {
	for {
		cos, sin := direction(rng)
		d := lerp(ringStep+0.03, ringOuter-ringBevel-0.02, rng.Float64())
		x, y = float64(cos*d), float64(sin*d)
		free := true
		for _, h := range r.holes {
			free = free && length(x-h.x, y-h.y) > h.radius+holeBevel+margin
		}
		if free {
			return x, y
		}
	}
}

func scratchRing(good scene, size float64, rng *rand.Rand) (scene, circle) {
	r := good.(*ring)
	x, y := r.onFace(0, rng)
	cos, sin := direction(rng)
	line := newCurve(x, y, cos, sin, float64(lerp(0.1, 0.24, rng.Float64())*size), rng)
	width := max(float64(0.0035*size), float64(0.6*r.scale)) // no ray misses it
	return r.marked(scratch{line, width, grey(0.82), grey(0.06)}), r.moved(line.within)
}

// dent is a hollow: the slope towards the lamp is bright, the other one dark.
type dent struct {
	circle
	lampX, lampY float64
}

func (d dent) over(c color, x, y float64) color {
	u, v := (x-d.x)/d.radius, (y-d.y)/d.radius
	rest := 1 - dot(u, v, u, v)
	if rest <= 0 {
		return c
	}
	slope := float64(-3.1 * rest * dot(u, v, d.lampX, d.lampY))
	if slope > 0 {
		return c.mix(grey(0.85), float64(0.8*min(slope, 1)))
	}
	return c.times(1 + float64(0.85*max(slope, -1)))
}

func dentRing(good scene, size float64, rng *rand.Rand) (scene, circle) {
	r := good.(*ring)
	x, y := r.onFace(0.012, rng)
	at := circle{x, y, float64(lerp(0.026, 0.04, rng.Float64()) * size)}
	return r.marked(dent{at, r.lampX, r.lampY}), r.moved(at)
}

func leaveHoleOut(good scene, _ float64, rng *rand.Rand) (scene, circle) {
	out := *good.(*ring)
	out.missing = rng.IntN(ringHoles)
	h := out.holes[out.missing]
	h.radius += 2 * holeBevel
	return &out, out.moved(h)
}

func stainRing(good scene, size float64, rng *rand.Rand) (scene, circle) {
	r := good.(*ring)
	x, y := r.onFace(0, rng)
	b := blob{circle{x, y, float64(lerp(0.045, 0.075, rng.Float64()) * size)}, field(rng.Uint64())}
	return r.marked(filmed{b, color{0.5, 0.36, 0.2}}), r.moved(b.within())
}

// chip is a piece that is broken off the outer border.
type chip struct {
	blob
	*ring
}

func (c chip) at(x, y float64) color {
	u, v := x-c.ring.x, y-c.ring.y
	out := c.blob.outside(u, v)
	was := c.ring.at(x, y)
	if out > 0.15 {
		return was
	}
	// The broken surface is rough and falls away from the face.
	rough := c.rough.at(float64(u*160), float64(v*160))
	broken := grey(0.12+float64(0.1*rough)).mix(c.table(u, v, 0.02), smooth(-0.05, -0.3, out))
	return was.mix(broken, float64(smooth(0.1, 0, out)*smooth(0.004, 0, c.ring.outside(u, v))))
}

func chipRing(good scene, size float64, rng *rand.Rand) (scene, circle) {
	r := good.(*ring)
	cos, sin := direction(rng)
	b := blob{circle{float64(cos * ringOuter), float64(sin * ringOuter), float64(lerp(0.035, 0.055, rng.Float64()) * size)}, field(rng.Uint64())}
	return chip{b, r}, r.moved(b.within())
}
