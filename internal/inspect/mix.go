package inspect

import (
	"cmp"
	"fmt"
	"math"
	"regexp"
	"slices"
	"strings"

	"mekiki/internal/inspect/gallery"
	"mekiki/internal/lang"
)

// Mix joins the parts of the distance of a place into one number:
//
//	sum over the parts of Weight * d/Scale / (level/Level)^Power
//
// where d is |x-y|, √(2 cos) or the Mahalanobis distance to the nearest good vector, and level
// the lower quartile of that part over the picture's own places. √(2 cos) is the length of the
// difference of two vectors brought to length one, so that all parts grow with the first power of
// a difference. Where light, sharpness or colour lift all distances of a picture together, the power
// divides that out. Weights add up to 1.
//
// With a Formula it is that formula instead. Scale then has its s_NAME, and Weight is
// the same for each part that it names.
type Mix struct {
	Weight [parts]float64 `json:"weight"`
	Scale  [parts]float64 `json:"scale"`
	Level  [parts]float64 `json:"level"` // of a usual good picture
	Power  [parts]float64 `json:"power"` // 0 to 1
	// Least is the least level of a good picture that was left out. A picture whose places have nearly all been learned
	// has a level near 0, and counts as one of that level, or of half of Level where that is more: a good picture may be a copy
	// of another. It is 0 in files of before.
	Least   [parts]float64 `json:"least"`
	Formula string         `json:"formula,omitempty"`
}

// String is the formula, with numbers in the place of what was found on good parts. It
// can be given to ReadDistance again.
func (m Mix) String() string {
	if m.Formula != "" {
		return scaleNames.ReplaceAllStringFunc(m.Formula, func(name string) string {
			return fmt.Sprintf("%.4g", m.Scale[symbolOf[name].part])
		})
	}
	var terms []string
	for p, name := range PartNames {
		level, power := levelPrefix+name, m.Power[p]
		if gallery.Part(p) == gallery.Cosine {
			name, power = "sqrt(2*cos)", power/2 // its level is that of cos, a square
		}
		if m.Weight[p] <= 0 {
			continue
		}
		text := fmt.Sprintf("%.3g*%s/%.4g", m.Weight[p], name, m.Scale[p])
		if power > 0 {
			text += fmt.Sprintf("/exp(%.3g*log(%s))", power, level)
		}
		terms = append(terms, text)
	}
	return strings.Join(terms, " + ")
}

// scaleNames finds s_NAME in a formula.
var scaleNames = regexp.MustCompile(`\b` + scalePrefix + `(` + strings.Join(PartNames[:], "|") + `)\b`)

// first brings a part to the first power of a difference.
func first(p gallery.Part, d float32) float32 {
	if p == gallery.Cosine {
		return float32(math.Sqrt(2 * float64(d)))
	}
	return d
}

// wants are the parts of a gallery that the mix has to know of a place, one at least.
func (m Mix) wants() (list []gallery.Part) {
	d, err := ReadDistance(m.Formula)
	for p := range gallery.Part(gallery.Parts) {
		used := m.Weight[p] > 0
		if err == nil && d.read != nil {
			used = d.names(p) || p == gallery.Euclidean && d.names(Local)
		}
		if used {
			list = append(list, p)
		}
	}
	if list == nil {
		return []gallery.Part{gallery.Euclidean} // a damaged file may have no weight at all
	}
	return list
}

// factors are what the first power of each part is multiplied by in a picture with
// these levels.
func (m Mix) factors(level [parts]float64) (f [parts]float64) {
	for p, w := range m.Weight {
		if w <= 0 {
			continue
		}
		f[p] = w / m.Scale[p] / m.divisor(gallery.Part(p), level[p])
	}
	return f
}

// relative is the level of a picture in units of a usual good one, at least that of the least and 1/2.
func (m Mix) relative(p gallery.Part, level float64) float64 {
	if m.Level[p] <= 0 {
		return 1 // good pictures have copies everywhere, and say nothing
	}
	return max(level, m.Least[p], m.Level[p]/2) / m.Level[p]
}

// levelOf is the lower quartile of the distances of a picture's places. A defect may
// cover three quarters of it before it moves the level.
func levelOf(d, room []float32) float64 {
	copy(room, d)
	slices.Sort(room)
	return float64(room[len(room)/4])
}

// check refuses what would not work; local says that spreads are there.
func (m Mix) check(local bool) error {
	d, err := ReadDistance(m.Formula)
	if err != nil {
		return lang.Errorf("the inspector is damaged: %w", err)
	}
	if d.NeedsLocal() && !local {
		return lang.Errorf("the inspector is damaged: its distance is %s, but it has no spreads of the gallery", m.Formula)
	}
	for p, w := range m.Weight {
		used := w != 0 || m.Formula != ""
		if !(w >= 0 && w <= 1) || used && !(m.Scale[p] > 0) || !(m.Level[p] >= 0) || !(m.Least[p] >= 0 && m.Least[p] <= m.Level[p]) || !(m.Power[p] >= 0 && m.Power[p] <= 1) || m.Power[p] > 0 && m.Level[p] == 0 {
			return lang.Errorf("the inspector is damaged: a distance with weight %v and scale %v", w, m.Scale[p])
		}
	}
	return nil
}

// strange is how far a picture's levels lie above those of a usual good picture, which has
// 1: what the power divides out is not to be lost.
func (m Mix) strange(level [parts]float64) float64 {
	sum := 0.0
	for p, w := range m.Weight {
		if m.Level[p] > 0 {
			sum += float64(w * level[p] / m.Level[p])
		}
	}
	return sum
}

// MixOf finds the numbers of a mix from good pictures that were left out. All are chosen so that
// good pictures vary as little as can be:
//
// The power is that of powerOf.
//
// The scale is the median of the scores that remain. The weight is one over their standard deviation in units of
// the scale, so that all parts vary alike in the sum. Other parts than those given have no weight. It panics
// without a picture.
func MixOf(good []Sight, by []gallery.Part) Mix { return mixOf(good, by, defectLevel) }

// mixOf is MixOf with another defectLevel.
func mixOf(good []Sight, by []gallery.Part, raises float64) Mix {
	var m Mix
	for _, p := range by {
		score, level := seen(good, p)
		m.Level[p], m.Least[p] = median(level), slices.Min(level)
		if m.Level[p] > 0 {
			m.Power[p] = powerOf(level, score, raises)
		}
	}
	m.settle(good, by)
	return m
}

// settle finds scales and weights of the given parts for the powers as they are.
func (m *Mix) settle(good []Sight, by []gallery.Part) {
	total := 0.0
	for _, p := range by {
		score, level := seen(good, p)
		for i := range score {
			score[i] /= m.divisor(p, level[i])
		}
		m.Scale[p] = median(score)
		if m.Scale[p] <= 0 {
			m.Scale[p] = 1 // all good pictures are alike
		}
		v, mid := 0.0, mean(score)
		for _, s := range score {
			d := (s - mid) / m.Scale[p]
			v += float64(d*d) / float64(len(score))
		}
		// A few pictures may agree by chance: no part counts as surer than 2 %.
		m.Weight[p] = 1 / max(math.Sqrt(v), 0.02)
		total += m.Weight[p]
	}
	for p := range m.Weight {
		m.Weight[p] /= total
	}
}

// divisor is what a picture's level takes out of its distances of a part.
func (m Mix) divisor(p gallery.Part, level float64) float64 {
	if m.Power[p] == 0 {
		return 1
	}
	return math.Pow(m.relative(p, level), m.Power[p])
}

// seen are the scores and levels of pictures by a part.
func seen(list []Sight, p gallery.Part) (score, level []float64) {
	for _, s := range list {
		score, level = append(score, s.score[p]), append(level, s.level[p])
	}
	return score, level
}

// powerDoubt is at how many pictures a power is drawn half the way to 0.
const powerDoubt = 5

// defectLevel is how much a defect is taken to raise the logarithm of a picture's level, in units of what it
// raises that of the score: many raise it not at all, and what is foreign everywhere as much. docs/inspection.md has what
// others are worth.
const defectLevel = 0.05

// powerOf is by which power of its level a score is best divided: Fisher's discriminant (1936) of good pictures
// and the same with a defect, in the plane of the logarithms, where a defect moves the score by 1 and the level by
// what it raises. With 0 there it would be the slope of score over level. It is kept between 0 and 1,
// and drawn to 0 where pictures are few; where the level does not vary, or a number is not above 0, it is 0.
func powerOf(level, score []float64, raises float64) float64 {
	u, v := make([]float64, len(level)), make([]float64, len(score))
	for i := range level {
		if level[i] <= 0 || score[i] <= 0 {
			return 0
		}
		u[i], v[i] = math.Log(level[i]), math.Log(score[i])
	}
	mu, mv, uu, uv, vv := mean(u), mean(v), 0.0, 0.0, 0.0
	for i := range u {
		uu += float64((u[i] - mu) * (u[i] - mu))
		uv += float64((u[i] - mu) * (v[i] - mv))
		vv += float64((v[i] - mv) * (v[i] - mv))
	}
	along, across := uv-float64(raises*vv), uu-float64(raises*uv)
	if across <= 0 {
		return 0
	}
	n := float64(len(level))
	return min(max(along/across, 0), 1) * n / (n + powerDoubt)
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
