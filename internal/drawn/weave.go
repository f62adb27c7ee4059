package drawn

import (
	"math"
	"math/rand/v2"
)

// threads is how many threads of either direction cross the shorter side.
const threads = 26

// weave is a plain weave: every thread goes over one and under the next.
type weave struct {
	*shot
	cos, sin    float64
	dyes        [2]color // of the warp, threads that go down, and of the weft
	sway, fibre field
	even        [2]field // what differs from thread to thread, of warp and weft
	flaw        threadFlaw
	marks       []mark
}

// threadFlaw is what is wrong with the threads. The zero value is nothing.
type threadFlaw struct {
	// Weft number thread is missing or thick, from a place to another.
	kind     flawKind
	thread   int
	from, to float64
	// hole is where no thread is, for a cut.
	hole    blob
	stretch float64
}

type flawKind int

const (
	noFlaw flawKind = iota
	brokenThread
	thickThread
	otherThread
	cutThreads
)

func newWeave(s *shot, rng *rand.Rand) scene {
	w := &weave{shot: s, sway: field(rng.Uint64()), fibre: field(rng.Uint64())}
	w.cos, w.sin = s.turned(3)
	w.dyes = [2]color{{0.60, 0.54, 0.43}, {0.34, 0.38, 0.43}}
	w.even = [2]field{field(rng.Uint64()), field(rng.Uint64())}
	return w
}

// onCloth turns a place of the picture to threads: a counts those of the warp, b those of
// the weft.
func (w *weave) onCloth(x, y float64) (a, b float64) {
	x, y = x-w.x, y-w.y
	u, v := dot(x, y, w.cos, w.sin), dot(x, y, -w.sin, w.cos)
	a = float64(u*threads) + float64(0.16*w.sway.at(float64(u*2.5), float64(v*5)))
	b = float64(v*threads) + float64(0.16*w.sway.at(float64(u*5)+100, float64(v*2.5)))
	return a, b
}

// inPicture is the way back, of a circle around a place of the cloth, without the sway.
func (w *weave) inPicture(a, b, radius float64) circle {
	u, v := a/threads, b/threads
	return circle{dot(u, v, w.cos, -w.sin) + w.x, dot(u, v, w.sin, w.cos) + w.y, radius/threads + 0.03}
}

func (w *weave) at(x, y float64) color {
	a, b := w.onCloth(x, y)
	i, j := math.Floor(a), math.Floor(b)
	da, db := a-i-0.5, b-j-0.5
	over := (int(i)+int(j))&1 == 0 // the warp is above
	if w.flaw.kind != noFlaw {
		if c, ok := w.spoilt(a, b, int(i), int(j), da, db, over); ok {
			return c
		}
	}
	c := w.crossing(a, b, int(i), int(j), da, db, over)
	for _, m := range w.marks {
		c = m.over(c, x, y)
	}
	return c
}

// crossing is the light where warp i and weft j cross, at a place of -0.5 to 0.5 from
// there.
func (w *weave) crossing(a, b float64, i, j int, da, db float64, over bool) color {
	// The upper thread first: mostly it hides the other one.
	set, other := 1, 0
	if over {
		set, other = 0, 1
	}
	number, side, at := [2]int{i, j}, [2]float64{da, db}, [2]float64{b, a}
	upper, cover := w.thread(set, number[set], side[set], side[other], at[set], true)
	if cover == 1 {
		return upper
	}
	lower, below := w.thread(other, number[other], side[other], side[set], at[other], false)
	return w.below().mix(lower, below).mix(upper, cover)
}

// below is what lies below the cloth.
func (w *weave) below() color { return color{0.05, 0.045, 0.04} }

// thread is the light from a piece of a thread, and how much of a place it covers: side is
// how far the place lies from its middle, along how far from the crossing, at where it is
// along the thread. above says whether it is the upper one there.
func (w *weave) thread(set, number int, side, along, at float64, above bool) (c color, cover float64) {
	own := w.even[set].unit(number, 0)
	half := 0.455 + float64(0.03*own) + float64(0.025*w.even[set].at(float64(at*0.7), float64(number)+0.5))
	if !above {
		half -= 0.06
	}
	d := side / half
	cover = w.cover((math.Abs(side) - half) / threads)
	if cover == 0 {
		return c, 0
	}
	// A thread is round across, and bows over the other one.
	lampSide, lampAlong := w.lampX, w.lampY
	if set == 1 {
		lampSide, lampAlong = w.lampY, w.lampX
	}
	round := 1 - float64(0.62*d*d)
	light := 0.66 + float64(0.3*d*lampSide) + float64(0.5*along*lampAlong)
	bow := 1 - float64(1.7*along*along)
	if !above {
		bow = 0.42 + float64(0.5*along*along)
	}
	twist := w.fibre.at(float64(at*2.4)+float64(2.1*d)+float64(number*31), float64(1.6*d)+float64(at*0.3))
	fuzz := w.fibre.at(float64(at*9), float64(d*5)+float64(number*17))
	shade := float64(round * light * bow * (1 + float64(0.13*twist) + float64(0.08*fuzz) + float64(0.09*w.even[set].unit(number, 1))))
	return w.dyes[set].times(float64(1.35 * max(shade, 0))), cover
}
