package store

import (
	"cmp"
	"context"
	"math/rand/v2"
	"slices"
	"testing"
	"time"

	"mekiki/internal/station/record"
)

// scattered is a store with n parts in blocks and some in none, by a clock that was set back and forth.
func scattered(t testing.TB, n int) (*Store, []record.Result) {
	t.Helper()
	s := opened(t, t.TempDir())
	random := rand.New(rand.NewPCG(3, 4))
	list := make([]record.Result, n)
	const per = 20
	err := s.do(func(x *tx) error {
		for i := range list {
			r := result(int64(i+1), record.OK)
			r.At = nine.Add(time.Duration(i/2) * time.Second) // two at a time
			if i/per%4 == 3 {
				r.At = r.At.Add(time.Duration(random.IntN(4000)-2000) * time.Second)
			}
			list[i] = r
			at, zone := moment(r.At)
			if err := x.exec(`INSERT INTO results VALUES (?,?,?,?,?,?,'[]',?,?,?,?,?,?,?,?,?,?,?,?,NULL,?,'')`,
				r.Trigger, at, zone, r.Verdict, r.Score, r.Reason, r.Like, r.Station, r.Source, r.Part, r.Lot, r.Milliseconds, r.Inspector, r.Low, r.High, r.Picture, r.Format, r.Bytes, r.Recipe); err != nil {
				return err
			}
		}
		for first := int64(1); first+3*per < int64(n); first += per {
			if err := x.pack(first, first+per-1); err != nil {
				return err
			}
			if err := x.exec(setPacked, first+per); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	slices.SortFunc(list, func(a, b record.Result) int { return cmp.Or(a.At.Compare(b.At), cmp.Compare(a.Trigger, b.Trigger)) })
	return s, list
}

// TestEachJudgedByTime: parts come by time from blocks that lie across each other, as from a list of
// all that is sorted, for any bounds.
func TestEachJudgedByTime(t *testing.T) {
	s, list := scattered(t, 1000)
	for _, bounds := range [][2]int{{0, 1000}, {0, 500}, {300, 310}, {700, 1000}, {999, 1000}} {
		from, to := list[bounds[0]].At, time.Time{}
		if bounds[1] < len(list) {
			to = list[bounds[1]].At
		}
		var want []int64
		for _, r := range list {
			if !r.At.Before(from) && (to.IsZero() || r.At.Before(to)) {
				want = append(want, r.Trigger)
			}
		}
		var got []int64
		for j, err := range s.EachJudged(t.Context(), list[0].Recipe, from, to) {
			if err != nil {
				t.Fatal(err)
			}
			got = append(got, j.Trigger)
		}
		if !slices.Equal(got, want) {
			t.Errorf("%v: %d parts, want %d, or in another order", bounds, len(got), len(want))
		}
	}
}

// TestEachJudgedAsksAsItGoes: blocks are read when their time comes, and nothing of the file is held
// meanwhile.
func TestEachJudgedAsksAsItGoes(t *testing.T) {
	s, list := scattered(t, 1000)
	s.reads.SetMaxOpenConns(1)
	ctx, end := context.WithCancel(t.Context())
	defer end()
	n := 0
	var failed error
	for _, err := range s.EachJudged(ctx, list[0].Recipe, time.Time{}, time.Time{}) {
		if failed = err; err != nil {
			break
		}
		if n++; n == 1 {
			another, done := context.WithTimeout(t.Context(), 5*time.Second)
			if _, err := s.Result(another, 1); err != nil {
				t.Errorf("the only connection is held: %v", err)
			}
			done()
			end()
		}
	}
	if failed == nil || n > 500 {
		t.Errorf("%d parts of %d after the end: %v", n, len(list), failed)
	}
}
