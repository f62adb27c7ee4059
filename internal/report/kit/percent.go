package kit

import (
	"fmt"
	"math"
	"strconv"
	"strings"

	"mekiki/internal/eval"
	"mekiki/internal/lang"
)

// Percentage shows a share of 0 to 1 in percent, without the sign.
func Percentage(v float64) string {
	if !IsFinite(v) {
		return None
	}
	return strconv.FormatFloat(100*v, 'f', 2, 64)
}

// SignedPoints shows a difference of shares in percentage points.
func SignedPoints(v float64) string {
	if !IsFinite(v) {
		return None
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

// FinePercent is percent with two decimals, since few leaks change little.
func FinePercent(i eval.Interval) Estimate {
	return show(i, Percentage, "\u00a0%")
}

// Ratio shows a share of 0 to 1 as a percentage.
func Ratio(v float64) string { return Percent(eval.Interval{Value: v}).Value }

// Brief shows a value with three significant digits, for sentences.
func Brief(v float64) string {
	switch {
	case !IsFinite(v):
		return None
	case math.Abs(v) >= 1000:
		return Count(int(math.Round(math.Max(-1e15, math.Min(v, 1e15)))))
	}
	return strings.Replace(fmt.Sprintf("%.3g", v), "-", "−", 1)
}

// Probability shows a p-value.
func Probability(p float64) lang.Message {
	switch {
	case !IsFinite(p):
		return lang.T("p unknown")
	case p < 0.001:
		return lang.T("%s", "p\u00a0<\u00a00.001")
	}
	return lang.T("%s", "p\u00a0=\u00a0"+ShortP(p))
}

// ShortP is a p-value for a table.
func ShortP(p float64) string {
	switch {
	case !IsFinite(p):
		return None
	case p < 0.001:
		return "<\u00a00.001"
	}
	return strings.TrimRight(strings.TrimRight(fmt.Sprintf("%.3f", p), "0"), ".")
}

// OrNone shows a ratio, which is 0 where there is none.
func OrNone(v float64) string {
	if v == 0 {
		return None
	}
	return Number(v)
}
