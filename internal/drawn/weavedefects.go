package drawn

import (
	"math"
	"math/rand/v2"
)

func weaveDefects() []defect {
	return []defect{
		{"broken_thread", breakThread},
		{"thick_thread", thicken},
		{"wrong_thread", changeThread},
		{"stain", stainWeave},
		{"cut", cutWeave},
	}
}

// spoilt is the light of a place that a flaw of the threads changes; ok is false where it
// does not.
func (w *weave) spoilt(a, b float64, i, j int, da, db float64, over bool) (c color, ok bool) {
	f := &w.flaw
	switch {
	case f.kind == cutThreads:
		out := f.hole.outside(float64(a*f.stretch), b) + float64(0.2*w.fibre.line(float64(a*5)))
		if out > 0.25 {
			return c, false
		}
		return w.crossing(a, b, i, j, da, db, over).mix(w.below(), smooth(0.25, 0, out)), true
	case a < f.from || a > f.to:
		return c, false
	case f.kind == thickThread:
		t := (a - f.from) / (f.to - f.from)
		swell := 1 + float64(0.9*4*t*(1-t))
		side := (b - float64(f.thread) - 0.5) / swell
		if math.Abs(side) > 0.5 {
			return c, false
		}
		// It lies above all others, and bows less.
		thick, cover := w.thread(1, f.thread, side, float64(0.3*da), a, true)
		return w.crossing(a, b, i, j, da, db, over).mix(thick.times(1.2), cover), true
	case j != f.thread:
		return c, false
	case f.kind == otherThread:
		dyed := *w
		dyed.dyes[1] = color{0.42, 0.16, 0.12}
		return dyed.crossing(a, b, i, j, da, db, over), true
	}
	// The ends of a broken thread are frayed.
	frayed := 0.5 + float64(0.5*w.fibre.line(float64(db*14)))
	if a < f.from+frayed || a > f.to-frayed {
		return c, false
	}
	c, cover := w.thread(0, i, da, db, b, over)
	return w.below().mix(c.times(0.85), cover), true
}

// flawed is a copy of a weave with a flaw.
func (w *weave) flawed(f threadFlaw) *weave {
	out := *w
	out.flaw = f
	return &out
}

// onWeave is a random place, in threads from the middle.
func onWeave(rng *rand.Rand) (a, b float64) {
	return lerp(-0.34*threads, 0.34*threads, rng.Float64()), lerp(-0.4*threads, 0.4*threads, rng.Float64())
}

// along is a flaw of a weft thread over some of the warp.
func (w *weave) along(kind flawKind, length float64, rng *rand.Rand) (scene, circle) {
	a, b := onWeave(rng)
	f := threadFlaw{kind: kind, thread: int(math.Floor(b)), from: a - length/2, to: a + length/2}
	return w.flawed(f), w.inPicture(a, float64(f.thread)+0.5, length/2+2)
}

func breakThread(good scene, size float64, rng *rand.Rand) (scene, circle) {
	return good.(*weave).along(brokenThread, 2+float64(lerp(2, 6, rng.Float64())*size), rng)
}

func thicken(good scene, size float64, rng *rand.Rand) (scene, circle) {
	return good.(*weave).along(thickThread, float64(lerp(4, 8, rng.Float64())*size), rng)
}

func changeThread(good scene, size float64, rng *rand.Rand) (scene, circle) {
	return good.(*weave).along(otherThread, float64(lerp(10, 22, rng.Float64())*size), rng)
}

func stainWeave(good scene, size float64, rng *rand.Rand) (scene, circle) {
	out := *good.(*weave)
	a, b := onWeave(rng)
	at := out.inPicture(a, b, 0)
	spot := blob{circle{at.x, at.y, float64(lerp(0.05, 0.1, rng.Float64()) * size)}, field(rng.Uint64())}
	out.marks = []mark{filmed{spot, color{0.6, 0.52, 0.4}}}
	return &out, spot.within()
}

func cutWeave(good scene, size float64, rng *rand.Rand) (scene, circle) {
	w := good.(*weave)
	a, b := onWeave(rng)
	const stretch = 0.3 // a cut is so many times as long as it is wide
	radius := float64(lerp(0.9, 1.4, rng.Float64()) * size)
	f := threadFlaw{kind: cutThreads, stretch: stretch, hole: blob{circle{float64(a * stretch), b, radius}, field(rng.Uint64())}}
	return w.flawed(f), w.inPicture(a, b, float64(1.6*radius)/stretch)
}
