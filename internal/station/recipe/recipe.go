package recipe

import (
	"maps"
	"math"
	"time"

	"mekiki/internal/lang"
	"mekiki/internal/station/record"
)

// Version is one version of the recipe of a product. It is never changed: another one is
// another version.
type Version struct {
	Product string `json:"product"`
	Number  int    `json:"number"` // of the version: 1, 2 and so on
	// Inspector is the SHA-256 of its file, in hex.
	Inspector string `json:"inspector"`
	// Low and High are the scores from which on a part is REVIEW and NG.
	Low  float64 `json:"low"`
	High float64 `json:"high"`
	// NoGuard lets pictures be judged that are unlike all that the inspector knows.
	NoGuard bool `json:"no_guard"`
	// ROI is what of a picture is judged; nil: all that the inspector sees. Guard has other limits than the inspector's guard, by
	// the reason for which a picture is held back, such as "dark".
	ROI   *ROI             `json:"roi,omitempty"`
	Guard map[string]Limit `json:"guard,omitempty"`
	// IntendedUse says what the version is for, and what it is not for.
	IntendedUse string    `json:"intended_use"`
	Parent      string    `json:"parent,omitempty"` // the hash of the version that it was made of
	At          time.Time `json:"at"`
	Who         string    `json:"who"`
}

// Hash is what the version is known by, also in results.
func (v *Version) Hash() string { return record.Digest(v) }

// longest texts, in bytes.
const (
	mostName = 100
	mostUse  = 2000
)

// SameScores says whether parts have the same scores by another version, where the guard lets them be judged.
func (v *Version) SameScores(o *Version) bool {
	same := v.ROI == o.ROI || v.ROI != nil && o.ROI != nil && *v.ROI == *o.ROI
	return same && v.Inspector == o.Inspector
}

// SameGuard says whether the guard holds the same pictures back by another version of the same inspector.
func (v *Version) SameGuard(o *Version) bool {
	return v.NoGuard == o.NoGuard && maps.Equal(v.Guard, o.Guard)
}

// Check is an error, in a user's words, where the version is none.
func (v *Version) Check() error {
	switch {
	case v.Product == "" || len(v.Product) > mostName:
		return lang.Errorf("a product must have a name of 1 to %d bytes", mostName)
	case isNumber(v.Product):
		return lang.Errorf("a product is not named by a number alone: numbers are indices of products")
	case math.IsNaN(v.Low) || math.IsInf(v.Low, 0) || math.IsNaN(v.High) || math.IsInf(v.High, 0):
		return lang.Errorf("thresholds must be finite numbers")
	case v.Low > v.High:
		return lang.Errorf("REVIEW begins at %v, above NG at %v; give the lower threshold first", v.Low, v.High)
	case len(v.IntendedUse) > mostUse:
		return lang.Errorf("the intended use has more than %d bytes", mostUse)
	}
	if err := v.ROI.check(); err != nil {
		return err
	}
	return checkLimits(v.Guard, v.NoGuard)
}

// Verdict is what thresholds make of a score. NaN is REVIEW.
func (v *Version) Verdict(score float64) record.Verdict {
	switch {
	case score >= v.High:
		return record.NG
	case score < v.Low:
		return record.OK
	}
	return record.Review
}

func isNumber(text string) bool {
	for _, c := range text {
		if c < '0' || c > '9' {
			return false
		}
	}
	return text != ""
}

// Trial is what a version would have said of parts that were judged before.
type Trial struct {
	ID   int64     `json:"id"`
	Hash string    `json:"hash"` // of the version
	At   time.Time `json:"at"`
	Who  string    `json:"who"`
	// From and To are the period in which the parts came; zero in a trial of before, which took the last ones.
	From time.Time `json:"from,omitzero"`
	To   time.Time `json:"to,omitzero"`
	// Found is how many parts of the product came then, masters left out. Of those Could be judged, by their picture or, where they
	// have the same score, without; NotKept cannot, since their pictures are not kept, or not readable. Where Could is more than
	// Asked a random sample was drawn, by Seed; else Seed is 0. Judged is of how many a verdict was found.
	Found   int   `json:"found,omitempty"`
	Could   int   `json:"could,omitempty"`
	Seed    int64 `json:"seed,omitempty"`
	Asked   int   `json:"asked"`
	Judged  int   `json:"judged"`
	NotKept int   `json:"not_kept"`
	// Counts has a number for each pair of verdicts: Counts[was][is].
	Counts  map[record.Verdict]map[record.Verdict]int `json:"counts"`
	Changed []Change                                  `json:"changed"`
	// Known is what people called the judged parts, as far as they did, and what became of them.
	Known Known `json:"known"`
}

// Change is a part on which a version would say something else.
type Change struct {
	Trigger  int64          `json:"trigger"`
	Was      record.Verdict `json:"was"`
	Is       record.Verdict `json:"is"`
	WasScore float64        `json:"was_score"`
	IsScore  float64        `json:"is_score"`
	Reason   string         `json:"reason,omitempty"` // why it is not judged by its score
	// WasReason is the same of before, Part the name of the part.
	WasReason string `json:"was_reason,omitempty"`
	Part      string `json:"part,omitempty"`
	// NoPicture says that its picture is not kept: it was judged by its score alone.
	NoPicture bool `json:"no_picture,omitempty"`
	// Called is what a person called it, "" if nobody did.
	Called record.Verdict `json:"called,omitempty"`
}

// Known counts parts that a person called OK or NG: bad ones that are OK (escapes) and good
// ones that are NG (overkill), before and now.
type Known struct {
	Good        int `json:"good"`
	Bad         int `json:"bad"`
	WasEscapes  int `json:"was_escapes"`
	IsEscapes   int `json:"is_escapes"`
	WasOverkill int `json:"was_overkill"`
	IsOverkill  int `json:"is_overkill"`
}

// Add counts a part.
func (t *Trial) Add(c Change) {
	t.Judged++
	if t.Counts == nil {
		t.Counts = map[record.Verdict]map[record.Verdict]int{}
	}
	if t.Counts[c.Was] == nil {
		t.Counts[c.Was] = map[record.Verdict]int{}
	}
	t.Counts[c.Was][c.Is]++
	k := &t.Known
	switch c.Called {
	case record.OK:
		k.Good++
		k.WasOverkill += one(c.Was == record.NG)
		k.IsOverkill += one(c.Is == record.NG)
	case record.NG:
		k.Bad++
		k.WasEscapes += one(c.Was == record.OK)
		k.IsEscapes += one(c.Is == record.OK)
	}
	if c.Was != c.Is {
		t.Changed = append(t.Changed, c)
	}
}

func one(is bool) int {
	if is {
		return 1
	}
	return 0
}
