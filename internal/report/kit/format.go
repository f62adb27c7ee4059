package kit

import (
	"math"
	"strconv"
	"strings"

	"mekiki/internal/eval"
	"mekiki/internal/lang"
)

// None stands where a value was not measured.
const None = "–"

// Estimate is a value as text and its interval, which has no brackets and is zero where
// none was asked for.
type Estimate struct {
	Value string
	Range lang.Message
}

// Ranged says whether there is an interval.
func (e Estimate) Ranged() bool { return !e.Range.IsZero() }

// String is the value and its interval in English.
func (e Estimate) String() string { return e.In(lang.English) }

// In is String in a language.
func (e Estimate) In(l lang.Language) string {
	if !e.Ranged() {
		return e.Value
	}
	return l.Text("%s (%s)", e.Value, e.Range)
}

// Percent shows a share of 0 to 1, as 91.3 % (90.1–92.4).
func Percent(i eval.Interval) Estimate {
	return show(i, func(v float64) string { return strconv.FormatFloat(100*v, 'f', 1, 64) }, "\u00a0%")
}

// Plain shows a value with three decimals, as 0.966 (0.961–0.971).
func Plain(i eval.Interval) Estimate {
	return show(i, func(v float64) string { return strconv.FormatFloat(v, 'f', 3, 64) }, "")
}

func show(i eval.Interval, text func(float64) string, unit string) Estimate {
	if !IsFinite(i.Value) {
		return Estimate{Value: None}
	}
	e := Estimate{Value: text(i.Value) + unit}
	if IsFinite(i.Lo) && IsFinite(i.Hi) && i.Lo < i.Hi {
		e.Range = lang.T("%s–%s", text(i.Lo), text(i.Hi))
	}
	return e
}

// Share shows n of total as a percentage.
func Share(n, total int) string {
	if total == 0 {
		return None
	}
	return Percent(eval.Interval{Value: float64(n) / float64(total)}).Value
}

// Number shows a value with four significant digits.
func Number(v float64) string {
	if !IsFinite(v) {
		return None
	}
	return strings.Replace(strconv.FormatFloat(v, 'g', 4, 64), "-", "−", 1)
}

// Seconds shows a duration as people say it.
func Seconds(s float64) lang.Message {
	switch {
	case !IsFinite(s) || s < 0:
		return lang.T("%s", None)
	case s < 10:
		return lang.T("%.2f\u00a0s", s)
	case s < 120:
		return lang.T("%.1f\u00a0s", s)
	case s < 7200:
		return lang.T("%d\u00a0min %02d\u00a0s", int(s)/60, int(s)%60)
	}
	return lang.T("%d\u00a0h %02d\u00a0min", int(s)/3600, int(s)/60%60)
}

// Count writes n with commas between the thousands.
func Count(n int) string {
	s := strconv.Itoa(n)
	sign := ""
	if n < 0 {
		sign, s = "−", s[1:]
	}
	for i := len(s) - 3; i > 0; i -= 3 {
		s = s[:i] + "," + s[i:]
	}
	return sign + s
}

// Plural is lang.Plural for numbers of a page: many gets the count as text, with commas
// between the thousands and before args, as "%s epochs".
func Plural(n int, one, many string, args ...any) lang.Message {
	if n == 1 {
		return lang.T(one, args...)
	}
	return lang.T(many, append([]any{Count(n)}, args...)...)
}

// IsFinite says whether v is a number that can be shown.
func IsFinite(v float64) bool { return !math.IsNaN(v) && !math.IsInf(v, 0) }
