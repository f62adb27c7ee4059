package store

import (
	"cmp"
	"errors"
	"slices"
	"testing"
	"time"

	"mekiki/internal/station/record"
)

// TestTally: counts, reasons and the worst parts of a version and a time are those that a loop finds, packed or not.
func TestTally(t *testing.T) {
	s, list := filled(t, 700)
	for i, change := range []func(*record.Result){
		func(r *record.Result) { r.Recipe = "other" },
		func(r *record.Result) { r.Master = record.NG },
		func(r *record.Result) { r.Verdict, r.Reason = record.None, "judged too late for the line" },
	} {
		r := result(int64(1000+i), record.NG)
		r.At, r.Recipe, r.Score = nine.Add(150*time.Second), list[0].Recipe, 99
		change(&r)
		if err := s.AddResult(r); err != nil {
			t.Fatal(err)
		}
	}
	among := record.Among{Recipe: list[0].Recipe, From: list[100].At, To: list[600].At}
	want, held := map[record.Verdict]int64{record.None: 1}, int64(0)
	var bad []record.Result
	for _, r := range list[100:600] {
		want[r.Verdict]++
		switch {
		case r.Reason != "":
			held++
		case r.Verdict == record.NG:
			bad = append(bad, r)
		}
	}
	slices.SortFunc(bad, func(a, b record.Result) int { return cmp.Compare(b.Score, a.Score) })
	for _, packed := range []int64{0, 320} {
		err := s.do(func(x *tx) error {
			if packed == 0 {
				return nil
			}
			return errors.Join(x.pack(1, packed), x.exec(setPacked, packed+1))
		})
		if err != nil {
			t.Fatal(err)
		}
		y, err := s.Tally(t.Context(), among, 3)
		if err != nil {
			t.Fatal(err)
		}
		for _, v := range record.Verdicts() {
			if y.Counts[v] != want[v] {
				t.Errorf("%s: %d, want %d", v, y.Counts[v], want[v])
			}
		}
		if !y.First.Equal(list[100].At) || !y.Last.Equal(list[599].At) {
			t.Errorf("from %v to %v", y.First, y.Last)
		}
		if got := numbers(y.Worst); len(bad) < 4 || !slices.Equal(got, numbers(bad[:3])) {
			t.Errorf("%v, want %v", got, numbers(bad[:3]))
		}
		reasons := []record.Reason{{Verdict: record.Review, Text: "darker than all good pictures", Count: held}, {Verdict: record.None, Text: "judged too late for the line", Count: 1}}
		if !slices.Equal(y.Reasons, reasons) {
			t.Errorf("%+v, want %+v", y.Reasons, reasons)
		}
	}
	w, err := s.Spread(t.Context(), among, 8)
	if n := want[record.OK] + want[record.NG] + want[record.Review] - held; err != nil || w.Count != n || w.Held != held || len(w.Known) != 5 {
		t.Errorf("%+v, %v, want %d", w, err, n)
	}
	if y, err := s.Tally(t.Context(), record.Among{Recipe: "none"}, 3); err != nil || len(y.Counts) != 0 || !y.First.IsZero() || y.Worst == nil || y.Reasons == nil {
		t.Errorf("%+v, %v", y, err)
	}
}
