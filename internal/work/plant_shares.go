package work

import (
	"mekiki/internal/station/record"
	"mekiki/internal/stats"
)

// sure is the confidence of limits that a station's pages show.
const sure = 0.95

// KnownShare is a count of known parts, with the limits of its share (Clopper and Pearson,
// 1934; 95 %, both sides together).
type KnownShare struct {
	Count int     `json:"count"`
	Low   float64 `json:"low"`
	High  float64 `json:"high"`
}

// KnownShares are what thresholds make of parts that a person has called OK or NG. The limits
// are those of parts that come as the called ones did: people mostly look at parts of REVIEW.
type KnownShares struct {
	Good     int        `json:"good"`
	Bad      int        `json:"bad"`
	Overkill KnownShare `json:"overkill"` // good parts that are NG
	Escapes  KnownShare `json:"escapes"`  // bad parts that are OK
	Review   KnownShare `json:"review"`   // of both
}

// SharesOf counts what two thresholds make of known parts.
func SharesOf(known []record.Scored, low, high float64) KnownShares {
	var k KnownShares
	for _, p := range known {
		switch p.Called {
		case record.OK:
			k.Good++
			if p.Score >= high {
				k.Overkill.Count++
			}
		case record.NG:
			k.Bad++
			if p.Score < low {
				k.Escapes.Count++
			}
		default:
			continue
		}
		if p.Score >= low && p.Score < high {
			k.Review.Count++
		}
	}
	for n, s := range map[*KnownShare]int{&k.Overkill: k.Good, &k.Escapes: k.Bad, &k.Review: k.Good + k.Bad} {
		share := 0.0
		if s > 0 {
			share = float64(n.Count) / float64(s)
		}
		n.Low, n.High = stats.ClopperPearson(share, s, sure)
	}
	return k
}
