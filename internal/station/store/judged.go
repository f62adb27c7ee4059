package store

import (
	"cmp"
	"context"
	"iter"
	"math"
	"slices"
	"time"

	"mekiki/internal/station/record"
)

// EachJudged gives the parts that a version of a recipe judged, masters not, by time: from a moment
// on and before another one; zero: no limit. It has a few blocks in memory at a time, however many
// there are, and no rows are open while whoever takes the parts is at work.
func (s *Store) EachJudged(ctx context.Context, recipe string, from, to time.Time) iter.Seq2[record.Judged, error] {
	return func(yield func(record.Judged, error) bool) {
		least, most := bounds(from, to)
		spans, err := s.spans(ctx, recipe, least, most)
		var list []scored // those behind the first part of the next span
		for i := 0; err == nil && i < len(spans); i++ {
			var b block
			if b, err = s.blockOf(ctx, spans[i]); err != nil {
				break
			}
			for c := range b.each() {
				if c.at >= least && c.at < most && !c.master && c.verdict != record.None {
					list = append(list, c)
				}
			}
			next := int64(math.MaxInt64)
			if i+1 < len(spans) {
				next = spans[i+1].since
			}
			slices.SortFunc(list, func(a, b scored) int { return cmp.Or(cmp.Compare(a.at, b.at), cmp.Compare(a.number, b.number)) })
			n, _ := slices.BinarySearchFunc(list, next, func(c scored, at int64) int { return cmp.Compare(c.at, at) })
			for _, c := range list[:n] {
				if !yield(record.Judged{Trigger: c.number, At: record.FromMicro(c.at, 0), Verdict: c.verdict, Score: c.score, Held: c.given}, nil) {
					return
				}
			}
			list = slices.Delete(list, 0, n)
		}
		if err != nil {
			yield(record.Judged{}, err)
		}
	}
}

// span is a block that is not read yet: when its first part was judged, and where it stands.
type span struct {
	since, id int64
	loose     []byte // the rows of id 0: what was in no block when the spans were asked for
}

// spans are those of a recipe with parts from a time on and before another one, by their first part. All
// are as of one moment.
func (s *Store) spans(ctx context.Context, recipe string, least, most int64) ([]span, error) {
	loose := span{since: math.MaxInt64}
	var list []span
	scan := func(row columns) (b span, err error) {
		var c scored
		var of block
		if err = row(&b.since, &b.id, &of.recipe, &of.inspector, &c.number, &c.at, &c.score, &c.verdict, &c.given, &c.master); err == nil && b.id == 0 {
			b.loose = c.append(nil)
		}
		return b, err
	}
	const text = "SELECT at, 0, " + scoredColumns + " FROM results NOT INDEXED WHERE number >= (SELECT next FROM counters WHERE name = 'packed') AND recipe = ?1" +
		" UNION ALL SELECT since, id, '', '', 0, 0, 0.0, 'OK', 0, 0 FROM blocks WHERE recipe = ?1 AND until >= ?2 AND since < ?3"
	for b, err := range rowsOf(ctx, s, scan, text, recipe, least, most) {
		switch {
		case err != nil:
			return nil, err
		case b.id == 0:
			loose.since, loose.loose = min(loose.since, b.since), append(loose.loose, b.loose...)
		default:
			list = append(list, b)
		}
	}
	if loose.loose != nil {
		list = append(list, loose)
	}
	slices.SortFunc(list, func(a, b span) int { return cmp.Compare(a.since, b.since) })
	return list, nil
}

// blockOf reads the block of a span.
func (s *Store) blockOf(ctx context.Context, b span) (block, error) {
	if b.id == 0 {
		return block{rows: b.loose}, nil
	}
	scan := func(row columns) (b block, err error) { return b, row(&b.rows) }
	return one(rowsOf(ctx, s, scan, "SELECT rows FROM blocks WHERE id = ?", b.id))
}
