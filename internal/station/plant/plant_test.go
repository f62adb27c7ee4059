package plant_test

import (
	"context"
	"errors"
	"fmt"
	"net/url"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/jackc/pgx/v5/pgconn"
	"go.uber.org/goleak"

	"mekiki/internal/lang"
	"mekiki/internal/station/audit"
	"mekiki/internal/station/outbox"
	"mekiki/internal/station/plant"
	"mekiki/internal/station/record"
	"mekiki/internal/station/store"
	"mekiki/internal/testutil"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

var nine = time.Date(2026, 11, 30, 9, 0, 0, 123456000, time.FixedZone("", 9*3600))

// database is an empty database of the PostgreSQL server that MEKIKI_POSTGRES names.
type database struct{ address string }

func newDatabase(t testing.TB) *database {
	t.Helper()
	return &database{testutil.PostgreSQL(t)}
}

// do asks the database as its owner.
func (d *database) do(t testing.TB, text string) [][][]byte {
	t.Helper()
	return testutil.SQL(t, d.address, text)
}

// as is the address for another role.
func (d *database) as(role string) string {
	u, err := url.Parse(d.address)
	if err != nil {
		panic(err)
	}
	u.User = url.User(role)
	return u.String()
}

func (d *database) view(t testing.TB) *plant.View {
	t.Helper()
	a, err := plant.Parse(d.address)
	if err != nil {
		t.Fatal(err)
	}
	v, err := plant.Open(t.Context(), a)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(v.Close)
	return v
}

// line is a station that sends to a plant.
type line struct {
	*store.Store
	dir string
	box *outbox.Outbox

	mu     sync.Mutex
	alarms []string
}

func newLine(t testing.TB, dir string) *line {
	t.Helper()
	s, err := store.Open(t.Context(), dir)
	if err != nil {
		t.Fatal(err)
	}
	l := &line{Store: s, dir: dir}
	t.Cleanup(l.end)
	return l
}

func (l *line) end() {
	l.stop()
	_ = l.Close() // twice, where a test ended it
}

// send begins to send to an address.
func (l *line) send(t testing.TB, address string) {
	t.Helper()
	a, err := plant.Parse(address)
	if err != nil {
		t.Fatal(err)
	}
	l.box, err = outbox.Open(t.Context(), outbox.Config{Store: l.Store, Station: "press 1", Now: time.Now, Plant: plant.NewSender(a, l.Store, "press 1", "v1"), Raise: func(kind, _ string, text lang.Message) {
		l.mu.Lock()
		defer l.mu.Unlock()
		l.alarms = append(l.alarms, kind+": "+text.String())
	}})
	if err != nil {
		t.Fatal(err)
	}
}

func (l *line) stop() {
	if l.box != nil {
		l.box.Close()
		l.box = nil
	}
}

// until waits until the plant has all events.
func (l *line) until(t testing.TB) {
	t.Helper()
	for end := time.Now().Add(30 * time.Second); ; time.Sleep(2 * time.Millisecond) {
		last, _ := l.Changed()
		s := l.box.Receivers()["plant"]
		if s.Sent == last && s.Oldest.IsZero() && s.Error == "" {
			return
		}
		if time.Now().After(end) {
			t.Fatalf("never: %+v of %d", s, last)
		}
	}
}

// parts stores results of the numbers from to to.
func (l *line) parts(t testing.TB, from, to int64) {
	t.Helper()
	for n := from; n <= to; n++ {
		r := record.Result{Trigger: n, Station: "press 1", Source: "api", Part: fmt.Sprintf("P%d", n), Lot: "L1", At: record.Moment(nine.Add(time.Duration(n) * time.Second)), Milliseconds: 12.25,
			Inspector: "abc", Low: 0.1, High: 0.30000000000000004, Picture: "def", Format: "PNG", Bytes: 7,
			Judgement: record.Judgement{Verdict: record.Verdicts()[n%4], Score: 1 / float64(n+2), Reason: "", Regions: []record.Region{{X: 0.1, Score: 3}}}}
		if n%5 == 0 {
			r.Part = "a\x00b \\u0000 検査"
		}
		if err := l.AddResult(r); err != nil {
			t.Fatal(err)
		}
	}
}

func count(t testing.TB, d *database, table string) string {
	t.Helper()
	return string(d.do(t, "SELECT count(*) FROM mekiki."+table)[0][0])
}

// arrive waits until the database has so many results, and no more.
func arrive(t testing.TB, l *line, d *database, want string) {
	t.Helper()
	for end := time.Now().Add(30 * time.Second); string(d.do(t, "SELECT to_regclass('mekiki.results') IS NOT NULL")[0][0]) != "t" || count(t, d, "results") < want; time.Sleep(5 * time.Millisecond) {
		if time.Now().After(end) {
			t.Fatalf("%s results, want %s", count(t, d, "results"), want)
		}
	}
	l.until(t)
	if n := count(t, d, "results"); n != want {
		t.Errorf("%s results, want %s", n, want)
	}
}

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

// TestConnectionsBreak: the database ends connections again and again while many stations begin at once and
// send. Nothing is missing, nothing is there twice.
func TestConnectionsBreak(t *testing.T) {
	d := newDatabase(t)
	stations := make([]*line, 4)
	for i := range stations {
		stations[i] = newLine(t, t.TempDir())
		stations[i].send(t, d.address)
	}
	stop := make(chan struct{})
	var all sync.WaitGroup
	all.Go(func() {
		for range 2 {
			select {
			case <-stop:
				return
			case <-time.After(100 * time.Millisecond):
				d.do(t, "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND application_name = 'mekiki'")
			}
		}
	})
	for _, l := range stations {
		all.Go(func() {
			for n := int64(1); n <= 100; n++ {
				l.parts(t, n, n)
			}
		})
	}
	all.Wait()
	close(stop)
	for _, l := range stations {
		l.until(t)
	}
	if n := count(t, d, "results"); n != "400" {
		t.Errorf("%s results, want 400", n)
	}
}

// TestRoles: whoever reads needs no right but that; a station that adds needs none to change the schema.
func TestRoles(t *testing.T) {
	d := newDatabase(t)
	a, err := plant.Parse(d.address)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := plant.Open(t.Context(), a); err == nil || !strings.Contains(err.Error(), "no station has sent") {
		t.Errorf("%v", err)
	}
	l := newLine(t, t.TempDir())
	l.send(t, d.address)
	l.parts(t, 1, 2)
	l.until(t)
	l.stop()
	reader, writer := fmt.Sprintf("reader_%d", os.Getpid()), fmt.Sprintf("station_%d", os.Getpid())
	d.do(t, fmt.Sprintf(`CREATE ROLE %[1]s LOGIN; CREATE ROLE %[2]s LOGIN; GRANT USAGE ON SCHEMA mekiki TO %[1]s, %[2]s; GRANT SELECT ON ALL TABLES IN SCHEMA mekiki TO %[1]s, %[2]s;
		GRANT INSERT ON ALL TABLES IN SCHEMA mekiki TO %[2]s; GRANT UPDATE ON mekiki.stations TO %[2]s`, reader, writer))
	t.Cleanup(func() {
		d.do(t, fmt.Sprintf("DROP OWNED BY %[1]s, %[2]s; DROP ROLE %[1]s; DROP ROLE %[2]s", reader, writer))
	})
	if a, err = plant.Parse(d.as(reader)); err != nil {
		t.Fatal(err)
	}
	v, err := plant.Open(t.Context(), a)
	if err != nil {
		t.Fatal(err)
	}
	if list, err := v.Results(t.Context(), plant.Query{}, 9); err != nil || len(list) != 2 {
		t.Errorf("%v, %v", list, err)
	}
	v.Close()
	l.send(t, d.as(writer))
	l.parts(t, 3, 4)
	l.until(t)
	d.do(t, "UPDATE mekiki.version SET version = 99")
	if _, err := plant.Open(t.Context(), a); err == nil || !strings.Contains(err.Error(), "newer mekiki") {
		t.Errorf("%v", err)
	}
}

// TestReadingEnds: a long count ends when its reader has had enough, in the database too.
func TestReadingEnds(t *testing.T) {
	d := newDatabase(t)
	l := newLine(t, t.TempDir())
	l.send(t, d.address)
	l.parts(t, 1, 2)
	l.until(t)
	l.stop()
	v := d.view(t)
	const counting = "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND state = 'active' AND query LIKE 'SELECT json_build_object%'"
	other, err := pgconn.Connect(t.Context(), d.address)
	if err == nil {
		_, err = other.Exec(t.Context(), "BEGIN; LOCK TABLE mekiki.results").ReadAll()
	}
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = other.Close(context.Background()) }()
	ctx, stop := context.WithCancel(t.Context())
	defer stop()
	go func() {
		defer stop()
		for end := time.Now().Add(10 * time.Second); ctx.Err() == nil && time.Now().Before(end); time.Sleep(time.Millisecond) {
			if string(d.do(t, counting)[0][0]) == "1" {
				return
			}
		}
	}()
	if _, err := v.Stations(ctx, plant.Query{}); !errors.Is(err, context.Canceled) {
		t.Errorf("%v", err)
	}
	v.Close()
	for end := time.Now().Add(10 * time.Second); string(d.do(t, counting)[0][0]) != "0"; time.Sleep(time.Millisecond) {
		if time.Now().After(end) {
			t.Fatal("the database still counts")
		}
	}
}

// TestAddress: what is no address is refused, and no password is said, whatever is wrong.
func TestAddress(t *testing.T) {
	for _, text := range []string{"", "db.example", "host=db password=geheim", "mysql://u:geheim@db/x", "postgres://u:geheim@db:port/x", "postgres://u:geheim@db/x?sslmode=perhaps", "postgres://u:geh%eim@db/x"} {
		if a, err := plant.Parse(text); err == nil || strings.Contains(err.Error(), "geheim") {
			t.Errorf("%q: %v, %v", text, a, err)
		}
	}
	for text, want := range map[string]string{
		"postgres://u:geheim@db.example/mekiki?sslmode=disable":              "postgres://u@db.example:5432/mekiki",
		"postgresql://u:geheim@[::1]:99/m?password=geheim":                   "postgres://u@[::1]:99/m",
		"postgres://u@/m?host=/run/postgresql&password=geheim":               "postgres://u@/run/postgresql/m",
		"postgres://u:geheim@127.0.0.1:1/m?sslmode=disable":                  "postgres://u@127.0.0.1:1/m",
		"postgres://u:geheim@no-such-host.invalid:1/m":                       "postgres://u@no-such-host.invalid:1/m",
		"postgres://u:geheim@/m?host=/no/such/folder&port=1&sslmode=disable": "postgres://u@/no/such/folder/m",
	} {
		a, err := plant.Parse(text)
		if err != nil || a.String() != want {
			t.Errorf("%s: %v, %v", text, a, err)
			continue
		}
		if strings.Contains(want, ":1/") || strings.Contains(want, "/no/") {
			if _, err := plant.Open(t.Context(), a); err == nil || strings.Contains(err.Error(), "geheim") {
				t.Errorf("%s: %v", text, err)
			}
		}
	}
}
