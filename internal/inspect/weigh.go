package inspect

import (
	"fmt"
	"math"
	"strings"

	"mekiki/internal/inspect/gallery"
)

// powerShares are the shares of the powers that Weighed tries, the rule's own first.
var powerShares = []float64{1, 0.5, 0}

// gainDoubt is at how many bad pictures the gain of a part is drawn half the way to the mean of all.
const gainDoubt = 5

// Weighed is MixOf with known bad pictures: its numbers are corrected by what they show.
//
// A part's weight is its gain over its standard deviation, where MixOf has one over the deviation. The
// gain is how many of its deviations the median bad picture lies above the median good one: so it is Fisher's linear
// discriminant with parts that err independently (Fisher, 1936; Bickel and Levina, 2004). It is drawn to the
// mean gain of all parts where bad pictures are few; below 0 it counts as 0.
//
// Powers are the rule's, half of them or none, whichever puts bad pictures above more good ones; of those
// within one standard error of the best the first, which is nearest to the rule. It panics without good pictures; without bad ones it is MixOf.
func Weighed(good, bad []Sight) Mix {
	rule := MixOf(good, gallery.All)
	if len(bad) == 0 {
		return rule
	}
	tries := make([]Mix, len(powerShares))
	order := make([][]float64, len(powerShares))
	best := 0
	for k, share := range powerShares {
		m := rule
		for p := range m.Power {
			m.Power[p] *= share
		}
		m.settle(good, gallery.All)
		m.gain(good, bad)
		tries[k] = m
		order[k] = orderOf(m.sums(good), m.sums(bad))
		if mean(order[k]) > mean(order[best]) {
			best = k
		}
	}
	for k := range tries {
		behind := make([]float64, len(bad))
		for i := range behind {
			behind[i] = order[best][i] - order[k][i]
		}
		if mean(behind) <= math.Sqrt(variance(behind)/float64(len(bad))) {
			return tries[k]
		}
	}
	return tries[best]
}

// gain multiplies each weight, which is one over a deviation, by the gain of its part.
func (m *Mix) gain(good, bad []Sight) {
	var gains [gallery.Parts]float64
	all := 0.0
	for p := range gains {
		part := gallery.Part(p)
		gains[p] = (median(m.divided(bad, part)) - median(m.divided(good, part))) * m.Weight[p]
		all += gains[p] / gallery.Parts
	}
	n, total := float64(len(bad)), 0.0
	for p, g := range gains {
		m.Weight[p] *= max(0, (n*g+gainDoubt*all)/(n+gainDoubt))
		total += m.Weight[p]
	}
	if total == 0 { // no part tells bad from good
		m.settle(good, gallery.All)
		return
	}
	for p := range gains {
		m.Weight[p] /= total
	}
}

// divided are the scores of pictures by a part, without their levels and in units of its scale.
func (m Mix) divided(list []Sight, p gallery.Part) []float64 {
	score, level := seen(list, p)
	for i := range score {
		score[i] /= m.Scale[p] * m.divisor(p, level[i])
	}
	return score
}

// sums are about the scores of pictures: the sums of the scores by each part.
func (m Mix) sums(list []Sight) []float64 {
	sums := make([]float64, len(list))
	for p := range gallery.Part(gallery.Parts) {
		for i, s := range m.divided(list, p) {
			sums[i] += float64(m.Weight[p] * s)
		}
	}
	return sums
}

// Divisor is what the mix divides the first powers of a part by in a picture: the scale, and the
// picture's level to the power.
func (m Mix) Divisor(part int, s *Sight) float64 {
	p := gallery.Part(part)
	return m.Scale[p] * m.divisor(p, s.level[p])
}

// General is the mix as a formula for a fit: its scales are those that the fit will find, so
// that it holds for other good pictures too. Of a mix with a Formula it is that.
func (m Mix) General() string {
	if m.Formula != "" {
		return m.Formula
	}
	var terms []string
	for p, name := range PartNames {
		if m.Weight[p] <= 0 {
			continue
		}
		term, power := fmt.Sprintf("%s/%s%s", name, scalePrefix, name), m.Power[p]
		if gallery.Part(p) == gallery.Cosine {
			term, power = fmt.Sprintf("sqrt(%s)", term), power/2 // its level is that of cos, a square
		}
		if power > 0 {
			term += fmt.Sprintf("/exp(%.3g*log(%s%s))", power, levelPrefix, name)
		}
		terms = append(terms, fmt.Sprintf("%.3g*%s", m.Weight[p], term))
	}
	return strings.Join(terms, " + ")
}

// MixAnew is the inspector's distance with numbers that these good pictures give it; an error names the
// picture on which its formula has no value. It panics without a picture.
func (n *Inspector) MixAnew(good []Sight, names []string) (Mix, error) {
	d, err := ReadDistance(n.Mix.Formula)
	if err != nil {
		return Mix{}, err
	}
	return d.mix(good, names)
}

// PlainSum is the sum of the parts of MixOf, each over its scale: all weigh the same, and no level is divided out.
func PlainSum(good []Sight) Mix {
	m := MixOf(good, gallery.All)
	m.Power = [parts]float64{}
	m.settle(good, gallery.All)
	for p := range gallery.Parts {
		m.Weight[p] = 1.0 / gallery.Parts
	}
	return m
}

// Single is one part alone, an index of PartNames, as it is.
func Single(part int) Mix {
	var m Mix
	m.Weight[part], m.Scale[part] = 1, 1
	return m
}

// Numbers is MixOf with a scale for local distances too, where they were seen: they have no weight, and their level stays.
func Numbers(good []Sight) Mix {
	m := MixOf(good, gallery.All)
	if good[0].maps[Local] != nil {
		score, _ := seen(good, Local)
		if m.Scale[Local] = median(score); m.Scale[Local] <= 0 {
			m.Scale[Local] = 1
		}
	}
	return m
}
