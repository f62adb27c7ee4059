package main

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"path/filepath"
	"slices"
	"strconv"
	"syscall"
	"testing"
	"time"

	"mekiki/internal/station/plant"
	"mekiki/internal/station/record"
	"mekiki/internal/testutil"
)

// pressed are the results of a station of a plant: one part every so often, judged by one recipe after another.
type pressed struct {
	made
	name, id string
	every    time.Duration
}

const pressedRecipes = 4

func (p pressed) result(number int64) record.Result {
	r := p.made.result(number)
	r.Station, r.At = p.name, p.until.Add(-time.Duration(int64(p.count)-number)*p.every)
	r.Recipe = p.recipe((number - 1) * pressedRecipes / int64(p.count))
	return r
}

func (p pressed) recipe(n int64) string {
	sum := sha256.Sum256([]byte(fmt.Sprint(p.name, n)))
	return hex.EncodeToString(sum[:])
}

// A station that has nothing to send besides what it is given.
func (p pressed) Identity(context.Context) (string, error)                       { return p.id, nil }
func (p pressed) Events(context.Context, int64, int) ([]record.Event, error)     { return nil, nil }
func (p pressed) Records(context.Context, int, func([]record.Event) error) error { return nil }

// send sends all to a database, as a station does.
func (p pressed) send(t *testing.T, to *plant.Address) {
	t.Helper()
	s := plant.NewSender(to, p, p.name, "v1")
	defer s.Close()
	if _, err := s.Begin(t.Context()); err != nil {
		t.Fatal(err)
	}
	var list []record.Event
	last := int64(0)
	add := func(at time.Time, kind string, body any) {
		b, err := json.Marshal(body)
		if err != nil {
			t.Fatal(err)
		}
		last++
		list = append(list, record.Event{ID: last, At: at, Kind: kind, Body: b})
	}
	for n := int64(1); n <= int64(p.count); n++ {
		r := p.result(n)
		add(r.At, record.EventResult, r)
		if c := p.called(r); c != "" {
			add(r.At, record.EventReview, record.Mark{ID: n, Trigger: n, At: r.At, Who: "sato", Verdict: c})
		}
		if len(list) >= 500 || n == int64(p.count) {
			if err := s.Take(t.Context(), list); err != nil {
				t.Fatal(err)
			}
			list = list[:0]
		}
	}
}

// TestManyAtPlant asks the pages of a plant what they ask for, and wants the answers of a plain loop over all results. Two
// stations with 500 each; bench/soak.sh plant asks for more, and pages of results within 500 ms, but for those by score.
func TestManyAtPlant(t *testing.T) {
	count := int(asked(t, "MEKIKI_PLANT_RESULTS", 1000)) / 2
	address := testutil.PostgreSQL(t)
	to, err := plant.Parse(address)
	if err != nil {
		t.Fatal(err)
	}
	like := record.Result{Source: "api", Inspector: hex.EncodeToString(make([]byte, 32)), Low: 1, High: 1.5, Format: "PNG", Bytes: 70_000}
	stations, began := []pressed{}, record.Moment(time.Now())
	for n, name := range []string{"press 1", "press 2"} {
		p := pressed{made{like, began, count}, name, strconv.Itoa(n + 1), 20 * time.Second}
		p.send(t, to)
		stations = append(stations, p)
	}
	testutil.SQL(t, address, "VACUUM ANALYZE mekiki.results") // as the database does by itself, in time
	size := testutil.SQL(t, address, "SELECT pg_size_pretty(pg_total_relation_size('mekiki.results'))")
	t.Logf("%d results, sent in %.0f s: %s", 2*count, time.Since(began).Seconds(), size[0][0])

	s := starting(t, pages(t, "station", "view", address, "--dir", filepath.Join(t.TempDir(), "view")))
	s.listening(t)
	one := stations[0]
	some := one.result(int64(count / 3))
	back, f := one.until.Add(-time.Duration(count/2)*one.every), func(v float64) string { return strconv.FormatFloat(v, 'g', -1, 64) }
	for _, c := range []struct {
		q    url.Values
		want func(id string, r record.Result) bool
	}{
		{url.Values{}, func(string, record.Result) bool { return true }},
		{url.Values{"verdict": {"NG"}}, func(_ string, r record.Result) bool { return r.Verdict == record.NG }},
		{url.Values{"lot": {some.Lot}}, func(_ string, r record.Result) bool { return r.Lot == some.Lot }},
		{url.Values{"part": {some.Part}}, func(_ string, r record.Result) bool { return r.Part == some.Part }},
		{url.Values{"station": {one.id}}, func(id string, _ record.Result) bool { return id == one.id }},
		{url.Values{"to": {back.Format(time.RFC3339Nano)}}, func(_ string, r record.Result) bool { return r.At.Before(back) }},
		{url.Values{"recipe": {one.recipe(pressedRecipes - 1)}}, func(_ string, r record.Result) bool { return r.Recipe == one.recipe(pressedRecipes-1) }},
		{url.Values{"recipe": {one.recipe(0)}}, func(_ string, r record.Result) bool { return r.Recipe == one.recipe(0) }},
		{url.Values{"recipe": {one.recipe(0)}, "verdict": {"NG"}, "station": {one.id}}, func(_ string, r record.Result) bool { return r.Recipe == one.recipe(0) && r.Verdict == record.NG }},
		{url.Values{"min_score": {f(1.45)}, "max_score": {f(1.5)}}, func(_ string, r record.Result) bool { return r.Score >= 1.45 && r.Score < 1.5 }},
		{url.Values{"called": {"NG"}}, func(_ string, r record.Result) bool { return one.called(r) == record.NG }},
	} {
		var page struct {
			Results []struct {
				StationID string `json:"station_id"`
				Trigger   int64
			}
		}
		c.q.Set("limit", "50")
		if took := timed(t, s.address, "/api/v1/results", c.q, &page); count > 500 && took > 500 && !c.q.Has("min_score") {
			t.Errorf("%s takes %.0f ms", c.q.Encode(), took)
		}
		var want, got []string
		for n := int64(count); n > 0 && len(want) < 50; n-- {
			for _, p := range slices.Backward(stations) {
				if c.want(p.id, p.result(n)) {
					want = append(want, fmt.Sprint(p.id, "/", n))
				}
			}
		}
		for _, r := range page.Results {
			got = append(got, fmt.Sprint(r.StationID, "/", r.Trigger))
		}
		if !slices.Equal(got, want[:min(50, len(want))]) {
			t.Errorf("%v: %v, want %v", c.q, got, want)
		}
	}
	var whatever map[string]any
	timed(t, s.address, "/api/v1/results/"+one.id+"/"+strconv.Itoa(count/2), nil, &whatever)
	timed(t, s.address, "/api/v1/recipes", nil, &whatever)
	timed(t, s.address, "/api/v1/stations", url.Values{"from": {one.until.Add(-24 * time.Hour).Format(time.RFC3339Nano)}}, &whatever)
	timed(t, s.address, "/api/v1/stations", nil, &whatever)
	var drift struct {
		Groups  []struct{ Parts int }
		LeftOut int `json:"left_out"`
	}
	timed(t, s.address, "/api/v1/drift", url.Values{"station": {one.id}, "recipe": {one.recipe(0)}, "by": {"parts"}, "parts": {"50"}}, &drift)
	if len(drift.Groups) == 0 {
		t.Errorf("no groups: %+v", drift)
	}
	began = time.Now()
	a, err := http.Get(s.address + "/api/v1/export")
	if err != nil {
		t.Fatal(err)
	}
	defer a.Body.Close()
	n, err := io.Copy(io.Discard, a.Body)
	t.Logf("export: %d results, %d MB in %.1f s; %v", min(2*count, 100_000), n/1e6, time.Since(began).Seconds(), err)
	s.cmd.Process.Signal(syscall.SIGTERM)
	code(t, s.cmd)
}
