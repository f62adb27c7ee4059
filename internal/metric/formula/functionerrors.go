package formula

import "math"

// What errors of the arguments do to each function, for Columns. Lows are the least
// arguments, where the slope depends on them.

func errorsAbs(_ *Columns, _ []float64, x span) span { return span{0, x.size(), x.err} }

func fillAbs(dst, a []float64) {
	for j := range dst {
		dst[j] = math.Abs(a[j])
	}
}

func errorsSqrt(c *Columns, a []float64, x span) span {
	low := c.leastRoot(a, x)
	return rounded(0, math.Sqrt(max(x.hi, 0)), rootError(x.err, low), x.err == 0)
}

func fillSqrt(dst, a []float64) {
	for j := range dst {
		dst[j] = math.Sqrt(a[j])
	}
}

func errorsSquare(_ *Columns, _ []float64, x span) span {
	return rounded(0, x.size()*x.size(), x.err*2*x.size(), x.err == 0)
}

func errorsExp(_ *Columns, _ []float64, x span) span {
	hi := math.Exp(x.hi)
	return rounded(math.Exp(x.lo), hi, x.err*hi, x.err == 0)
}

func errorsLog(c *Columns, a []float64, x span) span {
	low := c.least(a, x)
	return rounded(math.Log(low), math.Log(x.size()), x.err/low, x.err == 0)
}

func errorsLog1p(c *Columns, a []float64, x span) span {
	low := c.leastOf(a, 1, span{1 + x.lo, 1 + x.hi, x.err})
	return rounded(math.Log(low), math.Log1p(x.size()), x.err/low, x.err == 0)
}

// slow is of a function that rises, by 1/per at most.
func slow(f func(float64) float64, per float64) func(*Columns, []float64, span) span {
	return func(_ *Columns, _ []float64, x span) span {
		return rounded(f(x.lo), f(x.hi), x.err/per, x.err == 0)
	}
}
