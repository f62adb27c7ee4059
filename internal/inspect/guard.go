package inspect

import (
	"cmp"
	"math"
	"slices"

	"mekiki/internal/lang"
	"mekiki/internal/model"
)

// Reason is why a picture is not judged but looked at.
type Reason string

// The reasons.
const (
	TooDark   Reason = "dark"
	TooBright Reason = "bright"
	TooFlat   Reason = "flat"    // it has less contrast than any good picture
	TooBlurry Reason = "blurred" // it has less fine detail
	Unlike    Reason = "unlike"  // hardly any place looks like a good part: another part, or moved
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
	Typical  float64 `json:"typical"`  // how far a usual place is from good; a usual good picture has 1
}

// Guard has the limits of what is judged. The zero value lets everything pass.
type Guard struct {
	Least Figures `json:"least"`
	Most  Figures `json:"most"` // 0: no limit
}

// guardReach is how many spans of good pictures beyond the outermost of them a limit lies.
// Few pictures do not show all that may come; a guard that is too strict is switched off.
const guardReach = 1.0

// leastDrift is the least width of that, as a share of the median of good pictures.
const leastDrift = 0.1

// strangeMost is how far a usual place of a picture may be, in units of that of a good
// picture, whatever good pictures show; strangeMore is how much farther than the farthest
// of them. Other parts were at 2.0 and more on four sets of real parts, their own at 1.9
// and less.
const (
	strangeMost = 1.75
	strangeMore = 1.1
)

// newGuard sets the limits by good pictures: of light, contrast and detail the range that
// they show and as much again on either side.
func newGuard(list []Figures) Guard {
	limits := func(of func(Figures) float64) (low, high float64) {
		v := make([]float64, len(list))
		for i, f := range list {
			v[i] = of(f)
		}
		slices.SortFunc(v, cmp.Compare[float64])
		span := math.Max(v[len(v)-1]-v[0], v[len(v)/2]*leastDrift) * guardReach
		return v[0] - span, v[len(v)-1] + span
	}
	var g Guard
	g.Least.Light, g.Most.Light = limits(func(f Figures) float64 { return f.Light })
	g.Least.Contrast, _ = limits(func(f Figures) float64 { return f.Contrast })
	g.Least.Detail, _ = limits(func(f Figures) float64 { return f.Detail })
	g.Most.Typical = strangeMost
	for _, f := range list {
		g.Most.Typical = math.Max(g.Most.Typical, strangeMore*f.Typical)
	}
	return g
}

// look gives the reason why a picture is not judged, or "".
func (g Guard) look(f Figures) Reason {
	switch {
	case g == Guard{}:
		return ""
	case f.Light < g.Least.Light:
		return TooDark
	case f.Light > g.Most.Light:
		return TooBright
	case f.Contrast < g.Least.Contrast:
		return TooFlat
	case f.Detail < g.Least.Detail:
		return TooBlurry
	case f.Typical > g.Most.Typical:
		return Unlike
	}
	return ""
}

// measure takes the figures of a prepared picture; typical is Mix.strange of it.
func measure(pix []uint8, in model.Input, typical float64) Figures {
	var sum, square, steps int64
	row := in.Width * in.Channels
	for i, v := range pix {
		sum += int64(v)
		square += int64(v) * int64(v)
		if i%row >= in.Channels {
			steps += max(int64(v)-int64(pix[i-in.Channels]), int64(pix[i-in.Channels])-int64(v))
		}
	}
	n := float64(len(pix))
	light := float64(sum) / n
	f := Figures{Light: light, Contrast: math.Sqrt(math.Max(0, float64(square)/n-float64(light*light)))}
	f.Detail = float64(steps) / n / math.Max(f.Contrast, 1)
	f.Typical = typical
	return f
}
