package dataset

import (
	"math"
	"math/rand/v2"
)

// Random erasing draws a rectangle with this share of the picture's area and
// this ratio of height to width at the least, and its inverse at the most
// (Zhong et al., 2020, section 3.2). The ratio is drawn evenly in its
// logarithm, as torchvision does it, so that flat ones are as likely as tall ones.
const (
	eraseLeast  = 0.02
	eraseMost   = 0.4
	eraseAspect = 0.3
	eraseTries  = 10
)

// erase fills one rectangle with noise, v/255 with every v equally likely, in
// a.Erase of all cases. A rectangle that is larger than the picture on a side, or
// than half of it by rounding, is drawn again, ten times at most: so a picture of
// a single pixel is never erased.
func (a *Augmentation) erase(values []float32, s shape, r *rand.PCG) {
	if unit(r) >= a.Erase {
		return
	}
	for range eraseTries {
		area := (eraseLeast + unit(r)*(eraseMost-eraseLeast)) * float64(s.h*s.w)
		aspect := math.Exp(between(r, -math.Log(eraseAspect)))
		h, w := int(math.Round(math.Sqrt(area*aspect))), int(math.Round(math.Sqrt(area/aspect)))
		if h < 1 || w < 1 || h > s.h || w > s.w || 2*h*w > s.h*s.w {
			continue
		}
		y, x := below(r, s.h-h+1), below(r, s.w-w+1)
		for i := range h {
			noise(values[((y+i)*s.w+x)*s.c:][:w*s.c], r)
		}
		return
	}
}

// noise fills values, eight to a number drawn.
func noise(values []float32, r *rand.PCG) {
	var bits uint64
	for k := range values {
		if k%8 == 0 {
			bits = r.Uint64()
		}
		values[k] = float32(uint8(bits)) / 255
		bits >>= 8
	}
}
