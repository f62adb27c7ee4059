package store

import (
	"errors"
	"math"
	"math/rand/v2"
	"os"
	"slices"
	"strconv"
	"testing"
	"time"

	"mekiki/internal/station/record"
)

// filled is a store with n results a second apart, most of them OK, one in a hundred called by
// a person. They are written in one go, without rows of the audit.
func filled(t testing.TB, n int) (*Store, []record.Result) {
	t.Helper()
	s := opened(t, t.TempDir())
	random := rand.New(rand.NewPCG(1, 2))
	list := make([]record.Result, n)
	err := s.do(func(x *tx) error {
		for i := range list {
			r := result(int64(i+1), record.OK)
			r.Score, r.Inspector, r.Low, r.High, r.Regions, r.Recipe = math.Exp(random.NormFloat64()/3), "ab12", 1.5, 2, []record.Region{}, "cd34"
			switch {
			case i%50 == 7:
				r.Verdict, r.Reason = record.Review, "darker than all good pictures"
			case r.Score >= r.High:
				r.Verdict = record.NG
			case r.Score >= r.Low:
				r.Verdict = record.Review
			}
			list[i] = r
			at, zone := moment(r.At)
			if err := x.exec(`INSERT INTO results VALUES (?,?,?,?,?,?,'[]',?,?,?,?,?,?,?,?,?,?,?,?,NULL,?,'')`,
				r.Trigger, at, zone, r.Verdict, r.Score, r.Reason, r.Like, r.Station, r.Source, r.Part, r.Lot, r.Milliseconds, r.Inspector, r.Low, r.High, r.Picture, r.Format, r.Bytes, r.Recipe); err != nil {
				return err
			}
			if i%100 == 3 {
				v := record.OK
				if r.Score > 1.8 {
					v = record.NG
				}
				if err := x.exec(`INSERT INTO reviews (number, at, zone, who, verdict, reason) VALUES (?,?,?,?,?,'')`, r.Trigger, at, zone, "sato", v); err != nil {
					return err
				}
			}
			if i%100 == 4 { // said, and taken back
				if err := x.exec(`INSERT INTO reviews (number, at, zone, who, verdict, reason) VALUES (?1,?2,?3,?4,'NG',''), (?1,?2,?3,?4,'NONE','')`, r.Trigger, at, zone, "sato"); err != nil {
					return err
				}
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return s, list
}

// TestScores: bins, known parts, effects and counts are those that a loop finds.
func TestScores(t *testing.T) {
	s, list := filled(t, 700)
	other := result(1000, record.NG)
	other.Inspector = "other"
	if err := s.AddResult(other); err != nil {
		t.Fatal(err)
	}
	among := record.Among{Inspector: "ab12", From: nine.Add(100 * time.Second), To: nine.Add(601 * time.Second)}
	const low, high, bins = 0.9, 1.7, 16
	var scores []float64
	var held int64
	counts, changed := map[[2]record.Verdict]int64{}, []int64{}
	for _, r := range list {
		if r.At.Before(among.From) || !r.At.Before(among.To) {
			continue
		}
		if r.Reason != "" {
			held++
			continue
		}
		scores = append(scores, r.Score)
		is := record.OK
		if r.Score >= high {
			is = record.NG
		} else if r.Score >= low {
			is = record.Review
		}
		counts[[2]record.Verdict{r.Verdict, is}]++
		if is != r.Verdict {
			changed = append(changed, r.Trigger)
		}
	}
	w, err := s.Spread(t.Context(), among, bins)
	if err != nil {
		t.Fatal(err)
	}
	want := make([]int64, bins)
	least, most := slices.Min(scores), slices.Max(scores)
	for _, v := range scores {
		want[min(bins-1, int((v-least)/((most-least)/bins)))]++
	}
	if w.Count != int64(len(scores)) || w.Min != least || w.Max != most || !slices.Equal(w.Bins, want) || w.Held != held || held == 0 {
		t.Errorf("%+v, want %v, %v to %v, %d held", w, want, least, most, held)
	}
	if len(w.Known) != 5 || w.Known[0].Trigger != 504 || w.Known[0].Score != list[503].Score || w.Known[0].Called == "" {
		t.Errorf("%+v", w.Known)
	}
	e, err := s.Effect(t.Context(), among, low, high, 5)
	if err != nil {
		t.Fatal(err)
	}
	for pair, n := range counts {
		if e.Counts[pair[0]][pair[1]] != n {
			t.Errorf("%v: %d, want %d", pair, e.Counts[pair[0]][pair[1]], n)
		}
	}
	slices.Reverse(changed)
	if got := numbers(e.Changed); !slices.Equal(got, changed[:5]) {
		t.Errorf("%v, want %v", got, changed[:5])
	}
	if w, err := s.Spread(t.Context(), record.Among{Inspector: "ab12", Without: []string{"x", "cd34"}}, 4); err != nil || w.Count != 0 || len(w.Known) != 0 {
		t.Errorf("%+v of a version that is left out, %v", w, err)
	}
	if w, err := s.Spread(t.Context(), record.Among{Inspector: "ab12", Without: []string{""}}, 4); err != nil || w.Count == 0 || len(w.Known) == 0 {
		t.Errorf("%+v of another version than one that is left out, %v", w, err)
	}
	if w, err := s.Spread(t.Context(), record.Among{Inspector: "none"}, 4); err != nil || w.Count != 0 || len(w.Bins) != 4 {
		t.Errorf("%+v, %v", w, err)
	}
	if w, err := s.Spread(t.Context(), record.Among{Inspector: "other"}, 4); err != nil || w.Bins[0] != 1 || w.Min != w.Max {
		t.Errorf("one score: %+v, %v", w, err)
	}
	all := map[record.Verdict]int64{}
	unseen := int64(0)
	for i, r := range append(list, other) {
		if !r.At.Before(among.From) {
			all[r.Verdict]++
		}
		if r.Verdict == record.Review && (i%100 != 3 || i == 700) {
			unseen++
		}
	}
	if c, first, err := s.Counts(t.Context(), among.From); err != nil || !first.Equal(list[99].At) || c[record.OK] != all[record.OK] || c[record.NG] != all[record.NG] || c[record.Review] != all[record.Review] {
		t.Errorf("%v, %v; want %v", c, err, all)
	}
	if n, err := s.Unseen(t.Context()); err != nil || n != unseen {
		t.Errorf("%d unseen, want %d; %v", n, unseen, err)
	}
}

// TestChosen: what people called, scores and the inspector choose results, also the oldest first.
func TestChosen(t *testing.T) {
	s, list := filled(t, 400)
	low, high := 1.2, 1.4
	for name, c := range map[string]struct {
		q    record.Query
		want func(i int, r record.Result) bool
	}{
		"called by nobody": {record.Query{Called: record.None}, func(i int, _ record.Result) bool { return i%100 != 3 }},
		"called OK":        {record.Query{Called: record.OK}, func(i int, r record.Result) bool { return i%100 == 3 && r.Score <= 1.8 }},
		"scores":           {record.Query{MinScore: &low, MaxScore: &high}, func(_ int, r record.Result) bool { return r.Score >= low && r.Score < high }},
		"inspector":        {record.Query{Inspector: "none"}, func(int, record.Result) bool { return false }},
		"product":          {record.Query{Product: "ring"}, func(int, record.Result) bool { return false }},
		"after":            {record.Query{After: 390}, func(i int, _ record.Result) bool { return i >= 390 }},
	} {
		var want []int64
		for i, r := range list {
			if c.want(i, r) {
				want = append(want, r.Trigger)
			}
		}
		c.q.Oldest = true
		got, err := s.Results(t.Context(), c.q)
		if err != nil || !slices.Equal(numbers(got), want) {
			t.Errorf("%s: %v, %v; want %v", name, numbers(got), err, want)
		}
	}
}

// BenchmarkMany reads of a store with many results, 100,000 or as many as MEKIKI_RESULTS says:
// what the engineer's pages ask for.
func BenchmarkMany(b *testing.B) {
	n := 100_000
	if v, err := strconv.Atoi(os.Getenv("MEKIKI_RESULTS")); err == nil {
		n = v
	}
	s, _ := filled(b, n)
	ctx := b.Context()
	among := record.Among{Inspector: "ab12"}
	low, high := 1.2, 1.4
	for name, f := range map[string]func() error{
		"page": func() error { _, err := s.Results(ctx, record.Query{Limit: 100}); return err },
		"verdict": func() error {
			_, err := s.Results(ctx, record.Query{Limit: 100, Verdicts: []record.Verdict{record.NG}})
			return err
		},
		"scores": func() error {
			_, err := s.Results(ctx, record.Query{Limit: 100, MinScore: &low, MaxScore: &high})
			return err
		},
		"called": func() error { _, err := s.Results(ctx, record.Query{Limit: 100, Called: record.NG}); return err },
		"queue": func() error {
			_, err := s.Results(ctx, record.Query{Limit: 20, Oldest: true, Verdicts: []record.Verdict{record.Review}, Called: record.None})
			return err
		},
		"last":   func() error { _, err := s.Results(ctx, record.Query{Limit: 100, Before: 200}); return err },
		"spread": func() error { _, err := s.Spread(ctx, among, 200); return err },
		"effect": func() error { _, err := s.Effect(ctx, among, 1.2, 1.9, 50); return err },
		"counts": func() error { _, _, err := s.Counts(ctx, nine); return err },
		"judged": func() error {
			for _, err := range s.EachJudged(ctx, "", time.Time{}, time.Time{}) {
				if err != nil {
					return err
				}
			}
			return nil
		},
		"unseen": func() error { _, err := s.Unseen(ctx); return err },
	} {
		b.Run(name, func(b *testing.B) {
			for b.Loop() {
				if err := f(); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

// TestEachJudged: what a version judged, by time, from a moment on and before another, and masters not.
func TestEachJudged(t *testing.T) {
	s, list := filled(t, 60)
	for i, change := range []func(*record.Result){
		func(r *record.Result) { r.Recipe = "other" },
		func(r *record.Result) { r.Master = record.OK },
		func(r *record.Result) { r.Verdict = record.None },
	} {
		r := result(int64(100+i), record.OK)
		r.At, r.Recipe = nine.Add(30*time.Second), list[0].Recipe
		change(&r)
		if err := s.AddResult(r); err != nil {
			t.Fatal(err)
		}
	}
	from, to := list[10].At, list[40].At
	for _, packed := range []int64{0, 25} {
		err := s.do(func(x *tx) error {
			if packed == 0 {
				return nil
			}
			return errors.Join(x.pack(1, packed), x.exec(setPacked, packed+1))
		})
		if err != nil {
			t.Fatal(err)
		}
		got, err := all(s.EachJudged(t.Context(), list[0].Recipe, from, to))
		if err != nil || len(got) != 30 {
			t.Fatal(packed, len(got), err)
		}
		for i, j := range got {
			if r := list[10+i]; j.Trigger != r.Trigger || !j.At.Equal(r.At) || j.Verdict != r.Verdict || j.Score != r.Score || j.Held != (r.Reason != "") {
				t.Errorf("%+v of %+v", j, r)
			}
		}
	}
	if got, err := all(s.EachJudged(t.Context(), list[0].Recipe, time.Time{}, time.Time{})); err != nil || len(got) != 60 {
		t.Error(len(got), err)
	}
}
