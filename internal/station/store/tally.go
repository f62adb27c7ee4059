package store

import (
	"cmp"
	"context"
	"encoding/json"
	"slices"

	"mekiki/internal/station/record"
)

// Tally is what parts came to, with at most so many of the worst ones.
func (s *Store) Tally(ctx context.Context, a record.Among, most int) (*record.Tally, error) {
	t := &record.Tally{Counts: map[record.Verdict]int64{}}
	var first, last int64
	var reasoned []int64
	var worst []scored
	cut := func() {
		slices.SortFunc(worst, func(a, b scored) int {
			return cmp.Or(cmp.Compare(b.score, a.score), cmp.Compare(b.number, a.number))
		})
		worst = worst[:min(len(worst), most)]
	}
	for c, err := range s.among(ctx, a) {
		if err != nil {
			return nil, err
		}
		if len(t.Counts) == 0 {
			first, last = c.at, c.at
		}
		first, last = min(first, c.at), max(last, c.at)
		t.Counts[c.verdict]++
		switch {
		case c.given:
			reasoned = append(reasoned, c.number)
		case c.verdict == record.NG:
			if worst = append(worst, c); len(worst) >= 2*most+perBlock {
				cut()
			}
		}
	}
	if len(t.Counts) > 0 {
		t.First, t.Last = record.FromMicro(first, 0), record.FromMicro(last, 0)
	}
	cut()
	numbers := make([]int64, len(worst))
	for i, c := range worst {
		numbers[i] = c.number
	}
	var err error
	if t.Worst, err = s.numbered(ctx, numbers, " ORDER BY score DESC, number DESC"); err != nil {
		return nil, err
	}
	t.Reasons, err = s.reasons(ctx, reasoned)
	return t, err
}

// reasons counts those of some results.
func (s *Store) reasons(ctx context.Context, numbers []int64) ([]record.Reason, error) {
	list, err := json.Marshal(numbers)
	if err != nil {
		return nil, err
	}
	scan := func(row columns) (r record.Reason, err error) { return r, row(&r.Verdict, &r.Text, &r.Count) }
	return all(rowsOf(ctx, s, scan, "SELECT verdict, reason, count(*) FROM results WHERE number IN (SELECT value FROM json_each(?)) GROUP BY verdict, reason ORDER BY 3 DESC, 1, 2 LIMIT ?", string(list), record.MostReasons))
}
