package partfigure

import "mekiki/internal/lang"

// partNames say what a part of the distance looks at.
var partNames = map[string]lang.Message{
	"euc": lang.T("length (Euclidean)"), "cos": lang.T("angle (cosine)"), "mah": lang.T("unusual direction (Mahalanobis)"),
	"local": lang.T("length over the spread of good places (local)"),
}

// PartName says a part of a distance, by its name in formulas.
func PartName(part string) lang.Message {
	if m, ok := partNames[part]; ok {
		return m
	}
	return lang.T("%s", part)
}
