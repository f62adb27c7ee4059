package plant_test

import (
	"context"
	"errors"
	"fmt"
	"os"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/jackc/pgx/v5/pgconn"

	"mekiki/internal/station/plant"
)

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
