package store

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"go.uber.org/goleak"

	"mekiki/internal/station/audit"
	"mekiki/internal/station/record"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

func opened(t testing.TB, dir string) *Store {
	t.Helper()
	s, err := Open(t.Context(), dir)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { s.Close() })
	return s
}

var nine = time.Date(2026, 11, 30, 9, 0, 0, 123456000, time.FixedZone("", 9*3600))

func result(n int64, v record.Verdict) record.Result {
	return record.Result{
		Trigger: n, Judgement: record.Judgement{Verdict: v, Score: 0.1 + float64(n)/3, Regions: []record.Region{{X: 0.25, Score: 1.0 / 3}}},
		Station: "s1", Source: "api", Part: fmt.Sprint("p", n), Lot: "L1", At: nine.Add(time.Duration(n) * time.Second), Milliseconds: 12.3456789, Picture: "ab", Format: "PNG", Bytes: 9,
	}
}

func numbers(list []record.Result) (n []int64) {
	for _, r := range list {
		n = append(n, r.Trigger)
	}
	return n
}

// TestRoundTrip: what was added is what is read, also by another process, and after a restart.
func TestRoundTrip(t *testing.T) {
	dir := t.TempDir()
	s := opened(t, dir)
	for n, v := range []record.Verdict{record.OK, record.NG, record.None, record.Review, record.OK} {
		r := result(int64(n+1), v)
		if n == 1 {
			r.Key, r.Lot = "k", "L2"
		}
		if err := s.AddResult(r); err != nil {
			t.Fatal(err)
		}
	}
	if err := s.AddLate("s1", record.Late{Trigger: 3, Judgement: record.Judgement{Verdict: record.OK, Regions: []record.Region{}}, At: nine}); err != nil {
		t.Fatal(err)
	}
	m, err := s.AddReview("s1", record.Mark{Trigger: 4, At: nine, Who: "sato", Verdict: record.NG, Reason: "chip"}, record.Review)
	if err != nil || m.ID != 1 {
		t.Fatal(m, err)
	}
	other, err := Read(t.Context(), dir)
	if err != nil {
		t.Fatal(err)
	}
	defer other.Close()
	for name, c := range map[string]struct {
		q    record.Query
		want []int64
	}{
		"all":      {record.Query{}, []int64{5, 4, 3, 2, 1}},
		"page":     {record.Query{Before: 4, Limit: 2}, []int64{3, 2}},
		"verdicts": {record.Query{Verdicts: []record.Verdict{record.NG, record.None}}, []int64{3, 2}},
		"lot":      {record.Query{Lot: "L2"}, []int64{2}},
		"part":     {record.Query{Part: "p5"}, []int64{5}},
		"time":     {record.Query{From: nine.Add(2 * time.Second), To: nine.Add(4 * time.Second)}, []int64{3, 2}},
		"none":     {record.Query{Lot: "' OR 1=1 --"}, nil},
	} {
		got, err := other.Results(t.Context(), c.q)
		if err != nil || !slices.Equal(numbers(got), c.want) {
			t.Errorf("%s: %v, %v; want %v", name, numbers(got), err, c.want)
		}
	}
	want := result(2, record.NG)
	want.Key, want.Lot = "k", "L2"
	got, err := other.ByKey(t.Context(), "k")
	if err != nil || record.Digest(got) != record.Digest(want) {
		t.Errorf("%+v, %v; want %+v", got, err, want)
	}
	full, err := other.Result(t.Context(), 4)
	if err != nil || len(full.Reviews) != 1 || full.Reviews[0] != m || full.Called() != record.NG || full.Verdict != record.Review {
		t.Errorf("%+v, %v", full, err)
	}
	if full, err := other.Result(t.Context(), 3); err != nil || full.Late == nil || full.Late.Verdict != record.OK || full.Called() != record.None {
		t.Errorf("%+v, %v", full, err)
	}
	if _, err := other.Result(t.Context(), 99); !errors.Is(err, record.ErrNone) {
		t.Errorf("%v", err)
	}
	events, err := other.Events(t.Context(), 5, 9)
	if err != nil || len(events) != 2 || events[0].Kind != record.EventLate || events[1].Kind != record.EventReview {
		t.Errorf("%+v, %v", events, err)
	}
	c, err := other.Verify(t.Context())
	if err != nil || len(c.Findings) > 0 || c.Rows != 7 {
		t.Errorf("%+v, %v", c, err)
	}
	// The chain and the numbers of events go on after a restart.
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	s = opened(t, dir)
	if err := s.AddResult(result(6, record.OK)); err != nil {
		t.Fatal(err)
	}
	if after, err := s.Verify(t.Context(), c.Head); err != nil || len(after.Findings) > 0 || after.Rows != 8 {
		t.Errorf("after a restart: %+v, %v", after, err)
	}
	if last, _ := s.Changed(); last != 8 {
		t.Errorf("event %d", last)
	}
}

// TestPiecesOfOneTransaction: one that is refused takes nothing of the others along, nor the
// chain.
func TestPiecesOfOneTransaction(t *testing.T) {
	s := opened(t, t.TempDir())
	var wait sync.WaitGroup
	errs := make([]error, 300)
	for i := range errs {
		wait.Go(func() {
			r := result(int64(i%100)+1, record.OK) // each number three times
			errs[i] = s.AddResult(r)
		})
	}
	wait.Wait()
	added := 0
	for _, err := range errs {
		switch {
		case err == nil:
			added++
		case !errors.Is(err, record.ErrDuplicate):
			t.Error(err)
		}
	}
	list, err := s.Results(t.Context(), record.Query{})
	c, err2 := s.Verify(t.Context())
	if added != 100 || len(list) != 100 || err != nil || err2 != nil || len(c.Findings) > 0 || c.Rows != 100 {
		t.Errorf("%d added, %d there, %v, %v, %+v", added, len(list), err, err2, c)
	}
	half := errors.New("half way")
	if err := s.do(func(x *tx) error { return errors.Join(x.note(audit.Entry{At: nine, Who: "nobody"}), half) }); !errors.Is(err, half) {
		t.Errorf("%v", err)
	}
	r := result(200, record.OK)
	r.Key = "same"
	if err := s.AddResult(r); err != nil {
		t.Fatal(err)
	}
	r.Trigger = 201
	if err := s.AddResult(r); !errors.Is(err, record.ErrDuplicate) {
		t.Errorf("the same key again: %v", err)
	}
	if c, err := s.Verify(t.Context()); err != nil || len(c.Findings) > 0 || c.Rows != 101 {
		t.Errorf("%+v, %v", c, err)
	}
}

// TestTriggersAreNeverGivenTwice, by several at a time, after a restart and after a crash.
func TestTriggersAreNeverGivenTwice(t *testing.T) {
	dir := t.TempDir()
	seen := map[int64]bool{}
	take := func(s *Store, n int) {
		var wait sync.WaitGroup
		var mu sync.Mutex
		for range 4 {
			wait.Go(func() {
				for range n / 4 {
					k, err := s.Trigger()
					mu.Lock()
					if err != nil || seen[k] || k < 1 {
						t.Errorf("%d, %v, again: %v", k, err, seen[k])
					}
					seen[k] = true
					mu.Unlock()
				}
			})
		}
		wait.Wait()
	}
	s := opened(t, dir)
	take(s, 2*ahead+40)
	if k, err := s.Trigger(); err != nil || k != int64(len(seen))+1 {
		t.Errorf("%d after %d, %v", k, len(seen), err)
	}
	crashed, err := Open(context.Background(), dir) // what a crash leaves: reserved, not given back
	if err != nil {
		t.Fatal(err)
	}
	take(crashed, 8)
	s.next, s.limit = crashed.next, crashed.limit
	crashed.Close()
	s.Close()
	s = opened(t, dir)
	if k, err := s.Trigger(); err != nil || seen[k] || k > crashed.next {
		t.Errorf("%d, %v after a close at %d", k, err, crashed.next)
	}
}

// TestRowsStay: the file itself refuses changes.
func TestRowsStay(t *testing.T) {
	s := opened(t, t.TempDir())
	if err := s.AddResult(result(1, record.NG)); err != nil {
		t.Fatal(err)
	}
	for _, text := range []string{"UPDATE results SET verdict = 'OK'", "DELETE FROM results", "UPDATE audit SET who = 'x'", "DELETE FROM audit"} {
		if err := s.do(func(x *tx) error { return x.exec(text) }); err == nil || !strings.Contains(err.Error(), "never") {
			t.Errorf("%s: %v", text, err)
		}
	}
}

// TestVerifyNamesWhatWasDone by somebody with a tool for databases.
func TestVerifyNamesWhatWasDone(t *testing.T) {
	for text, want := range map[string]string{
		"UPDATE results SET verdict = 'OK' WHERE number = 2":        "2 changed: the result of part 2 is not as row 2 of the audit has it",
		"UPDATE results SET score = score + 1e-12 WHERE number = 3": "3 changed: the result of part 3 is not as row 3 of the audit has it",
		"DELETE FROM results WHERE number = 3":                      "3 missing: the result of part 3 is missing, of which row 3 of the audit tells",
		"INSERT INTO results SELECT 77,at,zone,verdict,score,reason,regions,similar,station,source,part,lot,milliseconds,inspector,low,high,picture,format,bytes,NULL,'','' FROM results WHERE number=1": "0 extra: the result of part 77 stands in no row of the audit",
		"UPDATE reviews SET verdict = 'OK'":                  "6 changed: review 4#1 is not as row 6 of the audit has it",
		"DELETE FROM reviews":                                "6 missing: review 4#1 is missing, of which row 6 of the audit tells",
		"DELETE FROM audit WHERE seq = 4":                    "4 missing: row 4 is missing",
		"UPDATE audit SET reason = 'was fine' WHERE seq = 6": "6 changed: row 6 was changed: review 4#1 by sato, 2026-11-30T09:00:00+09:00",
		"UPDATE audit SET seq = -seq WHERE seq IN (2, 4); UPDATE audit SET seq = 6 + seq WHERE seq < 0": "4 reordered: row 2 stands in the place of row 4",
	} {
		s := opened(t, t.TempDir())
		for n := range int64(5) {
			if err := s.AddResult(result(n+1, record.NG)); err != nil {
				t.Fatal(err)
			}
		}
		if _, err := s.AddReview("s1", record.Mark{Trigger: 4, At: nine, Who: "sato", Verdict: record.NG}, record.NG); err != nil {
			t.Fatal(err)
		}
		text = "DROP TRIGGER results_unchanged; DROP TRIGGER results_kept; DROP TRIGGER reviews_unchanged; DROP TRIGGER reviews_kept; DROP TRIGGER audit_unchanged; DROP TRIGGER audit_kept;" + text
		if err := s.do(func(x *tx) error { return x.exec(text) }); err != nil {
			t.Fatalf("%s: %v", text, err)
		}
		c, err := s.Verify(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		var got []string
		for _, f := range c.Findings {
			got = append(got, fmt.Sprintf("%d %s: %s", f.Seq, f.Kind, f.Text))
		}
		if !slices.Contains(got, want) {
			t.Errorf("%s: %q, want %q", text, got, want)
		}
	}
}

// TestLockedByAnother is said, and what waited is not taken for stored.
func TestLockedByAnother(t *testing.T) {
	dir := t.TempDir()
	s := opened(t, dir)
	if err := s.do(func(x *tx) error { return nil }); err != nil {
		t.Fatal(err)
	}
	if _, err := s.conn.ExecContext(t.Context(), "PRAGMA busy_timeout = 20"); err != nil {
		t.Fatal(err)
	}
	other, err := open(dir, "rw")
	if err != nil {
		t.Fatal(err)
	}
	defer other.reads.Close()
	defer other.writes.Close()
	if _, err := other.writes.ExecContext(t.Context(), "BEGIN IMMEDIATE"); err != nil {
		t.Fatal(err)
	}
	if err := s.AddResult(result(1, record.OK)); !errors.Is(err, ErrLocked) || !strings.Contains(err.Error(), File) {
		t.Errorf("%v", err)
	}
	if _, err := other.writes.ExecContext(t.Context(), "ROLLBACK"); err != nil {
		t.Fatal(err)
	}
	if err := s.AddResult(result(1, record.OK)); err != nil {
		t.Errorf("when it is free again: %v", err)
	}
	if c, err := s.Verify(t.Context()); err != nil || len(c.Findings) > 0 || c.Rows != 1 {
		t.Errorf("%+v, %v", c, err)
	}
}

// TestRefused: other programs' files, newer ones, and folders without any.
func TestRefused(t *testing.T) {
	if _, err := Read(t.Context(), t.TempDir()); err == nil || !strings.Contains(err.Error(), "mekiki serve") {
		t.Errorf("%v", err)
	}
	for text, want := range map[string]string{
		"PRAGMA application_id = 5": "another program",
		"PRAGMA user_version = 99":  "newer mekiki",
	} {
		dir := t.TempDir()
		s := opened(t, dir)
		if _, err := s.conn.ExecContext(t.Context(), text); err != nil {
			t.Fatal(err)
		}
		s.Close()
		if s, err := Open(t.Context(), dir); err == nil || !strings.Contains(err.Error(), want) || !strings.Contains(err.Error(), dir) {
			t.Errorf("%s: %v", text, err)
			s.Close()
		}
	}
}

// TestBackupWhileWriting is whole: each result with its row, and it goes on from there.
func TestBackupWhileWriting(t *testing.T) {
	dir, copied := t.TempDir(), t.TempDir()
	s := opened(t, dir)
	stop, done := make(chan struct{}), make(chan int64)
	go func() {
		n := int64(0)
		for {
			select {
			case <-stop:
				done <- n
				return
			default:
				n++
				if err := s.AddResult(result(n, record.OK)); err != nil {
					t.Error(err)
				}
			}
		}
	}()
	for last, another := s.Changed(); last < 5; last, another = s.Changed() {
		<-another
	}
	other, err := Read(t.Context(), dir)
	if err != nil {
		t.Fatal(err)
	}
	defer other.Close()
	path := filepath.Join(copied, File)
	err = other.Backup(t.Context(), path)
	close(stop)
	n := <-done
	if err != nil {
		t.Fatal(err)
	}
	if err := other.Backup(t.Context(), path); err == nil || !strings.Contains(err.Error(), "already") {
		t.Errorf("over another: %v", err)
	}
	b := opened(t, copied)
	c, err := b.Verify(t.Context())
	if err != nil || len(c.Findings) > 0 || c.Rows < 5 || c.Rows > n {
		t.Errorf("%+v of %d, %v", c, n, err)
	}
	if k, err := b.Trigger(); err != nil || k <= c.Rows {
		t.Errorf("trigger %d, %v", k, err)
	}
}

// TestForget leaves the audit, and the numbers of events go on.
func TestForget(t *testing.T) {
	s := opened(t, t.TempDir())
	for n := range int64(3) {
		if err := s.Note(audit.Entry{At: nine.Add(time.Duration(n) * time.Hour), Who: "w", What: "command"}, record.EventState, n); err != nil {
			t.Fatal(err)
		}
	}
	if err := s.Forget(nine.Add(time.Hour), nine); err != nil {
		t.Fatal(err)
	}
	events, err := s.Events(t.Context(), 0, 9)
	if err != nil || len(events) != 2 || events[0].ID != 2 || string(events[0].Body) != "1" {
		t.Errorf("%+v, %v", events, err)
	}
	if c, err := s.Verify(t.Context()); err != nil || c.Rows != 3 || len(c.Findings) > 0 {
		t.Errorf("%+v, %v", c, err)
	}
}
