package risk

import (
	"math"
	"strconv"
	"strings"

	"mekiki/internal/lang"
	"mekiki/internal/stats"
)

// usualRates are the rates of the table of parts that are needed.
var usualRates = []float64{0.05, 0.02, 0.01, 0.005, 0.001}

// NeededParts says how many parts prove a rate.
type NeededParts struct {
	Rate       float64 `json:"rate"`       // 0 to 1
	Confidence float64 `json:"confidence"` // 0 to 1
	None       int     `json:"none"`       // parts, of which none was called wrong
	One        int     `json:"one"`        // parts, of which one was
}

// NeededTable says for each usual rate and each confidence, above 0 and below 1, how many
// bad parts without a miss, or good ones without overkill, show that the rate is not higher.
func NeededTable(confidences ...float64) []NeededParts {
	var rows []NeededParts
	for _, c := range confidences {
		for _, r := range usualRates {
			rows = append(rows, NeededParts{Rate: r, Confidence: c, None: stats.CasesNeeded(0, r, c), One: stats.CasesNeeded(1, r, c)})
		}
	}
	return rows
}

// Percent writes a share, 0 to 1, in percent, with two digits of the share or of what it
// lacks to 1, whichever is smaller: 0.22 %, 4.8 %, 22 %, 99.9 %.
func Percent(share float64) string {
	p := 100 * share
	digits := 0
	if rest := min(p, 100-p); rest > 0 {
		// What lies just below a power of ten by rounding counts as it.
		digits = max(0, 1-int(math.Floor(math.Log10(rest)+1e-9)))
	}
	s := strconv.FormatFloat(p, 'f', digits, 64)
	if strings.Contains(s, ".") {
		s = strings.TrimRight(strings.TrimRight(s, "0"), ".")
	}
	return s + " %"
}

// NoMiss says what bad parts without a miss leave open, at a confidence above 0 and below
// 1, and how many more would say.
func NoMiss(bad int, confidence float64) lang.Message {
	limit := Percent(stats.UpperLimit(0, bad, confidence))
	at5, at1 := stats.CasesNeeded(0, 0.05, confidence), stats.CasesNeeded(0, 0.01, confidence)
	switch {
	case bad == 0:
		return lang.T("Without a bad part nothing can be said of escapes; %d of them without a miss are needed for 5 %%, %d for 1 %% (%s confidence).",
			at5, at1, Percent(confidence))
	case bad >= at1:
		return lang.T("With %d bad parts and no miss the escape rate may still be %s (%s confidence).", bad, limit, Percent(confidence))
	case bad >= at5:
		return lang.T("With %d bad parts and no miss the escape rate may still be %s; %d are needed for 1 %% (%s confidence).",
			bad, limit, at1, Percent(confidence))
	}
	return lang.T("With %d bad parts and no miss the escape rate may still be %s; %d are needed for 5 %%, %d for 1 %% (%s confidence).",
		bad, limit, at5, at1, Percent(confidence))
}
