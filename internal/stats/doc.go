// Package stats holds the statistics that comparing and analysing need, as
// pure functions on []float64: summaries, paired differences, rank tests,
// Holm's correction, McNemar's test, correlations, limits of shares, agreement of raters (kappa, AC1), areas under
// ROC curves, bootstrap resamples, and a verdict in words.
//
// NaN: one NaN in a sample makes every figure of it NaN. A value that is
// missing is never left out in silence; only Holm, whose entries are figures of
// their own, steps over NaN. Empty samples give NaN, samples of different
// lengths panic. No function changes its arguments.
package stats

import (
	"fmt"
	"math"
)

// mustPair panics unless the two samples are equally long.
func mustPair(name string, x, y []float64) {
	if len(x) != len(y) {
		panic(fmt.Sprintf("stats: %s: samples of %d and %d values", name, len(x), len(y)))
	}
}

// hasNaN says whether a value of x is no number.
func hasNaN(x []float64) bool {
	for _, v := range x {
		if math.IsNaN(v) {
			return true
		}
	}
	return false
}
