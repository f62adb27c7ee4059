package testutil

import (
	"math"
	"testing"
)

// Near reports an error if got differs from want by more than
// tol * max(1, |want|): an absolute bound for small figures, a relative one for
// large ones. Infinities must be equal, and NaN is near NaN only. what names
// the figure in the message.
func Near(t testing.TB, what string, got, want, tol float64) {
	t.Helper()
	if got == want || (math.IsNaN(got) && math.IsNaN(want)) {
		return
	}
	diff := math.Abs(got - want)
	if bound := tol * math.Max(1, math.Abs(want)); !(diff <= bound) || math.IsInf(want, 0) {
		t.Errorf("%s = %.17g, want %.17g: off by %.3g, allowed %.3g", what, got, want, diff, bound)
	}
}
