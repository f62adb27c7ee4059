package store

import (
	"slices"
	"testing"

	"mekiki/internal/station/label"
	"mekiki/internal/station/record"
)

// TestLabels: the last one counts, one that marks nothing takes the others back, all stay, and what was changed is
// found.
func TestLabels(t *testing.T) {
	dir := t.TempDir()
	s := opened(t, dir)
	for n := range int64(4) {
		if err := s.AddResult(result(n+1, record.NG)); err != nil {
			t.Fatal(err)
		}
	}
	stroke := label.Label{At: nine, Who: "sato", Width: 9, Height: 9, Pixels: 3, Shapes: []label.Shape{{Kind: label.Brush, Size: 1, Points: [][2]int{{1, 1}, {1, 3}}}}}
	nothing := label.Label{At: nine, Who: "ito", Width: 9, Height: 9, Reason: "it was dust", Shapes: []label.Shape{}}
	for i, l := range []label.Label{stroke, nothing, stroke, nothing, stroke} {
		l.Trigger = []int64{1, 1, 2, 3, 3}[i]
		got, err := s.AddLabel("s1", l)
		if err != nil || got.ID != int64(i+1) {
			t.Fatal(got, err)
		}
	}
	yes, no := true, false
	for name, c := range map[string]struct {
		q    record.Query
		want []int64
	}{
		"known":           {record.Query{Labelled: &yes}, []int64{3, 2}},
		"known of a page": {record.Query{Labelled: &yes, Limit: 1, Before: 3}, []int64{2}},
		"unknown":         {record.Query{Labelled: &no}, []int64{4, 1}},
		"by score, too":   {record.Query{Labelled: &yes, MinScore: new(float64), Limit: 10}, []int64{3, 2}},
		"numbers":         {record.Query{Triggers: []int64{4, 2, 99}, MinScore: new(float64), Limit: 10}, []int64{4, 2}},
	} {
		list, err := s.Results(t.Context(), c.q)
		if got := numbers(list); err != nil || !slices.Equal(got, c.want) {
			t.Errorf("%s: %v, %v", name, got, err)
		}
	}
	all, err := s.Results(t.Context(), record.Query{})
	known, err2 := s.Labelled(t.Context(), all)
	if err != nil || err2 != nil || len(known) != 2 || !known[2] || !known[3] {
		t.Error(known, err, err2)
	}
	for n, want := range map[int64]int64{1: 0, 2: 3, 3: 5, 4: 0} {
		f, err := s.Result(t.Context(), n)
		if err != nil || (f.Label == nil) != (want == 0) || f.Label != nil && (f.Label.ID != want || f.Label.Trigger != n || len(f.Label.Shapes) != 1) {
			t.Errorf("%d: %+v, %v", n, f.Label, err)
		}
	}
	rows, err := s.AuditRows(t.Context(), record.AuditQuery{What: whatLabel})
	if err != nil || len(rows) != 5 || rows[3].Subject != "1#2" || rows[3].Old != "3" || rows[3].New != "0" || rows[3].Reason != "it was dust" {
		t.Errorf("%+v, %v", rows, err)
	}
	if c, err := s.Verify(t.Context()); err != nil || len(c.Findings) != 0 {
		t.Fatal(c, err)
	}
	const change = `UPDATE labels SET body = replace(body, '"width":9', '"width":8') WHERE id = 5`
	for _, text := range []string{"DELETE FROM labels WHERE id = 1", change} {
		if err := s.do(func(x *tx) error { return x.exec(text) }); err == nil {
			t.Errorf("%s: done", text)
		}
	}
	if err := s.do(func(x *tx) error { return x.exec("DROP TRIGGER labels_unchanged; " + change) }); err != nil {
		t.Fatal(err)
	}
	if c, err := s.Verify(t.Context()); err != nil || len(c.Findings) != 1 {
		t.Errorf("%+v, %v", c, err)
	}
}
