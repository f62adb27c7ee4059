package store

import (
	"cmp"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"mekiki/internal/station/audit"
	"mekiki/internal/station/record"
)

// TestBlocks: results that an older program wrote, that are packed as they come, that come after
// their neighbours were packed, and that are not packed yet: each is found once, as a loop finds
// it.
func TestBlocks(t *testing.T) {
	s, list := filled(t, 300)
	dir := filepath.Dir(s.path)
	if _, err := s.conn.ExecContext(t.Context(), "INSERT INTO recipes VALUES (1, 'r1', 'ring', 1, '{}')"); err != nil {
		t.Fatal(err)
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	s, err := open(dir, "rwc")
	if err != nil {
		t.Fatal(err)
	}
	s.span = 64
	if err := s.begin(t.Context()); err != nil {
		t.Fatal(err)
	}
	go s.write()
	t.Cleanup(func() { s.Close() })
	if s.packed != 1+3*64 {
		t.Errorf("packed up to %d", s.packed)
	}
	low, high, rare := 1.2, 1.4, 2.0
	for i, n := range []int64{30_000, 30_001, 310, 311, 30_002} {
		r := result(n, record.Review)
		r.Inspector, r.Score, r.Recipe = "ab12", 3, []string{"r1", "r2"}[i%2]
		if n == 310 {
			r.Master, r.Inspector = record.OK, "other"
		}
		if err := s.AddResult(r); err != nil {
			t.Fatal(err)
		}
		list = append(list, r)
	}
	if s.packed != 1+6*64 {
		t.Errorf("packed up to %d", s.packed)
	}
	slices.SortFunc(list, func(a, b record.Result) int { return cmp.Compare(b.Trigger, a.Trigger) })
	from, to := nine.Add(50*time.Second), nine.Add(250*time.Second)
	for name, c := range map[string]struct {
		q    record.Query
		want func(r record.Result) bool
	}{
		"inspector":         {record.Query{Inspector: "ab12"}, func(r record.Result) bool { return r.Inspector == "ab12" }},
		"another":           {record.Query{Inspector: "other"}, func(r record.Result) bool { return r.Inspector == "other" }},
		"recipe":            {record.Query{Recipe: "r2", NoMasters: true}, func(r record.Result) bool { return r.Recipe == "r2" && r.Master == "" }},
		"product":           {record.Query{Product: "ring"}, func(r record.Result) bool { return r.Recipe == "r1" }},
		"no product":        {record.Query{Product: "disc"}, func(record.Result) bool { return false }},
		"scores":            {record.Query{MinScore: &low, MaxScore: &high}, func(r record.Result) bool { return r.Score >= low && r.Score < high }},
		"rare":              {record.Query{MinScore: &rare}, func(r record.Result) bool { return r.Score >= rare }},
		"rare, no masters":  {record.Query{MinScore: &rare, NoMasters: true}, func(r record.Result) bool { return r.Score >= rare && r.Master == "" }},
		"behind a cursor":   {record.Query{MaxScore: &low, Before: 100}, func(r record.Result) bool { return r.Score < low && r.Trigger < 100 }},
		"NG within a time":  {record.Query{MinScore: &low, Verdicts: []record.Verdict{record.NG}, From: from, To: to}, func(r record.Result) bool { return r.Verdict == record.NG && !r.At.Before(from) && r.At.Before(to) }},
		"after a number":    {record.Query{Inspector: "ab12", After: 290}, func(r record.Result) bool { return r.Inspector == "ab12" && r.Trigger > 290 }},
		"inspector, oldest": {record.Query{Inspector: "ab12", Oldest: true}, func(r record.Result) bool { return r.Inspector == "ab12" }},
		"rare, oldest":      {record.Query{MinScore: &rare, Oldest: true}, func(r record.Result) bool { return r.Score >= rare }},
	} {
		var want []int64
		for _, r := range list {
			if c.want(r) {
				want = append(want, r.Trigger)
			}
		}
		if c.q.Oldest {
			slices.Reverse(want)
		}
		for _, c.q.Limit = range []int{1, 7, 101, 400} {
			got, err := s.Results(t.Context(), c.q)
			if err != nil || !slices.Equal(numbers(got), want[:min(len(want), c.q.Limit)]) {
				t.Errorf("%s, %d: %d, %v; want %d", name, c.q.Limit, numbers(got), err, want[:min(len(want), c.q.Limit)])
			}
		}
	}
	count, held := int64(0), int64(0)
	counts := map[record.Verdict]int64{}
	for _, r := range list {
		if r.Master != "" {
			continue
		}
		counts[r.Verdict]++
		if r.Reason == "" {
			count++
		} else {
			held++
		}
	}
	var sound audit.Checked
	if err := s.compareBlocks(t.Context(), &sound); err != nil || len(sound.Findings) > 0 {
		t.Errorf("%+v, %v", sound, err)
	}
	if w, err := s.Spread(t.Context(), record.Among{Inspector: "ab12"}, 10); err != nil || w.Count != count || w.Held != held {
		t.Errorf("%+v, %v; want %d and %d", w, err, count, held)
	}
	if c, first, err := s.Counts(t.Context(), time.Time{}); err != nil || c[record.OK] != counts[record.OK] || c[record.NG] != counts[record.NG] || c[record.Review] != counts[record.Review] || !first.Equal(list[len(list)-1].At) {
		t.Errorf("%v, %v, %v; want %v", c, first, err, counts)
	}
	if w, err := s.Spread(t.Context(), record.Among{Inspector: "ab12", Without: []string{"cd34"}}, 10); err != nil || w.Count+w.Held >= count/2 {
		t.Errorf("%d parts of versions that are left out, %v", w.Count, err)
	}
	if e, err := s.Effect(t.Context(), record.Among{Inspector: "ab12"}, 10, 10, 3); err != nil || !slices.Equal(numbers(e.Changed), []int64{30_002, 30_001, 30_000}) {
		t.Errorf("%v, %v", e, err)
	}
	tampered := map[string]audit.Kind{
		"UPDATE blocks SET rows = CAST(substr(rows, 1, 16) || zeroblob(length(rows) - 16) AS BLOB) WHERE id = 1": audit.Changed,
		"DELETE FROM blocks WHERE id = 2": audit.Missing,
	}
	for text := range tampered {
		if _, err := s.conn.ExecContext(t.Context(), text); err == nil {
			t.Errorf("%s is done", text)
		}
	}
	for _, text := range []string{"DROP TRIGGER blocks_unchanged", "DROP TRIGGER blocks_kept"} {
		if _, err := s.conn.ExecContext(t.Context(), text); err != nil {
			t.Fatal(err)
		}
	}
	for text, want := range tampered {
		if _, err := s.conn.ExecContext(t.Context(), text); err != nil {
			t.Fatal(err)
		}
		var c audit.Checked
		if err := s.compareBlocks(t.Context(), &c); err != nil || !slices.ContainsFunc(c.Findings, func(f audit.Finding) bool { return f.Kind == want }) {
			t.Errorf("%s: %+v, %v", text, c, err)
		}
	}
}
