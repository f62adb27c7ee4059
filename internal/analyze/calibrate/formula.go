package calibrate

import (
	"fmt"
	"math"
	"strconv"
	"strings"
)

// suggestHinges writes the sum of hinges. Its parameters are named as those of
// the presets: w_ the weight, m_ the margin, below 0 for a dead zone.
func (c *Result) suggestHinges() Suggested {
	out := Suggested{Exact: map[string]float64{}}
	var lets, terms []string
	for _, t := range c.Terms {
		w, m := "w_"+t.Symbol, "m_"+t.Symbol
		hinge := fmt.Sprintf("relu(%s_ap - %s_an + %s)", t.Symbol, t.Symbol, m)
		if len(c.Terms) > 1 {
			lets = append(lets, fmt.Sprintf("let %s = %s;", w, numeral(t.Weight.Rounded)))
			hinge = w + "*" + hinge
			out.Exact[w] = t.Weight.Chosen
		}
		lets = append(lets, fmt.Sprintf("let %s = %s;", m, numeral(t.RoundedMargin())))
		out.Exact[m] = t.exactMargin()
		terms = append(terms, hinge)
	}
	out.Formula = strings.Join(lets, " ") + " " + strings.Join(terms, " + ")
	return out
}

func (t *Term) exactMargin() float64 {
	if t.Zone != nil {
		return -t.Zone.Threshold
	}
	return t.Margin.Value
}

// RoundedMargin is the margin that stands in the formula. Digits are added to
// two until the rest is below a fiftieth of the spread of the differences.
func (t *Term) RoundedMargin() float64 { return roundedWithin(t.exactMargin(), t.Diff.SD/50) }

// rounded is v with two significant digits.
func rounded(v float64) float64 { return roundedTo(v, 2) }

// roundedWithin is v with two significant digits, or more where that changes it
// by more than most: 2 digits of a distance of 31.4 that spreads by 0.5 are not enough.
func roundedWithin(v, most float64) float64 {
	for digits := 2; digits < 17; digits++ {
		if r := roundedTo(v, digits); math.Abs(r-v) <= most {
			return r
		}
	}
	return v
}

func roundedTo(v float64, digits int) float64 {
	r, err := strconv.ParseFloat(strconv.FormatFloat(v, 'g', digits, 64), 64)
	if err != nil {
		return v // beyond the range of floats
	}
	return r + 0 // no minus before 0
}

// numeral writes a number as formulas take it.
func numeral(v float64) string { return strconv.FormatFloat(v, 'f', -1, 64) }
