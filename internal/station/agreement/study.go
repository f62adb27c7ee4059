package agreement

import (
	"time"
	"unicode/utf8"

	"mekiki/internal/lang"
	"mekiki/internal/station/record"
)

// Study is parts that each appraiser calls several times, in an order of its own each time. It is never changed.
type Study struct {
	ID   int64  `json:"id"`
	Name string `json:"name"`
	// Recipe is the hash of a version whose verdicts are held against the same parts, "" for none.
	Recipe string    `json:"recipe,omitempty"`
	Rounds int       `json:"rounds"` // how often each appraiser calls each part
	Parts  []Item    `json:"parts"`
	At     time.Time `json:"at"`
	Who    string    `json:"who"`
	Reason string    `json:"reason,omitempty"`
}

// Item is a part of a study: its result, whose picture is shown, its name, by which the inspector knows it
// when it is presented again, and what it is, OK or NG.
type Item struct {
	Trigger   int64          `json:"trigger"`
	Part      string         `json:"part,omitempty"`
	Reference record.Verdict `json:"reference" enum:"OK,NG"`
}

// Call is what an appraiser says of a part in a round, from 1 on: OK, NG, or REVIEW for "don't know".
type Call struct {
	ID      int64          `json:"id"`
	Study   int64          `json:"study"`
	Who     string         `json:"who"`
	Round   int            `json:"round"`
	Trigger int64          `json:"trigger"`
	Verdict record.Verdict `json:"verdict" enum:"OK,NG,REVIEW"`
	At      time.Time      `json:"at"`
}

// End says that no more is called; then there is a result.
type End struct {
	Study  int64     `json:"study"`
	At     time.Time `json:"at"`
	Who    string    `json:"who"`
	Reason string    `json:"reason,omitempty"`
}

// bounds of a study.
const (
	mostName   = 100
	mostParts  = 300
	mostRounds = 5
)

// Check is an error, in a user's words, where a study is none.
func (s *Study) Check() error {
	n := map[record.Verdict]int{}
	seen := map[int64]bool{}
	for _, p := range s.Parts {
		if seen[p.Trigger] {
			return lang.Errorf("part %d is in the study twice", p.Trigger)
		}
		seen[p.Trigger] = true
		n[p.Reference]++
	}
	switch {
	case s.Name == "" || utf8.RuneCountInString(s.Name) > mostName:
		return lang.Errorf("a study must have a name of 1 to %d letters", mostName)
	case s.Rounds < 2 || s.Rounds > mostRounds:
		return lang.Errorf("a study has 2 to %d rounds, not %d: of one round nobody knows whether a person would say the same again", mostRounds, s.Rounds)
	case n[record.OK]+n[record.NG] != len(s.Parts):
		return lang.Errorf("each part of a study is known to be OK or NG")
	case n[record.OK] < 2 || n[record.NG] < 2:
		return lang.Errorf("a study needs good and bad parts, two of each at least; there are %d good and %d bad ones", n[record.OK], n[record.NG])
	case len(s.Parts) > mostParts:
		return lang.Errorf("a study has %d parts at most", mostParts)
	}
	return nil
}
