package store

import (
	"context"
	"iter"
	"time"

	"mekiki/internal/station/record"
)

// EachJudged gives the parts that a version of a recipe judged, masters not, by time: from a moment
// on and before another one; zero: no limit.
func (s *Store) EachJudged(ctx context.Context, recipe string, from, to time.Time) iter.Seq2[record.Judged, error] {
	text, args := "SELECT number, at, verdict, score, reason <> '' FROM results WHERE recipe = ? AND master = '' AND verdict <> 'NONE'", []any{recipe}
	if !from.IsZero() {
		text, args = text+" AND at >= ?", append(args, from.UnixMicro())
	}
	if !to.IsZero() {
		text, args = text+" AND at < ?", append(args, to.UnixMicro())
	}
	return rowsOf(ctx, s, scanJudged, text+" ORDER BY at", args...)
}

func scanJudged(row columns) (j record.Judged, err error) {
	var at int64
	err = row(&j.Trigger, &at, &j.Verdict, &j.Score, &j.Held)
	j.At = record.FromMicro(at, 0)
	return j, err
}
