package work

import "mekiki/internal/inspect"

// leastEyeSide is the shortest side of pictures that go by rule before an eye; docs/eyes.md
// says what smaller ones gain by being enlarged to it.
const leastEyeSide = 128

// eyeSizer is the size of pictures before an eye that has no size of its own: that of the
// pictures themselves, in multiples of the eye's coarsest stride, the shorter side from
// leastEyeSide to inspect.DefaultSide, in the aspect of the pictures.
type eyeSizer struct{ stride int }

// Size implements dataset.Sizer.
func (s eyeSizer) Size(high, wide int) (h, w int) {
	if short := min(high, wide); short < leastEyeSide {
		high, wide = high*leastEyeSide/short, wide*leastEyeSide/short
	}
	h, w, _ = inspect.SizeRule{High: high, Wide: wide, Finest: s.stride, Coarsest: s.stride}.Size()
	return h, w
}
