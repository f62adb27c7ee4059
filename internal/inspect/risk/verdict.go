package risk

import (
	"math"

	"mekiki/internal/lang"
)

// Verdict is what a part is called. The zero value is Review: what nobody judged is not OK.
type Verdict int8

// The verdicts.
const (
	Review Verdict = iota
	OK
	NG
)

// verdicts are all of them by their text.
var verdicts = [...]string{Review: "REVIEW", OK: "OK", NG: "NG"}

// String is OK, REVIEW or NG, in every language.
func (v Verdict) String() string { return verdicts[v] }

// MarshalText gives String.
func (v Verdict) MarshalText() ([]byte, error) { return []byte(verdicts[v]), nil }

// UnmarshalText reads what MarshalText wrote.
func (v *Verdict) UnmarshalText(text []byte) error {
	for i, name := range verdicts {
		if name == string(text) {
			*v = Verdict(i)
			return nil
		}
	}
	return lang.Errorf("%.40q is no verdict; there are OK, REVIEW and NG", text)
}

// Thresholds part the scores: High and above is NG, below Low is OK, between them is
// REVIEW. Where both are equal nothing is REVIEW but what is no number.
type Thresholds struct {
	// Low is the lowest score that is not OK.
	Low float64 `json:"low"`
	// High is the lowest score that is NG; it is at least Low.
	High float64 `json:"high"`
}

// Check is an error unless both are finite and in order.
func (t Thresholds) Check() error {
	for _, v := range []float64{t.Low, t.High} {
		if math.IsNaN(v) || math.IsInf(v, 0) {
			return lang.Errorf("a threshold must be a finite number, not %v", v)
		}
	}
	if t.Low > t.High {
		return lang.Errorf("the thresholds are in the wrong order: REVIEW begins at %v and NG at %v; NG must begin at the same score or a higher one", t.Low, t.High)
	}
	return nil
}

// Verdict judges a score. NaN is REVIEW.
func (t Thresholds) Verdict(score float64) Verdict {
	switch {
	case score >= t.High:
		return NG
	case score < t.Low:
		return OK
	}
	return Review
}
