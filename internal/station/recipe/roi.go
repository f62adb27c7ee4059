package recipe

import (
	"mekiki/internal/lang"
)

// ROI is a region of interest: the box of a picture that is judged, in shares of the width and height of the picture as the
// inspector sees it. What lies outside is not judged: a text or a clamp at the border can be left out without another fit.
type ROI struct {
	X      float64 `json:"x" doc:"left edge"`
	Y      float64 `json:"y" doc:"upper edge"`
	Width  float64 `json:"width"`
	Height float64 `json:"height"`
}

// leastSide is the least width and height of a region: a score is the mean of a hundredth of all places, which it then has.
const leastSide = 0.1

// beyond is how far a region may reach beyond the picture: shares that were rounded.
const beyond = 1e-9

// check is an error, in a user's words, where the region is none.
func (r *ROI) check() error {
	switch {
	case r == nil:
		return nil
	case !(r.Width >= leastSide && r.Height >= leastSide):
		return lang.Errorf("the region is too small; its width and its height must be %v %% of the picture or more", 100*leastSide)
	case !(r.X >= 0 && r.Y >= 0 && r.X+r.Width <= 1+beyond && r.Y+r.Height <= 1+beyond):
		return lang.Errorf("the region reaches beyond the picture; left edge and width together, and upper edge and height, are at most 100 %%")
	}
	return nil
}

// Limit is another limit of the inspector's guard: At holds for it, or with Off nothing is held back for the reason.
type Limit struct {
	At  float64 `json:"at,omitempty" doc:"in the unit of the figure that the guard looks at"`
	Off bool    `json:"off,omitempty" doc:"nothing is held back for this reason"`
}

// mostLimits is how many limits a version may change: more than there are reasons.
const mostLimits = 32

// checkLimits is an error, in a user's words, where limits make no sense. Whether the inspector has them is not known here.
func checkLimits(limits map[string]Limit, noGuard bool) error {
	if noGuard && len(limits) > 0 {
		return lang.Errorf("the guard is off, so its limits have no effect; leave out one of both")
	}
	if len(limits) > mostLimits {
		return lang.Errorf("there are %d limits of the guard, more than %d", len(limits), mostLimits)
	}
	for reason, l := range limits {
		if l.Off == (l.At != 0) {
			return lang.Errorf("the limit of the guard for %q must have a number above 0, or be off", reason)
		}
	}
	return nil
}
