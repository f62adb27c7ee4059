package partfigure

import (
	"image/color"
	"math"

	"mekiki/internal/inspect/risk"
)

// Scale gives distances their colours, the same ones for all pictures of a page. It is tied
// to the thresholds: nothing to see on what is as good as can be, yellow from where a part
// is REVIEW on, vermilion from where it is NG, purple from twice that on. Lightness
// falls all the way, so that the order is seen without colours too.
type Scale struct{ risk.Thresholds }

// stop is a colour at a place of the scale: 0 for a distance of 0, review and ng for the
// thresholds, most for twice the upper one and all beyond.
type stop struct {
	at     float64
	colour color.NRGBA
}

const review, ng, most = 1, 2, 3

var stops = []stop{
	{0, color.NRGBA{255, 240, 120, 0}},
	{0.85, color.NRGBA{255, 240, 120, 0}},
	{review, color.NRGBA{255, 225, 26, 120}},
	{ng, color.NRGBA{228, 83, 10, 175}},
	{most, color.NRGBA{82, 8, 92, 215}},
}

// place is where on the scale a distance lies, 0 to most.
func (s Scale) place(v float64) float64 {
	switch {
	case !(v > 0):
		return 0
	case v < s.Low:
		return v / s.Low * review
	case v < s.High:
		return review + (v-s.Low)/(s.High-s.Low)*(ng-review)
	case s.High <= 0:
		return most
	}
	return math.Min(ng+(v-s.High)/s.High*(most-ng), most)
}

// shade is the colour at a place of the scale.
func shade(at float64) color.NRGBA {
	k := 1
	for k < len(stops)-1 && at >= stops[k].at {
		k++
	}
	a, b := stops[k-1], stops[k]
	share := (at - a.at) / (b.at - a.at)
	mix := func(x, y uint8) uint8 { return uint8(math.Round(float64(x) + share*(float64(y)-float64(x)))) }
	return color.NRGBA{mix(a.colour.R, b.colour.R), mix(a.colour.G, b.colour.G), mix(a.colour.B, b.colour.B), mix(a.colour.A, b.colour.A)}
}
