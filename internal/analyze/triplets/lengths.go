package triplets

import (
	"math"
	"slices"

	"mekiki/internal/metric/distance"
	"mekiki/internal/metric/formula"
	"mekiki/internal/stats"
)

// Lengths says how long the vectors are, and how much of the Euclidean distance
// is length and how much is angle. The decomposition is exact:
//
//	|x-y|² = (|x|-|y|)² + 2|x||y|(1 - cos)
//
// the first part is what lengths differ by, the second what angles do.
type Lengths struct {
	// All summarises |x| over the vectors that occur in triplets, each once; a file
	// of triplets holds a vector as often as a triplet uses it.
	All stats.Summary `json:"all"`
	// Classes are the same by class, nil without labels.
	Classes []ClassLength `json:"classes,omitempty"`
	// AP and AN split the mean |x-y|² of positives and negatives, Diff the mean
	// of |a-n|² - |a-p|², whose parts may be below 0.
	AP   Parts `json:"ap"`
	AN   Parts `json:"an"`
	Diff Parts `json:"difference"`
	// RightByLength and RightByAngle count the triplets that one part alone has in order.
	RightByLength int `json:"in_order_by_length_part"`
	RightByAngle  int `json:"in_order_by_angle_part"`
	// Helped counts the triplets that the angle part has in the wrong order and
	// the whole in the right one; Harmed the other way round.
	Helped int `json:"length_helped"`
	Harmed int `json:"length_harmed"`
	// Length and Angle are the parts of |a-n|² - |a-p|² of each triplet.
	Length []float64 `json:"-"`
	Angle  []float64 `json:"-"`
}

// ClassLength is the distribution of |x| in one class.
type ClassLength struct {
	Class  int32         `json:"class"`
	Name   string        `json:"name"`
	Length stats.Summary `json:"length"`
	// Values are the lengths, in the order of the vectors.
	Values []float64 `json:"-"`
}

// Parts splits a mean of squares in two.
type Parts struct {
	Total  float64 `json:"total"`
	Length float64 `json:"length"`
	Angle  float64 `json:"angle"`
	// LengthShare is Length / Total; NaN if Total is 0.
	LengthShare float64 `json:"length_share"`
	// SpreadShare is the share of the variance of the total over triplets that
	// goes along with the length part, cov(length, total) / var(total).
	SpreadShare float64 `json:"length_share_of_variance"`
}

// lengthPart is (|x|-|y|)².
func lengthPart(m distance.Moments) float64 {
	d := math.Sqrt(m.XX) - math.Sqrt(m.YY)
	return d * d
}

func square(m distance.Moments) float64 { return m.DD }

// lengthColumns are the columns that newLengths takes.
func lengthColumns() []column {
	return []column{
		{pair: formula.AP, of: square}, {pair: formula.AP, of: lengthPart},
		{pair: formula.AN, of: square}, {pair: formula.AN, of: lengthPart},
	}
}

func newLengths(columns [][]float64) *Lengths {
	sp, lp, sn, ln := columns[0], columns[1], columns[2], columns[3]
	l := &Lengths{AP: split(sp, lp), AN: split(sn, ln)}
	n := len(sp)
	total := make([]float64, n)
	l.Length, l.Angle = make([]float64, n), make([]float64, n)
	for i := range total {
		total[i], l.Length[i], l.Angle[i] = sn[i]-sp[i], ln[i]-lp[i], (sn[i]-ln[i])-(sp[i]-lp[i])
		byAngle, whole := sn[i]-ln[i] > sp[i]-lp[i], sn[i] > sp[i]
		if ln[i] > lp[i] {
			l.RightByLength++
		}
		if byAngle {
			l.RightByAngle++
		}
		if whole && !byAngle {
			l.Helped++
		}
		if byAngle && !whole {
			l.Harmed++
		}
	}
	l.Diff = split(total, l.Length)
	return l
}

// split says how much of total is length; the rest is angle.
func split(total, length []float64) Parts {
	var p Parts
	p.Total, _ = stats.MeanSD(total)
	p.Length, _ = stats.MeanSD(length)
	p.Angle = p.Total - p.Length
	p.LengthShare = p.Length / p.Total
	var cov, variance float64
	for i := range total {
		d := total[i] - p.Total
		cov += d * (length[i] - p.Length)
		variance += d * d
	}
	p.SpreadShare = cov / variance
	return p
}

// byClass measures |x| of every vector that occurs.
func (l *Lengths) byClass(s *source) {
	in := s.in
	used := make([]bool, in.rows())
	for _, t := range in.Index {
		for _, r := range t {
			used[r] = true
		}
	}
	var all []float64
	classes := map[int32]*ClassLength{}
	for r := range used {
		if !used[r] {
			continue
		}
		v := s.length(int32(r))
		all = append(all, v)
		if in.Labels == nil {
			continue
		}
		c := in.Labels[r]
		if classes[c] == nil {
			classes[c] = &ClassLength{Class: c, Name: in.className(c)}
		}
		classes[c].Values = append(classes[c].Values, v)
	}
	l.All = stats.Summarise(all)
	for _, c := range classes {
		c.Length = stats.Summarise(c.Values)
		l.Classes = append(l.Classes, *c)
	}
	slices.SortFunc(l.Classes, func(x, y ClassLength) int { return int(x.Class) - int(y.Class) })
}
