package report

import (
	"fmt"
	"math"
	"strings"

	"mekiki/internal/analyze/triplets"
	"mekiki/internal/eval"
)

// listed joins names as people say it: "a", "a and b", "a, b and c". word stands
// between two names alone.
func listed(names []string, word string) string {
	switch n := len(names); n {
	case 0:
		return ""
	case 1:
		return names[0]
	case 2:
		return names[0] + " " + word + " " + names[1]
	default:
		return strings.Join(names[:n-1], ", ") + " and " + names[n-1]
	}
}

// capital writes the first letter large.
func capital(s string) string {
	if s == "" {
		return s
	}
	return strings.ToUpper(s[:1]) + s[1:]
}

// ratio shows a share of 0 to 1 as a percentage.
func ratio(v float64) string { return percent(eval.Interval{Value: v}).Value }

// probability shows a p-value.
func probability(p float64) string {
	switch {
	case !isFinite(p):
		return "p unknown"
	case p < 0.001:
		return "p\u00a0<\u00a00.001"
	}
	return "p\u00a0=\u00a0" + shortP(p)
}

// shortP is a p-value for a table.
func shortP(p float64) string {
	switch {
	case !isFinite(p):
		return none
	case p < 0.001:
		return "<\u00a00.001"
	}
	return strings.TrimRight(strings.TrimRight(fmt.Sprintf("%.3f", p), "0"), ".")
}

// byChance says whether the difference behind p is more than chance.
func byChance(p float64) string {
	if p < 0.05 {
		return fmt.Sprintf("more than chance would give (McNemar's test, %s)", probability(p))
	}
	return fmt.Sprintf("no more than chance may give (McNemar's test, %s)", probability(p))
}

// alike says in words what a correlation means.
func alike(r float64) string {
	switch {
	case r >= 0.95:
		return "say nearly the same"
	case r >= 0.7:
		return "largely agree"
	case r >= 0.3:
		return "agree in part"
	case r > -0.3:
		return "have little to do with each other"
	}
	return "contradict each other"
}

// brief shows a value with three significant digits, for sentences.
func brief(v float64) string {
	switch {
	case !isFinite(v):
		return none
	case math.Abs(v) >= 1000:
		return count(int(math.Round(math.Max(-1e15, math.Min(v, 1e15)))))
	}
	return strings.Replace(fmt.Sprintf("%.3g", v), "-", "−", 1)
}

// tripletCount gives "1 triplet", "2 triplets".
func tripletCount(n int) string { return plural(n, "triplet") }

// distanceName is the name of a spread of the result in text; that of a loss is
// its formula.
func distanceName(s *triplets.Spread) string { return display(s.Name) }
