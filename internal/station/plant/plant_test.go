package plant_test

import (
	"path/filepath"
	"reflect"
	"strings"
	"testing"
	"time"

	"mekiki/internal/station/audit"
	"mekiki/internal/station/plant"
	"mekiki/internal/station/record"
	"mekiki/internal/station/store"
)

// TestRecordsArrive: each record is at the plant as its station has it, with the digest that the audit has.
func TestRecordsArrive(t *testing.T) {
	d := newDatabase(t)
	l := newLine(t, t.TempDir())
	l.send(t, d.address)
	l.parts(t, 1, 8)
	if err := l.AddLate("press 1", record.Late{Trigger: 4, At: record.Moment(nine), Judgement: record.Judgement{Verdict: record.NG, Score: 9, Regions: []record.Region{}}}); err != nil {
		t.Fatal(err)
	}
	if err := l.AddShadow("press 1", record.Shadow{Recipe: "r", Late: record.Late{Trigger: 4, At: record.Moment(nine), Judgement: record.Judgement{Verdict: record.OK, Regions: []record.Region{}}}}); err != nil {
		t.Fatal(err)
	}
	for _, v := range []record.Verdict{record.NG, record.OK} {
		if _, err := l.AddReview("press 1", record.Mark{Trigger: 3, At: record.Moment(nine), Who: "sato", Verdict: v}, record.Review); err != nil {
			t.Fatal(err)
		}
	}
	if err := l.Note(audit.Entry{At: nine, Who: "sato", What: "label"}, record.EventKept, record.Result{Trigger: 3}); err != nil { // for a bucket alone
		t.Fatal(err)
	}
	if err := l.Note(audit.Entry{At: nine, Who: "sato", What: "command"}, record.EventState, record.Step{State: "Ready"}); err != nil {
		t.Fatal(err)
	}
	l.until(t)
	v := d.view(t)
	got, err := v.Results(t.Context(), plant.Query{}, 100)
	if err != nil || len(got) != 8 {
		t.Fatalf("%+v, %v", got, err)
	}
	id, _ := l.Identity(t.Context())
	want, err := l.Results(t.Context(), record.Query{})
	if err != nil {
		t.Fatal(err)
	}
	for i, w := range want {
		w.Part = strings.Replace(w.Part, "a\x00b", "a\uFFFDb", 1)
		g := got[i]
		if !g.At.Equal(w.At) || g.StationID != id || g.Called != map[int64]record.Verdict{3: record.OK}[w.Trigger] {
			t.Errorf("%+v", g)
		}
		g.At = w.At
		if !reflect.DeepEqual(g.Result, w) {
			t.Errorf("%+v, want %+v", g.Result, w)
		}
	}
	digests := map[string]bool{}
	for _, table := range []string{"results", "late", "shadows", "reviews"} {
		for _, r := range d.do(t, "SELECT digest FROM mekiki."+table) {
			digests[string(r[0])] = true
		}
	}
	for row, err := range l.Audit(t.Context()) {
		if err != nil || row.Record != "" && !digests[row.Record] {
			t.Errorf("%s %s is not at the plant: %v", row.What, row.Subject, err)
		}
	}
	if n := count(t, d, "late") + count(t, d, "shadows") + count(t, d, "reviews") + count(t, d, "events"); n != "1121" {
		t.Errorf("%s", n)
	}
	sums, err := v.Stations(t.Context(), plant.Query{})
	if err != nil || len(sums) != 1 || sums[0].Name != "press 1" || sums[0].OK+sums[0].NG+sums[0].Review+sums[0].None != 8 || sums[0].OK != 2 || sums[0].Twice != 0 || sums[0].Last.IsZero() || time.Since(sums[0].Seen).Abs() > time.Hour {
		t.Errorf("%+v, %v", sums, err)
	}
	for name, q := range map[string]struct {
		plant.Query
		want int
	}{
		"station": {plant.Query{Station: "press 1"}, 8}, "id": {plant.Query{Station: id}, 8}, "another": {plant.Query{Station: "press 2"}, 0},
		"verdict": {plant.Query{Verdicts: []record.Verdict{record.NG, record.OK}}, 4}, "lot": {plant.Query{Lot: "L1"}, 8}, "part": {plant.Query{Part: "P3"}, 1}, "odd": {plant.Query{Part: "P'3"}, 0},
		"from": {plant.Query{From: nine.Add(7 * time.Second)}, 2}, "to": {plant.Query{To: nine.Add(7 * time.Second)}, 6}, "masters": {plant.Query{NoMasters: true}, 8},
	} {
		list, err := v.Results(t.Context(), q.Query, 100)
		sums, err2 := v.Stations(t.Context(), q.Query)
		var n int64
		for _, s := range sums {
			n += s.OK + s.NG + s.Review + s.None
		}
		if err != nil || err2 != nil || len(list) != q.want || n != int64(q.want) {
			t.Errorf("%s: %d and %d, want %d; %v, %v", name, len(list), n, q.want, err, err2)
		}
	}
	if list, err := v.Results(t.Context(), plant.Query{}, 3); err != nil || len(list) != 3 || list[0].Trigger != 8 {
		t.Errorf("%+v, %v", list, err)
	}
}

// TestAwayForDays: a station that could not send for so long that events are forgotten has all results
// at the plant afterwards, each once; meanwhile an alarm says it, without the password.
func TestAwayForDays(t *testing.T) {
	d := newDatabase(t)
	l := newLine(t, t.TempDir())
	l.parts(t, 1, 20)
	l.send(t, "postgres://station:geheim@127.0.0.1:1/mekiki")
	for end := time.Now().Add(20 * time.Second); l.box.Receivers()["plant"].Failed == 0 && time.Now().Before(end); time.Sleep(time.Millisecond) {
	}
	if s := l.box.Receivers()["plant"]; s.Error == "" || strings.Contains(s.Error, "geheim") || s.Oldest.IsZero() {
		t.Errorf("%+v", s)
	}
	l.stop()
	if err := l.Forget(nine.Add(time.Hour), nine.Add(time.Hour)); err != nil {
		t.Fatal(err)
	}
	l.send(t, d.address)
	l.parts(t, 21, 30)
	arrive(t, l, d, "30")
	// It goes on where it was, and what is there is not sent again.
	l.stop()
	d.do(t, "DELETE FROM mekiki.results WHERE number < 30")
	l.send(t, d.address)
	l.parts(t, 31, 32)
	l.until(t)
	if n := count(t, d, "results"); n != "3" {
		t.Errorf("%s results, want 3", n)
	}
}

// TestPutBack: a database that was put back from a backup gets what it lost, and so does one that is new; of
// a station that was put back the plant keeps what both have said.
func TestPutBack(t *testing.T) {
	d := newDatabase(t)
	l := newLine(t, t.TempDir())
	l.send(t, d.address)
	l.parts(t, 1, 10)
	l.until(t)
	d.do(t, "CREATE SCHEMA backup; CREATE TABLE backup.r AS SELECT * FROM mekiki.results; CREATE TABLE backup.s AS SELECT * FROM mekiki.stations")
	copied := filepath.Join(t.TempDir(), store.File)
	if err := l.Backup(t.Context(), copied); err != nil {
		t.Fatal(err)
	}
	l.parts(t, 11, 20)
	l.until(t)
	l.stop()
	d.do(t, "DELETE FROM mekiki.results; INSERT INTO mekiki.results SELECT * FROM backup.r; UPDATE mekiki.stations SET (event, event_at) = (SELECT event, event_at FROM backup.s)")
	l.send(t, d.address)
	arrive(t, l, d, "20")
	l.stop()
	other := newDatabase(t)
	l.send(t, other.address)
	arrive(t, l, other, "20")
	l.end()

	back := newLine(t, filepath.Dir(copied))
	for n := int64(11); n <= 22; n++ { // other parts under the same numbers
		if err := back.AddResult(record.Result{Trigger: n, Station: "press 1", At: record.Moment(nine.Add(time.Hour)), Judgement: record.Judgement{Verdict: record.NG, Regions: []record.Region{}}}); err != nil {
			t.Fatal(err)
		}
	}
	back.send(t, d.address)
	arrive(t, back, d, "32")
	v := d.view(t)
	if sums, err := v.Stations(t.Context(), plant.Query{}); err != nil || sums[0].Twice != 10 {
		t.Errorf("%+v, %v", sums, err)
	}

	// Each of the two is found, with what was said of it and not of the other one.
	called := func(at time.Time, verdict record.Verdict) {
		t.Helper()
		if _, err := back.AddReview("press 1", record.Mark{Trigger: 12, At: record.Moment(at), Who: "sato", Verdict: verdict}, record.NG); err != nil {
			t.Fatal(err)
		}
	}
	called(nine.Add(time.Minute), record.OK)
	called(nine.Add(2*time.Hour), record.Review)
	back.until(t)
	list, err := v.Results(t.Context(), plant.Query{From: nine}, 100)
	if err != nil || len(list) != 32 {
		t.Fatalf("%d, %v", len(list), err)
	}
	for _, r := range list {
		f, err := v.Result(t.Context(), plant.ID{Station: r.StationID, Number: r.Trigger, Digest: r.Digest[:12]})
		if err != nil {
			t.Fatal(err)
		}
		others, want := 0, record.Verdict("")
		if r.Trigger > 10 && r.Trigger < 21 {
			others = 1
		}
		if r.Trigger == 12 {
			if want = record.OK; r.At.After(nine.Add(time.Minute)) {
				want = record.Review
			}
		}
		if f.Digest != r.Digest || !f.At.Equal(r.At) || f.Others != others || f.Called != want || r.Called != want || (len(f.Reviews) == 1) != (want != "") {
			t.Errorf("%d of %v: %+v", r.Trigger, r.At, f)
		}
	}
	if f, err := v.Result(t.Context(), plant.ID{Station: list[0].StationID, Number: 12}); err != nil || f.Called != record.Review {
		t.Errorf("without a digest it is not the newest: %+v, %v", f, err)
	}
}

// TestBroughtForward: the first station of a newer program brings a database forward, with what it has; until then the pages
// say what is missing.
func TestBroughtForward(t *testing.T) {
	d := newDatabase(t)
	l := newLine(t, t.TempDir())
	l.send(t, d.address)
	l.parts(t, 1, 3)
	l.until(t)
	l.stop()
	d.do(t, "DROP INDEX mekiki.results_recipe_at_idx, mekiki.results_at_idx1; ALTER TABLE mekiki.stations DROP COLUMN program; UPDATE mekiki.version SET version = 1")
	a, err := plant.Parse(d.address)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := plant.Open(t.Context(), a); err == nil || !strings.Contains(err.Error(), "only older ones") {
		t.Errorf("%v", err)
	}
	l.parts(t, 4, 4)
	l.send(t, d.address)
	arrive(t, l, d, "4")
	if n := d.do(t, "SELECT count(*) FROM pg_indexes WHERE schemaname = 'mekiki' AND (indexdef LIKE '%(recipe, at) WHERE%' OR indexdef LIKE '%(at) WHERE%')"); string(n[0][0]) != "2" {
		t.Errorf("%s indexes", n[0][0])
	}
	if list, err := d.view(t).Results(t.Context(), plant.Query{}, 10); err != nil || len(list) != 4 {
		t.Errorf("%d, %v", len(list), err)
	}
}
