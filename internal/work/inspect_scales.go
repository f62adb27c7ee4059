package work

import (
	"mekiki/internal/inspect"
	"mekiki/internal/work/misuse"
)

// How many sizes of each picture are looked at.
const (
	autoScales = "auto" // by the pictures
	oneScale   = "1"
	twoScales  = "2" // one of half the height and width, too
)

func checkScales(scales string) error {
	switch scales {
	case autoScales, oneScale, twoScales:
		return nil
	}
	return misuse.Errorf("scales is %q; it must be %s, %s or %s", scales, oneScale, twoScales, autoScales)
}

// two says whether pictures of this size are looked at at two scales.
func (c *InspectFitConfig) two(high, wide int) bool {
	return c.Scales == twoScales || c.Scales == autoScales && min(high, wide) >= inspect.TwoScalesFrom
}
