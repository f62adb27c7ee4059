package inspect

import (
	"math"
	"slices"

	"mekiki/internal/inspect/risk"
	"mekiki/internal/lang"
)

// Reason is why a picture is not judged but looked at.
type Reason string

// The reasons.
const (
	TooDark   Reason = "dark"
	TooBright Reason = "bright"
	TooFlat   Reason = "flat"      // it has less contrast than any good picture
	TooBlurry Reason = "blurred"   // it has less fine detail
	Grey      Reason = "grey"      // it has hardly any colour, where good pictures have some
	Colourful Reason = "colour"    // it has more colour than any good picture
	OtherSize Reason = "size"      // its file has more or fewer pixels
	Pressed   Reason = "aspect"    // its file has another aspect ratio
	Displaced Reason = "displaced" // as a whole it looks like no good picture: moved, turned, cropped
	Unlike    Reason = "unlike"    // hardly any place looks like a good part: another part, or moved
	Frozen    Reason = "frozen"    // it is the picture before it, to the bit
)

// Message is the reason in words.
func (r Reason) Message() lang.Message {
	switch r {
	case TooDark:
		return lang.T("darker than all good pictures")
	case TooBright:
		return lang.T("brighter than all good pictures")
	case TooFlat:
		return lang.T("less contrast than all good pictures")
	case TooBlurry:
		return lang.T("less fine detail than all good pictures: blurred")
	case Grey:
		return lang.T("grey, where good pictures have colour")
	case Colourful:
		return lang.T("more colour than all good pictures")
	case OtherSize:
		return lang.T("another number of pixels than good pictures have")
	case Pressed:
		return lang.T("wider or higher than good pictures: another aspect ratio")
	case Displaced:
		return lang.T("as a whole unlike all good pictures: moved, turned or cropped")
	case Frozen:
		return lang.T("the same as the picture before it, to the bit: the camera may be frozen")
	case Unlike:
		return lang.T("unlike a good part nearly everywhere: another part, or moved")
	}
	return lang.T("")
}

// Figures are what the guard looks at in a picture.
type Figures struct {
	Light    float64 `json:"light"`    // mean value, 0 to 255
	Contrast float64 `json:"contrast"` // standard deviation of the values
	Detail   float64 `json:"detail"`   // mean difference of neighbours, in units of the contrast
	Colour   float64 `json:"colour"`   // mean difference of the strongest channel and the weakest, 0 to 255
	Typical  float64 `json:"typical"`  // how far a usual place is from good; a usual good picture has 1
	// Odd is 1 - r, 0 to 2, r being the correlation, in grey at 16 x 16 pixels, with the good picture that is most
	// like it; 0 where the inspector keeps no sketches of good ones.
	Odd float64 `json:"odd"`
	// Height and Width are those of the picture file in pixels, Aspect is width over height; 0
	// where nobody said.
	Height float64 `json:"height,omitempty"`
	Width  float64 `json:"width,omitempty"`
	Aspect float64 `json:"aspect,omitempty"`
}

// Shape is how large a picture file is before it is prepared, in pixels. The zero value: not known.
type Shape struct {
	Height int `json:"height,omitempty"`
	Width  int `json:"width,omitempty"`
}

// take adds a shape to figures, if it is known.
func (f *Figures) take(s Shape) {
	if s.Height > 0 && s.Width > 0 {
		f.Height, f.Width, f.Aspect = float64(s.Height), float64(s.Width), float64(s.Width)/float64(s.Height)
	}
}

// Guard has the limits of what is judged. The zero value lets everything pass.
type Guard struct {
	Least Figures `json:"least"`
	Most  Figures `json:"most"` // 0: no limit
}

// guardReach is how many spans of good pictures beyond the outermost of them a limit lies.
// Few pictures do not show all that may come; a guard that is too strict is switched off.
const guardReach = 1.0

// leastDrift is the least width of that, as a share of the median of good pictures. Sizes do not
// drift: sizeDrift is for pictures that were cut out by a program.
const (
	leastDrift = 0.1
	sizeDrift  = 0.02
)

// mostDrift is the most width of it, as a share of what lies between the outermost good picture
// and the end of the scale. Else good pictures that differ much have a limit that nothing exceeds.
const mostDrift = 0.75

// A picture is grey with less than greyShare of the colour of the least colourful good one, if
// that has leastColour; it has too much with 1/greyShare of that of the most colourful one, and
// leastColour more.
const (
	greyShare   = 0.5
	leastColour = 6.0
)

// leastOdd is the least limit of Odd: large defects change a picture as a whole, too, and are to be
// judged.
const leastOdd = 0.25

// strangeMost is how far a usual place of a picture may be, in units of that of a good
// picture, whatever good pictures show; strangeMore is how much farther than the farthest
// of them. Other parts were at 2.0 and more on four sets of real parts, their own at 1.9
// and less.
const (
	strangeMost = 1.75
	strangeMore = 1.1
)

// newGuard sets the limits by good pictures: of light, contrast and detail the range that
// they show and as much again on either side. Sizes are limited where all are known.
func newGuard(list []Figures) Guard {
	limits := func(of func(*Figures) float64, drift, end float64) (low, high float64) {
		v := make([]float64, len(list))
		for i := range list {
			v[i] = of(&list[i])
		}
		slices.Sort(v)
		least, most := v[0], v[len(v)-1]
		span := math.Max(most-least, v[len(v)/2]*drift) * guardReach
		return least - math.Min(span, mostDrift*least), most + math.Min(span, mostDrift*(end-most))
	}
	var g Guard
	g.Least.Light, g.Most.Light = limits(func(f *Figures) float64 { return f.Light }, leastDrift, math.MaxUint8)
	g.Least.Contrast, _ = limits(func(f *Figures) float64 { return f.Contrast }, leastDrift, math.Inf(1))
	g.Least.Detail, _ = limits(func(f *Figures) float64 { return f.Detail }, leastDrift, math.Inf(1))
	_, g.Most.Odd = limits(func(f *Figures) float64 { return f.Odd }, leastDrift, 2)
	g.Most.Odd = math.Max(g.Most.Odd, leastOdd)
	greyest, brightest := math.Inf(1), 0.0
	sized := true
	g.Most.Typical = strangeMost
	for _, f := range list {
		greyest, brightest = math.Min(greyest, f.Colour), math.Max(brightest, f.Colour)
		g.Most.Typical = math.Max(g.Most.Typical, strangeMore*f.Typical)
		sized = sized && f.Aspect > 0
	}
	if greyest >= leastColour {
		g.Least.Colour = greyShare * greyest
	}
	g.Most.Colour = math.Max(brightest/greyShare, brightest+leastColour)
	if sized {
		g.Least.Height, g.Most.Height = limits(func(f *Figures) float64 { return f.Height }, sizeDrift, math.Inf(1))
		g.Least.Width, g.Most.Width = limits(func(f *Figures) float64 { return f.Width }, sizeDrift, math.Inf(1))
		g.Least.Aspect, g.Most.Aspect = limits(func(f *Figures) float64 { return f.Aspect }, sizeDrift, math.Inf(1))
	}
	return g
}

// look gives the reason why a picture is not judged, or "": the one that explains most first.
func (g Guard) look(f Figures) Reason {
	outside := func(of func(*Figures) float64) bool {
		v, most := of(&f), of(&g.Most)
		return v > 0 && most > 0 && (v < of(&g.Least) || v > most)
	}
	switch {
	case g == Guard{}:
		return ""
	case outside(func(f *Figures) float64 { return f.Aspect }):
		return Pressed
	case outside(func(f *Figures) float64 { return f.Height }), outside(func(f *Figures) float64 { return f.Width }):
		return OtherSize
	case f.Light < g.Least.Light:
		return TooDark
	case f.Light > g.Most.Light:
		return TooBright
	case f.Contrast < g.Least.Contrast:
		return TooFlat
	case f.Detail < g.Least.Detail:
		return TooBlurry
	case f.Colour < g.Least.Colour:
		return Grey
	case g.Most.Colour > 0 && f.Colour > g.Most.Colour:
		return Colourful
	case f.Typical > g.Most.Typical:
		return Unlike
	case g.Most.Odd > 0 && f.Odd > g.Most.Odd:
		return Displaced
	}
	return ""
}

// Shaped tells a result the shape of the picture file, which may hold the picture back.
func (n *Inspector) Shaped(r *Result, s Shape) {
	r.Figures.take(s)
	if r.Reason = n.Guard.look(r.Figures); r.Reason != "" {
		r.Verdict = risk.Review
	}
}
