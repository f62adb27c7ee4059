package inspect

import (
	"cmp"
	"fmt"
	"math"
	"slices"
	"strings"

	"mekiki/internal/inspect/gallery"
)

// Mix joins the parts of the distance of a place into one number:
//
//	euc: Weight*|x-y|/Scale   cos: Weight*√(2 cos)/Scale   mah: Weight*mah/Scale
//
// added up. √(2 cos) is the length of the difference of two vectors brought to length one,
// so that all parts grow with the first power of a difference. Weights add up to 1.
type Mix struct {
	Weight [gallery.Parts]float64 `json:"weight"`
	Scale  [gallery.Parts]float64 `json:"scale"`
}

// String is the formula.
func (m Mix) String() string {
	var terms []string
	for p, name := range gallery.Names {
		if gallery.Part(p) == gallery.Cosine {
			name = "sqrt(2*cos)"
		}
		if m.Weight[p] > 0 {
			terms = append(terms, fmt.Sprintf("%.3g*%s/%.4g", m.Weight[p], name, m.Scale[p]))
		}
	}
	return strings.Join(terms, " + ")
}

// first brings a part to the first power of a difference.
func first(p gallery.Part, d float32) float32 {
	if p == gallery.Cosine {
		return float32(math.Sqrt(2 * float64(d)))
	}
	return d
}

// place joins the distances of one place.
func (m Mix) place(f *gallery.Found, i int) float32 {
	sum := 0.0
	for p := range gallery.Part(gallery.Parts) {
		if m.Weight[p] > 0 {
			sum += float64(m.Weight[p] / m.Scale[p] * float64(first(p, f.Distance[p][i])))
		}
	}
	return float32(sum)
}

// alone is the mix of one part.
func alone(p gallery.Part) Mix {
	m := Mix{}
	m.Weight[p] = 1
	for q := range m.Scale {
		m.Scale[q] = 1
	}
	return m
}

// MixOf finds scales and weights from good pictures that were left out: scores[p] has the
// score of each by part p alone. The scale is the median. The weight is one over the variance of
// the scores in units of the scale: the sum that varies least from good part to good part, if
// parts err independently (inverse-variance weighting; Cochran, 1937). So angle leads where
// parts differ in light, which is length, and length where they do not. It panics
// without a score.
func MixOf(scores [gallery.Parts][]float64) Mix {
	var m Mix
	total := 0.0
	for p, list := range scores {
		m.Scale[p] = median(list)
		if m.Scale[p] <= 0 {
			m.Scale[p] = 1 // all good pictures are alike
		}
		v := 0.0
		for _, s := range list {
			d := s/m.Scale[p] - mean(list)/m.Scale[p]
			v += float64(d*d) / float64(len(list))
		}
		// A few pictures may agree by chance: no part counts as surer than 2 %.
		m.Weight[p] = 1 / max(v, 0.02*0.02)
		total += m.Weight[p]
	}
	for p := range m.Weight {
		m.Weight[p] /= total
	}
	return m
}

func mean(list []float64) float64 {
	sum := 0.0
	for _, v := range list {
		sum += v
	}
	return sum / float64(len(list))
}

func median(list []float64) float64 {
	s := slices.SortedFunc(slices.Values(list), cmp.Compare[float64])
	return (s[(len(s)-1)/2] + s[len(s)/2]) / 2
}
