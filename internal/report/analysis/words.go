package analysis

import (
	"mekiki/internal/analyze/triplets"
	"mekiki/internal/lang"
	"mekiki/internal/report/kit"
)

// byChance says whether the difference behind p is more than chance.
func byChance(p float64) lang.Message {
	if p < 0.05 {
		return lang.T("more than chance would give (McNemar's test, %s)", kit.Probability(p))
	}
	return lang.T("no more than chance may give (McNemar's test, %s)", kit.Probability(p))
}

// alike says in words what a correlation means.
func alike(r float64) lang.Message {
	switch {
	case r >= 0.95:
		return lang.T("say nearly the same")
	case r >= 0.7:
		return lang.T("largely agree")
	case r >= 0.3:
		return lang.T("agree in part")
	case r > -0.3:
		return lang.T("have little to do with each other")
	}
	return lang.T("contradict each other")
}

// tripletCount gives "1 triplet", "2 triplets".
func tripletCount(n int) lang.Message { return kit.Plural(n, "1 triplet", "%s triplets") }

// distanceName is the name of a spread of the result in text; that of a loss is
// its formula.
func distanceName(s *triplets.Spread) lang.Message { return kit.DistanceName(s.Name) }
