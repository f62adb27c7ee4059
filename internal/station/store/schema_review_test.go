package store

import (
	"slices"
	"testing"

	"mekiki/internal/station/record"
)

// TestOlderReviews: reviews of a file from before they could be taken back are as the audit has them, and are never changed.
func TestOlderReviews(t *testing.T) {
	dir := t.TempDir()
	newest := migrations
	migrations = migrations[:slices.Index(migrations, reviewSchema)]
	s, err := Open(t.Context(), dir)
	migrations = newest
	if err != nil {
		t.Fatal(err)
	}
	if err := s.AddResult(result(4, record.Review)); err != nil {
		t.Fatal(err)
	}
	say := func(v record.Verdict) error {
		_, err := s.AddReview("press 1", record.Mark{Trigger: 4, At: nine, Who: "sato", Verdict: v, Reason: "looked"}, record.Review)
		return err
	}
	if err := say(record.NG); err != nil {
		t.Fatal(err)
	}
	if err := say(record.None); err == nil {
		t.Error("an older file lets reviews be taken back")
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}

	s = opened(t, dir)
	if err := say(record.None); err != nil {
		t.Fatal(err)
	}
	f, err := s.Result(t.Context(), 4)
	if err != nil || len(f.Reviews) != 2 || f.Reviews[0].ID != 1 || f.Reviews[0].Verdict != record.NG || !f.Reviews[0].At.Equal(nine) || f.Word() != record.None {
		t.Errorf("%+v, %v", f, err)
	}
	if c, err := s.Verify(t.Context()); err != nil || len(c.Findings) != 0 {
		t.Errorf("%+v, %v", c, err)
	}
	for _, text := range []string{"UPDATE reviews SET verdict = 'OK'", "DELETE FROM reviews"} {
		if err := s.do(func(x *tx) error { return x.exec(text) }); err == nil {
			t.Errorf("%s is done", text)
		}
	}
}
