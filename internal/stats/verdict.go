package stats

import (
	"math"
	"strconv"
	"strings"

	"mekiki/internal/lang"
)

// Measure says how to speak of a figure. Its values are shares, 0 to 1, and
// are spoken of in percentage points.
type Measure struct {
	// Name stands in the sentence, such as "pair accuracy".
	Name lang.Message
	// SmallerIsBetter is for errors, such as the equal error rate.
	SmallerIsBetter bool
}

// Verdict says in one plain sentence what a comparison of sides a and b found:
// better, worse, no difference found and how large one would have been seen, or
// that one run tells nothing. r is ComparePaired of their values, shares 0 to 1.
// adjusted is r.P after Holm's correction over all comparisons that were made;
// pass r.P where this is the only one. The decision is by r.P at Level.
func Verdict(r Paired, adjusted float64, m Measure, a, b string) lang.Message {
	switch {
	case math.IsNaN(r.Mean):
		return lang.T("No verdict on %s between %s and %s: a figure is missing.", m.Name, a, b)
	case r.N == 1:
		return oneRun(r, m, a, b)
	case r.identical():
		return lang.T("%s and %s gave the same %s in every run (%d seeds).", a, b, m.Name, r.N)
	case r.P >= level && r.HasInterval():
		return noneFound(r, m, a, b)
	}
	better, amount := m.word(r.Mean), size(r, m)
	switch {
	case r.P >= level:
		return lang.T("%s was %s than %s by %s, but so few runs may agree by chance; repeat with more seeds.", a, better, b, amount)
	case adjusted >= level:
		return lang.T("Undecided: alone, %s would count as %s than %s by %s, but among all comparisons made this may be chance (p = %s after Holm's correction).",
			a, better, b, amount, chance(adjusted))
	}
	return lang.T("%s is %s than %s by %s.", a, better, b, amount)
}

// size tells how large a difference is, whichever way it goes.
func size(r Paired, m Measure) lang.Message {
	mean, lo, hi := r.Mean, r.Lo, r.Hi
	if mean < 0 {
		mean, lo, hi = -mean, -hi, -lo
	}
	d := decimals(lo, hi)
	if !r.HasInterval() {
		return lang.T("the same %s points of %s in every run (%d seeds)", points(mean, d), m.Name, r.N)
	}
	return lang.T("%s points of %s (95 %% interval %s to %s, %d seeds)", points(mean, d), m.Name, points(lo, d), points(hi, d), r.N)
}

// word says what a difference that is not 0 means for the first side.
func (m Measure) word(difference float64) lang.Message {
	if difference > 0 != m.SmallerIsBetter {
		return lang.T("better")
	}
	return lang.T("worse")
}

// noneFound is the verdict where the interval holds 0.
func noneFound(r Paired, m Measure, a, b string) lang.Message {
	shown := r.detectable()
	d := decimals(r.Lo, r.Hi, shown)
	return lang.T("No difference in %s found between %s and %s (%s minus %s: %s points, 95 %% interval %s to %s); %d seeds would have shown %s points.",
		m.Name, a, b, a, b, points(r.Mean, d), points(r.Lo, d), points(r.Hi, d), r.N, points(shown, d))
}

// oneRun is the verdict on a single pair, which has no spread to compare with.
func oneRun(r Paired, m Measure, a, b string) lang.Message {
	if r.identical() {
		return lang.T("One seed shows no difference: %s and %s gave the same %s in this one run; repeat with more seeds.", a, b, m.Name)
	}
	amount := points(math.Abs(r.Mean), decimals(r.Mean))
	if r.Mean < 0 {
		return lang.T("One seed shows no difference that can be trusted: %s is %s points below %s in %s in this one run; repeat with more seeds.", a, amount, b, m.Name)
	}
	return lang.T("One seed shows no difference that can be trusted: %s is %s points above %s in %s in this one run; repeat with more seeds.", a, amount, b, m.Name)
}

// decimals is the number of decimals to write shares with in percentage
// points: one, or as many as it takes, four at most, for none to look like 0.
func decimals(shares ...float64) int {
	d := 1
	for _, v := range shares {
		for d < 4 && v != 0 && math.Abs(100*v) < 0.5*math.Pow10(-d) {
			d++
		}
	}
	return d
}

// points writes a share in percentage points.
func points(share float64, decimals int) string {
	s := strconv.FormatFloat(100*share, 'f', decimals, 64)
	// What is rounded to 0 has no sign.
	if strings.Trim(s, "-0.") == "" {
		return strings.TrimPrefix(s, "-")
	}
	return s
}

// chance writes a p-value with two decimals, four where it is close to Level.
func chance(p float64) string {
	s := strconv.FormatFloat(p, 'f', 2, 64)
	if s == "0.05" {
		return strconv.FormatFloat(p, 'f', 4, 64)
	}
	return s
}
