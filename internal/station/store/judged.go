package store

import (
	"cmp"
	"context"
	"iter"
	"slices"
	"time"

	"mekiki/internal/station/record"
)

// EachJudged gives the parts that a version of a recipe judged, masters not, by time: from a moment
// on and before another one; zero: no limit.
func (s *Store) EachJudged(ctx context.Context, recipe string, from, to time.Time) iter.Seq2[record.Judged, error] {
	return func(yield func(record.Judged, error) bool) {
		least, most := bounds(from, to)
		var list []scored
		for b, err := range s.blocks(ctx, true, "recipe = ?1", "until >= ?2 AND since < ?3", recipe, least, most) {
			if err != nil {
				yield(record.Judged{}, err)
				return
			}
			for c := range b.each() {
				if c.at >= least && c.at < most && !c.master && c.verdict != record.None {
					list = append(list, c)
				}
			}
		}
		slices.SortFunc(list, func(a, b scored) int { return cmp.Or(cmp.Compare(a.at, b.at), cmp.Compare(a.number, b.number)) })
		for _, c := range list {
			if !yield(record.Judged{Trigger: c.number, At: record.FromMicro(c.at, 0), Verdict: c.verdict, Score: c.score, Held: c.given}, nil) {
				return
			}
		}
	}
}
