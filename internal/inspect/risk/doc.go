// Package risk turns scores of parts into thresholds and into figures that say how sure
// they are: what share of good parts a threshold may cost (overkill), what share of bad
// ones it may let through (escapes), and what both cost. It knows numbers only.
//
// A score is larger for a part that looks worse. A part at or above the upper threshold is
// NG, one below the lower one OK, one between them REVIEW; see [Thresholds].
//
// Every limit here is one for parts that come as those given did, each independent of the
// others: one score a part, and a good part judged by an inspector that has not seen it.
// Several pictures of one part are one part. A limit says nothing of next month's light.
//
// Scores must be finite; functions panic on others.
package risk

import "math"

// mustFinite panics unless all scores are finite numbers.
func mustFinite(name string, scores []float64) {
	for _, s := range scores {
		if math.IsNaN(s) || math.IsInf(s, 0) {
			panic("risk: " + name + ": a score that is not finite")
		}
	}
}

// above is the lowest threshold that a part of this score does not reach.
func above(score float64) float64 { return math.Nextafter(score, math.Inf(1)) }
