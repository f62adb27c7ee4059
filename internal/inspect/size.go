package inspect

import "math"

// DefaultSide is what the shorter side of pictures is brought to if nobody says how small
// a defect may be.
const DefaultSide = 256

// DefectPlaces is how many places of the finest map the smallest defect that must be found has to
// span. docs/inspection.md says how it was measured.
const DefectPlaces = 4

// MostSide is the longest side that a size by rule has.
const MostSide = 4096

// SizeRule is what a size by rule goes by.
type SizeRule struct {
	// High and Wide are the usual extents of the pictures, in pixels.
	High, Wide int
	// Defect is the extent of the smallest defect that must be found, in pixels of these
	// pictures; 0: nobody says.
	Defect float64
	// Two says that pictures are looked at at half this size, too.
	Two bool
	// Finest and Coarsest are the least and the largest stride of the eye's taps.
	Finest, Coarsest int
}

// Size is the height and width that pictures are brought to: the shorter side DefaultSide, twice that with two scales, or more
// where the smallest defect would span fewer than DefectPlaces places. It keeps the aspect, as far as
// multiples of the coarsest stride can; it never enlarges, and stays below MostSide.
// Places says how many places the smallest defect spans then; 0 where nobody says its extent.
func (s SizeRule) Size() (high, wide int, places float64) {
	scale := DefaultSide / float64(min(s.High, s.Wide))
	if s.Two {
		scale *= 2
	}
	if s.Defect > 0 {
		scale = max(scale, DefectPlaces*float64(s.Finest)/s.Defect)
	}
	scale = min(scale, 1, MostSide/float64(max(s.High, s.Wide)))
	high, wide = s.side(s.High, scale), s.side(s.Wide, scale)
	return high, wide, s.Defect * min(float64(high)/float64(s.High), float64(wide)/float64(s.Wide)) / float64(s.Finest)
}

// Top is over how many places a score is the mean, of maps of pictures of this size: as many as the
// smallest defect covers, so that larger pictures do not drown it, but at most TopShare. 0 where
// nobody says its extent.
func (s SizeRule) Top(high, wide int, places float64) int {
	if s.Defect <= 0 {
		return 0
	}
	most := int(float64(high/s.Finest*(wide/s.Finest)) * TopShare)
	return max(1, min(int(math.Round(places*places)), most))
}

// side is the multiple of the coarsest stride, of half the size where two scales are, that is nearest to a scaled side, at least
// one, not above the side itself where it has one.
func (s SizeRule) side(pixels int, scale float64) int {
	step := s.Coarsest
	if s.Two {
		step *= 2
	}
	n := int(math.Round(float64(pixels) * scale / float64(step)))
	return max(1, min(n, pixels/step)) * step
}
