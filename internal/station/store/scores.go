package store

import (
	"context"
	"strings"
	"time"

	"mekiki/internal/lang"
	"mekiki/internal/station/record"
)

// byScore are results whose score decided, as the index results_score has them.
func byScore(a record.Among) (where string, args []any) {
	list := []string{"inspector = ?", "reason = ''", "master = ''"}
	args = append(args, a.Inspector)
	if !a.From.IsZero() {
		list, args = append(list, "at >= ?"), append(args, a.From.UnixMicro())
	}
	if !a.To.IsZero() {
		list, args = append(list, "at < ?"), append(args, a.To.UnixMicro())
	}
	return strings.Join(list, " AND "), args
}

// Spread is how scores lie, in so many bins.
func (s *Store) Spread(ctx context.Context, a record.Among, bins int) (*record.Spread, error) {
	where, args := byScore(a)
	w := &record.Spread{Bins: make([]int64, bins), Known: []record.Scored{}}
	row := s.reads.QueryRowContext(ctx, "SELECT count(*), coalesce(min(score), 0), coalesce(max(score), 0) FROM results WHERE "+where, args...)
	if err := row.Scan(&w.Count, &w.Min, &w.Max); err != nil {
		return nil, lang.Errorf("%s: %w", s.path, inWords(err))
	}
	type bin struct{ at, count int64 }
	scan := func(row columns) (b bin, err error) {
		err = row(&b.at, &b.count)
		return b, err
	}
	width := (w.Max - w.Min) / float64(bins)
	if width > 0 {
		text := "SELECT min(CAST((score - ?) / ? AS INTEGER), ?) AS bin, count(*) FROM results WHERE " + where + " GROUP BY bin"
		for b, err := range rowsOf(ctx, s, scan, text, append([]any{w.Min, width, bins - 1}, args...)...) {
			if err != nil {
				return nil, err
			}
			w.Bins[b.at] = b.count
		}
	} else {
		w.Bins[0] = w.Count
	}
	for k, err := range rowsOf(ctx, s, scanScored, "SELECT number, score, called FROM "+calledResults+" WHERE "+where+" ORDER BY number DESC LIMIT ?", append(args, record.MostKnown)...) {
		if err != nil {
			return nil, err
		}
		w.Known = append(w.Known, k)
	}
	where = strings.Replace(where, "reason = ''", "verdict = 'REVIEW' AND reason <> ''", 1)
	if err := s.reads.QueryRowContext(ctx, "SELECT count(*) FROM results WHERE "+where, args...).Scan(&w.Held); err != nil {
		return nil, lang.Errorf("%s: %w", s.path, inWords(err))
	}
	return w, nil
}

// calledResults are results that a person has called, with the last word.
const calledResults = `(SELECT results.*, word.verdict AS called FROM (SELECT max(id) AS id FROM reviews GROUP BY number) AS last
	JOIN reviews AS word ON word.id = last.id JOIN results ON results.number = word.number)`

func scanScored(row columns) (k record.Scored, err error) {
	err = row(&k.Trigger, &k.Score, &k.Called)
	return k, err
}

// Effect is what thresholds make of parts, with the newest of those that they change.
func (s *Store) Effect(ctx context.Context, a record.Among, low, high float64, most int) (*record.Effect, error) {
	where, args := byScore(a)
	const is = "CASE WHEN score >= ? THEN 'NG' WHEN score >= ? THEN 'REVIEW' ELSE 'OK' END"
	type pair struct {
		was, is record.Verdict
		count   int64
	}
	scan := func(row columns) (p pair, err error) {
		err = row(&p.was, &p.is, &p.count)
		return p, err
	}
	e := &record.Effect{Counts: map[record.Verdict]map[record.Verdict]int64{}, Changed: []record.Result{}}
	text := "SELECT verdict, " + is + " AS now, count(*) FROM results WHERE " + where + " GROUP BY verdict, now"
	for p, err := range rowsOf(ctx, s, scan, text, append([]any{high, low}, args...)...) {
		if err != nil {
			return nil, err
		}
		if e.Counts[p.was] == nil {
			e.Counts[p.was] = map[record.Verdict]int64{}
		}
		e.Counts[p.was][p.is] = p.count
	}
	text = "SELECT " + resultColumns + " FROM results WHERE " + where + " AND verdict <> " + is + " ORDER BY at DESC LIMIT ?"
	for r, err := range rowsOf(ctx, s, scanResult, text, append(args, high, low, most)...) {
		if err != nil {
			return nil, err
		}
		e.Changed = append(e.Changed, r)
	}
	return e, nil
}

// Counts are how many parts have each verdict, from a moment on, and when the first of them
// came: that moment, if there is none.
func (s *Store) Counts(ctx context.Context, from time.Time) (list map[record.Verdict]int64, first time.Time, err error) {
	type count struct {
		verdict   record.Verdict
		parts, at int64
	}
	scan := func(row columns) (c count, err error) {
		err = row(&c.verdict, &c.parts, &c.at)
		return c, err
	}
	list = map[record.Verdict]int64{}
	for c, err := range rowsOf(ctx, s, scan, "SELECT verdict, count(*), min(at) FROM results WHERE at >= ? AND master = '' GROUP BY verdict", from.UnixMicro()) {
		if err != nil {
			return nil, from, err
		}
		list[c.verdict] = c.parts
		if at := time.UnixMicro(c.at); len(list) == 1 || at.Before(first) {
			first = at
		}
	}
	if len(list) == 0 {
		first = from
	}
	return list, first, nil
}

// Unseen is how many parts are REVIEW and were not called by anybody.
func (s *Store) Unseen(ctx context.Context) (n int64, err error) {
	err = s.reads.QueryRowContext(ctx, "SELECT count(*) FROM results WHERE verdict = 'REVIEW' AND master = '' AND NOT EXISTS (SELECT 1 FROM reviews WHERE reviews.number = results.number)").Scan(&n)
	if err != nil {
		err = lang.Errorf("%s: %w", s.path, inWords(err))
	}
	return n, err
}
