package plot

import (
	"math"
	"strconv"

	gplot "gonum.org/v1/plot"
)

// logTicks puts up to seven ticks on a logarithmic axis: at 1 to 9 or
// at 1, 2 and 5 times the powers of ten, at the powers alone or at some of them.
// Where even the first are fewer than two, the axis is as good as linear.
func logTicks(lo, hi float64) []gplot.Tick {
	first, last := int(math.Floor(math.Log10(lo))), int(math.Ceil(math.Log10(hi)))
	for _, try := range []struct {
		times []float64
		every int
	}{{[]float64{1, 2, 3, 4, 5, 6, 7, 8, 9}, 1}, {[]float64{1, 2, 5}, 1}, {[]float64{1}, 1}, {[]float64{1}, (last-first)/6 + 1}} {
		var out []gplot.Tick
		for e := first; e <= last; e++ {
			for _, m := range try.times {
				// Parsed, so that 0.001 is the number that its label says.
				v, err := strconv.ParseFloat(strconv.Itoa(int(m))+"e"+strconv.Itoa(e), 64)
				if err == nil && v >= lo*(1-1e-9) && v <= hi*(1+1e-9) && e%try.every == 0 {
					out = append(out, gplot.Tick{Value: v, Label: minus(logLabel(v))})
				}
			}
		}
		if len(out) < 2 {
			break
		}
		if len(out) <= 7 {
			return out
		}
	}
	return ticks(false)(lo, hi)
}

// logLabel writes everyday numbers in full and others by their power.
func logLabel(v float64) string {
	if v >= 1e-5*(1-1e-9) && v < 1e6 {
		return strconv.FormatFloat(v, 'f', -1, 64)
	}
	return strconv.FormatFloat(v, 'g', 1, 64)
}
