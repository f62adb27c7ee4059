package store

import (
	"cmp"
	"context"
	"encoding/json"
	"math"
	"slices"
	"strings"
	"time"

	"mekiki/internal/lang"
	"mekiki/internal/station/record"
)

// byScore are results whose score decided.
func byScore(a record.Among) (where string, args []any) {
	list := []string{"reason = ''", "master = ''"}
	if a.Inspector != "" {
		list, args = append(list, "inspector = ?"), append(args, a.Inspector)
	}
	if a.Recipe != "" {
		list, args = append(list, "recipe = ?"), append(args, a.Recipe)
	}
	if len(a.Without) > 0 {
		list, args = append(list, "recipe NOT IN (SELECT value FROM json_each(?))"), append(args, listed(a.Without))
	}
	if !a.From.IsZero() {
		list, args = append(list, "at >= ?"), append(args, a.From.UnixMicro())
	}
	if !a.To.IsZero() {
		list, args = append(list, "at < ?"), append(args, a.To.UnixMicro())
	}
	return strings.Join(list, " AND "), args
}

// listed is a list of names as SQLite's json_each reads it.
func listed(names []string) string {
	list, _ := json.Marshal(append([]string{}, names...)) // texts always can be
	return string(list)
}

// Spread is how scores lie, in so many bins.
func (s *Store) Spread(ctx context.Context, a record.Among, bins int) (*record.Spread, error) {
	w := &record.Spread{Bins: make([]int64, bins)}
	var scores []float64
	for c, err := range s.among(ctx, a) {
		switch {
		case err != nil:
			return nil, err
		case !c.given:
			scores = append(scores, c.score)
		case c.verdict == record.Review:
			w.Held++
		}
	}
	if w.Count = int64(len(scores)); w.Count > 0 {
		w.Min, w.Max = slices.Min(scores), slices.Max(scores)
	}
	width := (w.Max - w.Min) / float64(bins)
	for _, v := range scores {
		i := 0
		if width > 0 {
			i = min(int((v-w.Min)/width), bins-1)
		}
		w.Bins[i]++
	}
	var err error
	w.Known, err = s.known(ctx, a)
	return w, err
}

// known are the parts that a person has called, of those whose score decided, the last ones first.
func (s *Store) known(ctx context.Context, a record.Among) ([]record.Scored, error) {
	where, args := byScore(a)
	return all(rowsOf(ctx, s, scanScored, "SELECT number, score, called FROM "+calledResults+" WHERE "+where+" ORDER BY number DESC LIMIT ?", append(args, record.MostKnown)...))
}

// calledResults are results that a person has called, with the last word.
const calledResults = `(SELECT results.*, word.verdict AS called FROM (SELECT max(id) AS id FROM reviews GROUP BY number) AS last
	JOIN reviews AS word ON word.id = last.id JOIN results ON results.number = word.number WHERE word.verdict <> 'NONE')`

func scanScored(row columns) (k record.Scored, err error) {
	err = row(&k.Trigger, &k.Score, &k.Called)
	return k, err
}

// Effect is what thresholds make of parts, with the newest of those that they change.
func (s *Store) Effect(ctx context.Context, a record.Among, low, high float64, most int) (*record.Effect, error) {
	e := &record.Effect{Counts: map[record.Verdict]map[record.Verdict]int64{}}
	var changed []scored
	newest := func() {
		slices.SortFunc(changed, func(a, b scored) int { return cmp.Or(cmp.Compare(b.at, a.at), cmp.Compare(b.number, a.number)) })
		changed = changed[:min(len(changed), most)]
	}
	for c, err := range s.among(ctx, a) {
		if err != nil {
			return nil, err
		}
		if c.given {
			continue
		}
		is := record.OK
		if c.score >= high {
			is = record.NG
		} else if c.score >= low {
			is = record.Review
		}
		if e.Counts[c.verdict] == nil {
			e.Counts[c.verdict] = map[record.Verdict]int64{}
		}
		e.Counts[c.verdict][is]++
		if is != c.verdict {
			if changed = append(changed, c); len(changed) >= 2*most+perBlock {
				newest()
			}
		}
	}
	newest()
	numbers := make([]int64, len(changed))
	for i, c := range changed {
		numbers[i] = c.number
	}
	var err error
	if e.Changed, err = s.numbered(ctx, numbers, " ORDER BY at DESC, number DESC"); err != nil {
		return nil, err
	}
	e.Known, err = s.known(ctx, a)
	return e, err
}

// numbered are the results of some numbers.
func (s *Store) numbered(ctx context.Context, numbers []int64, order string) ([]record.Result, error) {
	list, err := json.Marshal(numbers)
	if err != nil {
		return nil, err
	}
	return all(rowsOf(ctx, s, scanResult, "SELECT "+resultColumns+" FROM results WHERE number IN (SELECT value FROM json_each(?))"+order, string(list)))
}

// Counts are how many parts have each verdict, from a moment on, and when the first of them
// came: that moment, if there is none.
func (s *Store) Counts(ctx context.Context, from time.Time) (list map[record.Verdict]int64, first time.Time, err error) {
	list = map[record.Verdict]int64{}
	least := int64(math.MaxInt64)
	for c, err := range s.among(ctx, record.Among{From: from}) {
		if err != nil {
			return nil, from, err
		}
		list[c.verdict]++
		least = min(least, c.at)
	}
	if len(list) == 0 {
		return list, from, nil
	}
	return list, time.UnixMicro(least), nil
}

// Unseen is how many parts are REVIEW and are called by nobody.
func (s *Store) Unseen(ctx context.Context) (n int64, err error) {
	err = s.reads.QueryRowContext(ctx, "SELECT count(*) FROM results INDEXED BY results_review WHERE verdict = 'REVIEW' AND master = '' AND "+word+" = 'NONE'").Scan(&n)
	if err != nil {
		err = lang.Errorf("%s: %w", s.path, inWords(err))
	}
	return n, err
}
