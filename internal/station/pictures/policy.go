package pictures

import (
	"time"

	"mekiki/internal/station/record"
)

// Policy says which pictures are kept, and how long. Those of NG, REVIEW and NONE all are.
type Policy struct {
	OneInOK int     // of so many OK parts the picture of one is kept; 0: of none
	Days    int     // so long; 0: for ever
	GiB     float64 // so much, the oldest go first; 0: no limit
}

// Keeps says whether the picture of a part is kept. It depends on the number alone.
func (p Policy) Keeps(v record.Verdict, trigger int64) bool {
	return v != record.OK || p.OneInOK > 0 && trigger%int64(p.OneInOK) == 0
}

// cutoff is the start of the first hour that is kept at a time.
func (p Policy) cutoff(now time.Time) time.Time {
	if p.Days <= 0 {
		return time.Time{}
	}
	return now.Add(-time.Duration(p.Days) * 24 * time.Hour).UTC().Truncate(time.Hour)
}

// bytes is GiB in bytes, -1 for no limit.
func (p Policy) bytes() int64 {
	if p.GiB <= 0 {
		return -1
	}
	return int64(p.GiB * (1 << 30))
}
