package report

import (
	"fmt"
	"math"
	"strconv"
	"strings"

	"mekiki/internal/eval"
)

// percentage shows a share of 0 to 1 in percent, without the sign.
func percentage(v float64) string {
	if !isFinite(v) {
		return none
	}
	return strconv.FormatFloat(100*v, 'f', 2, 64)
}

// signedPoints shows a difference of shares in percentage points.
func signedPoints(v float64) string {
	if !isFinite(v) {
		return none
	}
	s := strconv.FormatFloat(100*v, 'f', 2, 64)
	switch {
	case strings.Trim(s, "-0.") == "":
		return "0.00"
	case v > 0:
		return "+" + s
	}
	return strings.Replace(s, "-", "−", 1)
}

// finePercent is percent with two decimals, since few leaks change little.
func finePercent(i eval.Interval) estimate {
	return show(i, percentage, "\u00a0%")
}

// ratio shows a share of 0 to 1 as a percentage.
func ratio(v float64) string { return percent(eval.Interval{Value: v}).Value }

// brief shows a value with three significant digits, for sentences.
func brief(v float64) string {
	switch {
	case !isFinite(v):
		return none
	case math.Abs(v) >= 1000:
		return count(int(math.Round(math.Max(-1e15, math.Min(v, 1e15)))))
	}
	return strings.Replace(fmt.Sprintf("%.3g", v), "-", "−", 1)
}

// probability shows a p-value.
func probability(p float64) string {
	switch {
	case !isFinite(p):
		return "p unknown"
	case p < 0.001:
		return "p\u00a0<\u00a00.001"
	}
	return "p\u00a0=\u00a0" + shortP(p)
}

// shortP is a p-value for a table.
func shortP(p float64) string {
	switch {
	case !isFinite(p):
		return none
	case p < 0.001:
		return "<\u00a00.001"
	}
	return strings.TrimRight(strings.TrimRight(fmt.Sprintf("%.3f", p), "0"), ".")
}

// orNone shows a ratio, which is 0 where there is none.
func orNone(v float64) string {
	if v == 0 {
		return none
	}
	return number(v)
}
