package dataset

import "math/rand/v2"

// light draws brightness and contrast and applies them to values in one step.
// With the mean m of the picture, before the change,
//
//	v = (v*brightness - m*brightness)*contrast + m*brightness
//
// cut off at 0 and 1 where cut is set.
func (a *Augmentation) light(values []float32, r *rand.PCG, cut bool) {
	brightness, contrast := 1+between(r, a.Brightness), 1+between(r, a.Contrast)
	if a.Brightness == 0 && a.Contrast == 0 {
		return
	}
	factor, add := float32(brightness*contrast), float32(0)
	if a.Contrast != 0 {
		add = float32(mean(values) * brightness * (1 - contrast))
	}
	if !cut {
		for k, v := range values {
			values[k] = float32(factor*v) + add
		}
		return
	}
	for k, v := range values {
		values[k] = min(max(float32(factor*v)+add, 0), 1)
	}
}

// mean is the mean of values. Four sums, because one alone would wait for each
// addition.
func mean(values []float32) float64 {
	var s [4]float64
	rest := values
	for ; len(rest) >= 4; rest = rest[4:] {
		s[0] += float64(rest[0])
		s[1] += float64(rest[1])
		s[2] += float64(rest[2])
		s[3] += float64(rest[3])
	}
	for _, v := range rest {
		s[0] += float64(v)
	}
	return (s[0] + s[1] + s[2] + s[3]) / float64(len(values))
}
