package drawn

import (
	"math"
	"math/rand/v2"
)

// The label, in shorter sides of the picture, from its middle.
const (
	labelHalfWidth  = 0.42
	labelHalfHeight = 0.3
	labelCorner     = 0.025
	bandFrom        = -0.276
	bandTo          = -0.17
	ruleAt          = 0.082
	frameInset      = 0.024
	lineWeight      = 0.0028
	bandHalfWidth   = labelHalfWidth - frameInset
)

// label is a printed label on cardboard.
type label struct {
	*shot
	cos, sin float64 // of its turn
	// printX, printY is how far the print lies beside its place.
	printX, printY float64
	density        float64
	texts          []text
	bars           barcode
	tick           [2]stroke
	marks          []mark
	// torn is a corner that is missing, nil for none.
	torn *tear

	fibres, mottle, board field
	ink, band             color
}

func newLabel(s *shot, rng *rand.Rand) scene {
	l := &label{shot: s, ink: grey(0.012), band: color{0.012, 0.06, 0.2}}
	l.cos, l.sin = s.turned(4)
	l.printX, l.printY = lerp(-0.004, 0.004, rng.Float64()), lerp(-0.004, 0.004, rng.Float64())
	l.density = lerp(0.9, 0.98, rng.Float64())
	l.fibres, l.mottle, l.board = field(rng.Uint64()), field(rng.Uint64()), field(rng.Uint64())
	l.texts = []text{
		newText(-0.37, -0.255, 0.062, 0.0062, "MEKIKI"),
		newText(0.135, -0.242, 0.036, 0.0034, "DRAWN"),
		newText(-0.37, -0.13, 0.054, 0.0048, "PART 36-150-6"),
		newText(-0.37, -0.047, 0.038, 0.0033, "LOT 7C4-2081"),
		newText(-0.37, 0.02, 0.038, 0.0033, "QTY 24"),
		newText(0.06, 0.02, 0.038, 0.0033, "MAT S45C"),
		newText(-0.352, 0.226, 0.03, 0.0026, "7 420813 61506"),
	}
	l.bars = newBarcode(-0.37, 0.15, 0.11, 0.205)
	l.tick = [2]stroke{newStroke(0.232, 0.18, 0.262, 0.212), newStroke(0.262, 0.212, 0.318, 0.148)}
	return l
}

// onPrint turns a place of the picture to one of the label.
func (l *label) onPrint(x, y float64) (u, v float64) {
	x, y = x-l.x, y-l.y
	return dot(x, y, l.cos, l.sin), dot(x, y, -l.sin, l.cos)
}

// inPicture is the way back, of a circle.
func (l *label) inPicture(c circle) circle {
	return circle{dot(c.x, c.y, l.cos, -l.sin) + l.x, dot(c.x, c.y, l.sin, l.cos) + l.y, c.radius}
}

// beyond is how far a place lies outside of a rectangle with round corners around (0, 0),
// below 0 within it.
func beyond(u, v, halfWidth, halfHeight, corner float64) float64 {
	du, dv := math.Abs(u)-halfWidth+corner, math.Abs(v)-halfHeight+corner
	return length(max(du, 0), max(dv, 0)) + min(max(du, dv), 0) - corner
}

func (l *label) outside(u, v float64) float64 {
	out := beyond(u, v, labelHalfWidth, labelHalfHeight, labelCorner)
	if l.torn != nil {
		out = max(out, l.torn.beyond(u, v))
	}
	return out
}

func (l *label) at(x, y float64) color {
	u, v := l.onPrint(x, y)
	out := l.outside(u, v)
	paper := l.cover(out)
	c := color{}
	if paper < 1 {
		c = l.cardboard(u, v)
		const thickness = 0.005
		away := l.outside(u+float64(thickness*l.lampX), v+float64(thickness*l.lampY))
		c = c.times(1 - float64(0.45*smooth(0.009, -0.003, away)))
	}
	if paper > 0 {
		c = c.mix(l.paper(u, v, out), paper)
	}
	return c
}

func (l *label) cardboard(u, v float64) color {
	flute := float64(v * 34)
	flute -= math.Floor(flute)
	grain := 0.955 + float64(0.05*4*flute*(1-flute)) + float64(0.06*l.board.at(float64(u*33), float64(v*210))) + float64(0.05*l.board.at(float64(u*7), float64(v*9)))
	return color{0.40, 0.265, 0.15}.times(grain)
}

// paper is the label itself, at a place that lies so far outside of it.
func (l *label) paper(u, v, out float64) color {
	gloss := float64(0.05 * dot(u, v, l.lampX, l.lampY))
	white := color{0.8, 0.8, 0.775}.times(1 + gloss + float64(0.022*l.fibres.at(float64(u*150), float64(v*150))))
	if l.torn != nil {
		white = l.torn.edge(white, u, v)
	}
	ink, of := l.print(u-l.printX, v-l.printY)
	c := white
	if ink > 0 {
		c = white.mix(of, float64(ink*l.density*(0.985+float64(0.015*l.mottle.at(float64(u*190), float64(v*190))))))
	}
	c = c.times(1 - float64(0.12*smooth(-0.004, 0, out))) // the edge curls down a little
	for _, m := range l.marks {
		c = m.over(c, u, v)
	}
	return c
}

// print is how much of a place is printed, and with what.
func (l *label) print(u, v float64) (ink float64, of color) {
	frame := beyond(u, v, bandHalfWidth, labelHalfHeight-frameInset, 0.012)
	if frame > lineWeight+l.scale {
		return 0, l.ink
	}
	ink = l.cover(math.Abs(frame) - lineWeight)
	if v < bandTo+l.scale {
		band := float64(l.cover(max(bandFrom-v, v-bandTo)) * l.cover(math.Abs(u)-bandHalfWidth))
		for i := range l.texts[:2] { // white on the band
			band = float64(band * (1 - l.texts[i].ink(l.shot, u, v)))
		}
		if band > ink {
			return band, l.band
		}
		return ink, l.ink
	}
	for i := range l.texts[2:] {
		ink = max(ink, l.texts[2+i].ink(l.shot, u, v))
	}
	ink = max(ink, float64(l.cover(math.Abs(v-ruleAt)-lineWeight/2)*l.cover(math.Abs(u)-0.37)))
	ink = max(ink, l.bars.ink(l.shot, u, v))
	return max(ink, l.sign(u, v)), l.ink
}

// sign is the ink of the round sign with a tick.
func (l *label) sign(u, v float64) float64 {
	const x, y, radius = 0.275, 0.18, 0.072
	away := length(u-x, v-y)
	if away > radius+0.01 {
		return 0
	}
	square := min(l.tick[0].squareTo(u, v), l.tick[1].squareTo(u, v))
	return max(l.cover(math.Abs(away-radius)-0.0045), l.cover(math.Sqrt(square)-0.0075))
}

// barcode is a row of bars; they say nothing.
type barcode struct {
	x, width, top, bottom float64
	// before is how many of the modules left of a place are black.
	before []float64
}

// modules are black (1) and white.
const modules = "1101001000011010011101001001101100101110011010001001100111010010111101101110010110100111001011001100101001100011101011"

// newBarcode fills the space from x to another x.
func newBarcode(x, to, top, bottom float64) barcode {
	b := barcode{x: x, width: (to - x) / float64(len(modules)), top: top, bottom: bottom, before: []float64{0}}
	for i := range len(modules) {
		b.before = append(b.before, b.before[i]+float64(modules[i]-'0'))
	}
	return b
}

// upTo is how much of a bar code is black left of a place, counted in modules.
func (b *barcode) upTo(m float64) float64 {
	m = min(max(m, 0), float64(len(modules)))
	i := min(int(m), len(modules)-1)
	return lerp(b.before[i], b.before[i+1], m-float64(i))
}

func (b *barcode) ink(s *shot, u, v float64) float64 {
	high := s.cover(max(b.top-v, v-b.bottom))
	if high == 0 {
		return 0
	}
	m, half := (u-b.x)/b.width, 0.5/float64(s.sharp*b.width)
	return float64(high * (b.upTo(m+half) - b.upTo(m-half)) / (2 * half))
}
