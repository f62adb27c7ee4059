package testutil

import (
	"fmt"
	"testing"
)

// Step is the step of GradCheck's central difference. In float64 it leaves an
// error near 1e-10 for functions with values and curvatures near 1.
const Step = 1e-5

// GradCheck compares grad, the gradient of f at x, with central differences
// (f(x+h) - f(x-h)) / 2h, h = Step, in each coordinate, and reports those that
// are not Near within tol. It returns the largest difference. f may not keep
// x, whose values are moved and restored. Keep x farther than Step from every
// kink of f.
func GradCheck(t testing.TB, what string, f func(x []float64) float64, x, grad []float64, tol float64) float64 {
	t.Helper()
	if len(grad) != len(x) {
		t.Fatalf("%s: gradient of length %d for %d coordinates", what, len(grad), len(x))
	}
	worst := 0.0
	for i, keep := range x {
		x[i] = keep + Step
		up := f(x)
		x[i] = keep - Step
		down := f(x)
		x[i] = keep
		want := (up - down) / (2 * Step)
		Near(t, fmt.Sprintf("%s: gradient[%d]", what, i), grad[i], want, tol)
		worst = max(worst, grad[i]-want, want-grad[i])
	}
	return worst
}
