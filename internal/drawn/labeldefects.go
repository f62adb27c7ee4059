package drawn

import (
	"math"
	"math/rand/v2"
)

func labelDefects() []defect {
	return []defect{
		{"wrong_print", printWrong},
		{"missing_print", leavePrintOut},
		{"smear", smearLabel},
		{"scratch", scratchLabel},
		{"stain", stainLabel},
		{"tear", tearLabel},
	}
}

// letter is a random printed letter below the band.
func (l *label) letter(rng *rand.Rand) (line, place int) {
	for {
		line = 2 + rng.IntN(len(l.texts)-2)
		place = rng.IntN(len(l.texts[line].letters))
		if l.texts[line].letters[place] != ' ' {
			return line, place
		}
	}
}

// printWrong prints another letter, one that nobody takes for the right one.
func printWrong(good scene, _ float64, rng *rand.Rand) (scene, circle) {
	const known = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"
	out := *good.(*label)
	line, place := out.letter(rng)
	other := known[rng.IntN(len(known))]
	for unlike(other, out.texts[line].letters[place]) < 2 {
		other = known[rng.IntN(len(known))]
	}
	out.texts = append([]text{}, out.texts...)
	out.texts[line] = out.texts[line].with(place, other)
	return &out, out.inPicture(out.printed(out.texts[line].middle(place)))
}

// printed is a circle of the label, of one of the print.
func (l *label) printed(c circle) circle { return circle{c.x + l.printX, c.y + l.printY, c.radius} }

// unprinted is a label without ink in a streak along the print.
type unprinted struct {
	*label
	u, v, half, width float64
	ragged            field
}

func (n unprinted) at(x, y float64) color {
	u, v := n.onPrint(x, y)
	half := n.width + float64(0.4*n.width*n.ragged.line(float64(u*90)))
	share := float64(n.cover(math.Abs(u-n.u)-n.half) * n.cover(math.Abs(v-n.v)-half))
	c := n.label.at(x, y)
	if share == 0 {
		return c
	}
	bare := *n.label
	bare.density = 0
	return c.mix(bare.at(x, y), share)
}

func leavePrintOut(good scene, size float64, rng *rand.Rand) (scene, circle) {
	l := good.(*label)
	line, place := l.letter(rng)
	at := l.printed(l.texts[line].middle(place))
	half := float64(lerp(0.07, 0.13, rng.Float64()) * size)
	at.y += float64(lerp(-0.3, 0.3, rng.Float64()) * l.texts[line].height)
	width := max(float64(0.007*size), l.scale)
	return unprinted{l, at.x, at.y, half, width, field(rng.Uint64())}, l.inPicture(circle{at.x, at.y, half + 0.03})
}

// smear is ink that something wet has drawn along.
type smear struct {
	*label
	area   circle
	toward float64 // 1 to the right, -1 to the left
	streak field
}

func (s smear) at(x, y float64) color {
	c := s.label.at(x, y)
	u, v := s.onPrint(x, y)
	r := length(u-s.area.x, float64(2.2*(v-s.area.y))) / s.area.radius
	if r >= 1 || s.outside(u, v) > 0 {
		return c
	}
	drawn := 0.0
	for k := 1.0; k <= 9; k++ {
		from := u - float64(k*0.0065*s.toward)
		ink, _ := s.print(from-s.printX, v-s.printY)
		drawn = max(drawn, float64(ink*(1-k/10)))
	}
	rough := 0.75 + float64(0.25*s.streak.at(float64(u*12), float64(v*160)))
	return c.mix(s.ink, float64(0.85*drawn*rough*smooth(1, 0.75, r)))
}

func smearLabel(good scene, size float64, rng *rand.Rand) (scene, circle) {
	l := good.(*label)
	line, place := l.letter(rng)
	at := l.printed(l.texts[line].middle(place))
	at.radius = float64(lerp(0.07, 0.11, rng.Float64()) * size)
	toward := 1.0
	if rng.IntN(2) == 0 {
		toward = -1
	}
	return smear{l, at, toward, field(rng.Uint64())}, l.inPicture(at)
}

// marked is a copy of a label with one more mark.
func (l *label) marked(m mark) *label {
	out := *l
	out.marks = []mark{m}
	return &out
}

// onLabel is a random place of the label.
func onLabel(rng *rand.Rand) (u, v float64) {
	return lerp(-0.34, 0.34, rng.Float64()), lerp(-0.22, 0.22, rng.Float64())
}

func scratchLabel(good scene, size float64, rng *rand.Rand) (scene, circle) {
	l := good.(*label)
	u, v := onLabel(rng)
	cos, sin := direction(rng)
	line := newCurve(u, v, cos, sin, float64(lerp(0.12, 0.24, rng.Float64())*size), rng)
	width := max(float64(0.0032*size), float64(0.6*l.scale))
	return l.marked(scratch{line, width, grey(0.58), grey(0.2)}), l.inPicture(line.within)
}

func stainLabel(good scene, size float64, rng *rand.Rand) (scene, circle) {
	l := good.(*label)
	u, v := onLabel(rng)
	b := blob{circle{u, v, float64(lerp(0.05, 0.09, rng.Float64()) * size)}, field(rng.Uint64())}
	return l.marked(filmed{b, color{0.62, 0.47, 0.28}}), l.inPicture(b.within())
}

// tear is a corner that is torn off.
type tear struct {
	signU, signV, from float64
	ragged             field
}

// beyond is how far a place lies beyond the tear.
func (t *tear) beyond(u, v float64) float64 {
	u, v = float64(u*t.signU), float64(v*t.signV)
	return dot(u, v, 0.8, 0.6) - t.from + float64(0.008*t.ragged.line(float64((u-v)*60))) + float64(0.003*t.ragged.line(float64((u-v)*260)))
}

// edge is the white of the paper's inside, where its face came off.
func (t *tear) edge(c color, u, v float64) color {
	wide := 0.012 + float64(0.006*t.ragged.line(float64((u+v)*80)))
	return c.mix(color{0.6, 0.57, 0.52}, smooth(-wide, float64(-0.6*wide), t.beyond(u, v)))
}

func tearLabel(good scene, size float64, rng *rand.Rand) (scene, circle) {
	out := *good.(*label)
	t := &tear{signU: 1, signV: 1, ragged: field(rng.Uint64())}
	if rng.IntN(2) == 0 {
		t.signU = -1
	}
	if rng.IntN(2) == 0 {
		t.signV = -1
	}
	deep := float64(lerp(0.06, 0.11, rng.Float64()) * size)
	t.from = dot(labelHalfWidth, labelHalfHeight, 0.8, 0.6) - deep
	out.torn = t
	return &out, out.inPicture(circle{float64(t.signU * labelHalfWidth), float64(t.signV * labelHalfHeight), float64(1.9*deep) + 0.08})
}
