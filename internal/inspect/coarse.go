package inspect

import "mekiki/internal/model"

// Coarse is the scale of pictures at half their height and width. It sees what is large as a whole, where the
// fine one sees what is small: docs/inspection.md has what both together are worth.
type Coarse struct {
	Scale
	// Fine and Own are what the score of the fine scale and that of this one are multiplied by.
	Fine, Own float64
}

// TwoScalesFrom is from which shorter side of the pictures on two scales are looked at if nobody says otherwise: half of
// it is DefaultSide.
const TwoScalesFrom = 2 * DefaultSide

// newCoarse joins two scales by the scores of good pictures that were left out, each over its spread. Scores keep the unit
// of the fine ones: their mean stays where it was.
func newCoarse(s Scale, fine, own []float64) *Coarse {
	if mean(fine) <= 0 || mean(own) <= 0 { // good pictures are all the same, and say nothing
		return &Coarse{Scale: s, Fine: 0.5, Own: 0.5}
	}
	c := &Coarse{Scale: s, Fine: 1 / spreadOf(fine), Own: 1 / spreadOf(own)}
	unit := mean(fine) / c.joined(mean(fine), mean(own))
	c.Fine, c.Own = c.Fine*unit, c.Own*unit
	return c
}

// joined is the score by both scales of a picture.
func (c *Coarse) joined(fine, own float64) float64 {
	return float64(c.Fine*fine) + float64(c.Own*own)
}

// Scales is how many sizes of each picture are looked at: 1, or 2 with a coarse one.
func (n *Inspector) Scales() int {
	if n.Coarse == nil {
		return 1
	}
	return 2
}

// FineOnly is the inspector without its coarse scale. Its scores have no thresholds.
func (n *Inspector) FineOnly() *Inspector {
	m := *n
	m.Coarse = nil
	return &m
}

// coarse is the inspector of the coarse scale alone, as far as a Judge needs it.
func (n *Inspector) coarse() *Inspector {
	return &Inspector{Eye: n.Eye, Input: halfInput(n.Input), Scale: n.Coarse.Scale, Top: halfTop(n.Top), Position: n.Position, Border: n.Border}
}

// halfInput is that of pictures at half their height and width.
func halfInput(in model.Input) model.Input {
	in.Height, in.Width = in.Height/2, in.Width/2
	return in
}

// halfTop is over how many places of the coarse map a score is the mean: those that cover as much.
func halfTop(top int) int {
	if top == 0 {
		return 0
	}
	return max(1, top/4)
}

// halves are pictures at half their height and width.
type halves struct {
	Pictures
	in model.Input // of the whole ones
}

func (h halves) Bytes(i int) ([]uint8, error) {
	pix, err := h.Pictures.Bytes(i)
	if err != nil {
		return nil, err
	}
	return half(nil, pix, h.in), nil
}

// half is a picture at half its height and width: each value is the rounded mean of 2x2. It takes the memory of dst where
// that is enough. Height and width are even.
func half(dst, pix []uint8, in model.Input) []uint8 {
	h, w := in.Height/2, in.Width/2
	c := len(pix) / (in.Height * in.Width)
	if cap(dst) < h*w*c {
		dst = make([]uint8, h*w*c)
	}
	dst = dst[:h*w*c]
	for y := range h {
		above, below := pix[2*y*in.Width*c:], pix[(2*y+1)*in.Width*c:]
		row := dst[y*w*c:][:w*c]
		for x := range w {
			for k := range c {
				i := 2*x*c + k
				row[x*c+k] = uint8((int(above[i]) + int(above[i+c]) + int(below[i]) + int(below[i+c]) + 2) / 4)
			}
		}
	}
	return dst
}
