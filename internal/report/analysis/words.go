package analysis

import (
	"fmt"

	"mekiki/internal/analyze/triplets"
	"mekiki/internal/report/kit"
)

// byChance says whether the difference behind p is more than chance.
func byChance(p float64) string {
	if p < 0.05 {
		return fmt.Sprintf("more than chance would give (McNemar's test, %s)", kit.Probability(p).String())
	}
	return fmt.Sprintf("no more than chance may give (McNemar's test, %s)", kit.Probability(p).String())
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

// tripletCount gives "1 triplet", "2 triplets".
func tripletCount(n int) string { return kit.Plural(n, "1 triplet", "%s triplets").String() }

// distanceName is the name of a spread of the result in text; that of a loss is
// its formula.
func distanceName(s *triplets.Spread) string { return kit.DistanceName(s.Name).String() }
