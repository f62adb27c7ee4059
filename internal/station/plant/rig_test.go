package plant_test

import (
	"fmt"
	"net/url"
	"sync"
	"testing"
	"time"

	"go.uber.org/goleak"

	"mekiki/internal/lang"
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
