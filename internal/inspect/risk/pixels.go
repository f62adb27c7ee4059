package risk

import (
	"fmt"
	"math"
)

const (
	// binShift leaves sign, exponent and the 11 highest bits of the mantissa of a score.
	binShift = 23 - 11
	bins     = 1 << (32 - binShift)
	// regionWeight is the sum, but for rounding, of the weights of the pixels of a region. It
	// is whole, so that no order of pictures changes a sum.
	regionWeight = 1 << 40
)

// PixelResolution is how near two scores of pixels must be, as a share of themselves, to
// count as equal at most.
const PixelResolution = 1.0 / (1 << 11)

// Pixels collects maps of scores with their masks, picture by picture, in a fixed memory of
// 24 MiB: it counts pixels in bins of scores, each 1/2048 of a score wide (PixelResolution),
// whatever the range. NewPixels makes one.
type Pixels struct {
	good, bad []uint64 // pixels in each bin
	region    []uint64 // weights of pixels of defects: each region weighs the same
	pictures  int
	regions   int
	of        components
}

// NewPixels is empty.
func NewPixels() *Pixels {
	return &Pixels{good: make([]uint64, bins), bad: make([]uint64, bins), region: make([]uint64, bins)}
}

// Add counts a picture: its map of scores by rows, larger for what looks worse, and a mask of
// the same size, not 0 where there is a defect, or nil for a good picture. It panics if sizes
// do not match or a score is not finite.
func (p *Pixels) Add(score []float32, mask []uint8, width int) {
	if width < 1 || len(score)%width != 0 || mask != nil && len(mask) != len(score) {
		panic(fmt.Sprintf("risk: Add: a map of %d values and a mask of %d for rows of %d", len(score), len(mask), width))
	}
	p.pictures++
	var label []int32
	var area []int
	if mask != nil {
		label, area = p.of.find(mask, width)
		p.regions += len(area) - 1
	}
	for i, s := range score {
		b := bin(s)
		if mask == nil || mask[i] == 0 {
			p.good[b]++
			continue
		}
		p.bad[b]++
		p.region[b] += regionWeight / uint64(area[label[i]])
	}
}

// Merge adds the pictures of q: as if they had been added to p, in any order.
func (p *Pixels) Merge(q *Pixels) {
	for i := range bins {
		p.good[i] += q.good[i]
		p.bad[i] += q.bad[i]
		p.region[i] += q.region[i]
	}
	p.pictures += q.pictures
	p.regions += q.regions
}

// bin orders scores: a higher one is in a higher bin, or in the same.
func bin(score float32) uint32 {
	if score-score != 0 {
		panic("risk: a score of a pixel that is not finite")
	}
	// The bits of a float32 rise with it, but for the sign; -0 is 0.
	b := math.Float32bits(score + 0)
	if b>>31 != 0 {
		b = ^b
	} else {
		b |= 1 << 31
	}
	return b >> binShift
}

// lowest is the lowest score of a bin.
func lowest(bin uint32) float64 {
	b := bin << binShift
	if b>>31 != 0 {
		return float64(math.Float32frombits(b &^ (1 << 31)))
	}
	return float64(math.Float32frombits(^b))
}
