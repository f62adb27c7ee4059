package plant_test

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"testing"
	"time"

	"mekiki/internal/station/audit"
	"mekiki/internal/station/plant"
	"mekiki/internal/station/record"
)

func (d *database) views(t testing.TB) *plant.Views {
	t.Helper()
	a, err := plant.Parse(d.address)
	if err != nil {
		t.Fatal(err)
	}
	v, err := plant.OpenViews(t.Context(), a, 2)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(v.Close)
	return v
}

// TestPages: results of two stations come page by page, each once and in the order of all, whatever is chosen;
// also where several were judged in the same microsecond.
func TestPages(t *testing.T) {
	d := newDatabase(t)
	var ids []string
	for range 2 {
		l := newLine(t, t.TempDir())
		l.send(t, d.address)
		l.parts(t, 1, 20)
		if _, err := l.AddReview("press 1", record.Mark{Trigger: 3, At: record.Moment(nine), Who: "sato", Verdict: record.OK}, record.Review); err != nil {
			t.Fatal(err)
		}
		l.until(t)
		l.stop()
		id, err := l.Identity(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		ids = append(ids, id)
	}
	d.do(t, "UPDATE mekiki.results SET recipe = CASE number % 2 WHEN 0 THEN 'aaaa' ELSE 'bbbb' END")
	v, all := d.view(t), d.views(t)
	low, high := 0.1, 0.2
	for name, c := range map[string]struct {
		plant.Query
		want int
	}{
		"all": {plant.Query{}, 40}, "one station": {plant.Query{Station: ids[1]}, 20}, "verdict": {plant.Query{Verdicts: []record.Verdict{record.NG}}, 10},
		"called": {plant.Query{Called: record.OK}, 2}, "called by nobody": {plant.Query{Called: record.None}, 38}, "another recipe": {plant.Query{Recipe: "x"}, 0}, "recipe": {plant.Query{Recipe: "aaaa"}, 20},
		"recipe of a station": {plant.Query{Recipe: "bbbb", Station: ids[0], Verdicts: []record.Verdict{record.OK}}, 5}, "recipe for a time": {plant.Query{Recipe: "aaaa", From: nine.Add(6 * time.Second), To: nine.Add(10 * time.Second)}, 4},
		"without a recipe": {plant.Query{Recipe: ""}, 40},
		"score":            {plant.Query{MinScore: &low, MaxScore: &high}, 6}, // 1/(n+2) of 4 to 8, without the NONE of 4 and 8
	} {
		whole, err := v.Results(t.Context(), c.Query, 100)
		if err != nil || len(whole) != c.want {
			t.Errorf("%s: %d, want %d; %v", name, len(whole), c.want, err)
			continue
		}
		q, pages := c.Query, []plant.Result{}
		for range 40 {
			list, err := v.Results(t.Context(), q, 3)
			if err != nil {
				t.Fatal(err)
			}
			if pages = append(pages, list...); len(list) < 3 {
				break
			}
			q.Behind = list[2].Place()
		}
		if !slices.EqualFunc(pages, whole, func(a, b plant.Result) bool { return a.StationID == b.StationID && a.Trigger == b.Trigger }) {
			t.Errorf("%s: pages are not the whole", name)
		}
		for _, most := range []int{100, 7, 6, 1} {
			var each []plant.Result
			for r, err := range all.EachResult(t.Context(), c.Query, 3, most) {
				if err != nil {
					t.Fatal(err)
				}
				each = append(each, r)
			}
			if !slices.EqualFunc(each, whole[:min(most, len(whole))], func(a, b plant.Result) bool { return a.StationID == b.StationID && a.Trigger == b.Trigger }) {
				t.Errorf("%s: one after another, at most %d, they are %d others", name, most, len(each))
			}
		}
	}
}

// TestStandings: a station stands as it said last, and one result has all that was added to it.
func TestStandings(t *testing.T) {
	d := newDatabase(t)
	l := newLine(t, t.TempDir())
	l.send(t, d.address)
	l.parts(t, 1, 4)
	id, err := l.Identity(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	note := func(kind string, body any) {
		t.Helper()
		if err := l.Note(audit.Entry{At: nine, Who: "sato", What: "test"}, kind, body); err != nil {
			t.Fatal(err)
		}
	}
	note(record.EventState, record.Step{State: "Ready"})
	note(record.EventState, record.Step{State: "Error"})
	note(record.EventAlarm, record.Alarm{Kind: "late", Text: "slow"})
	note(record.EventRecipe, map[string]string{"hash": "aaaa"})
	if err := l.AddLate("press 1", record.Late{Trigger: 4, At: record.Moment(nine), Judgement: record.Judgement{Verdict: record.NG, Score: 9, Regions: []record.Region{}}}); err != nil {
		t.Fatal(err)
	}
	for _, v := range []record.Verdict{record.NG, record.OK} {
		if _, err := l.AddReview("press 1", record.Mark{Trigger: 4, At: record.Moment(nine), Who: "sato", Verdict: v}, record.None); err != nil {
			t.Fatal(err)
		}
	}
	l.until(t)
	v := d.view(t)
	stands, err := v.Standings(t.Context())
	if err != nil || len(stands) != 1 || stands[0].ID != id || stands[0].State == nil || stands[0].State.State != "Error" || stands[0].Alarm == nil || stands[0].Alarm.Text != "slow" {
		t.Errorf("%+v, %v", stands, err)
	}
	recipes, err := v.Recipes(t.Context())
	if err != nil || len(recipes) != 1 || recipes[0].Hash != "aaaa" || recipes[0].Station != id || recipes[0].Name != "press 1" {
		t.Errorf("%+v, %v", recipes, err)
	}
	f, err := v.Result(t.Context(), plant.ID{Station: id, Number: 4})
	if err != nil || f.Trigger != 4 || f.StationID != id || f.Called != record.OK || f.Late == nil || f.Late.Score != 9 || f.Shadow != nil || len(f.Reviews) != 2 || f.Reviews[1].Verdict != record.OK {
		t.Errorf("%+v, %v", f, err)
	}
	if _, err := l.AddReview("press 1", record.Mark{Trigger: 4, At: record.Moment(nine), Who: "sato", Verdict: record.None}, record.OK); err != nil {
		t.Fatal(err)
	}
	l.until(t)
	if f, err := v.Result(t.Context(), plant.ID{Station: id, Number: 4}); err != nil || f.Called != "" || len(f.Reviews) != 3 {
		t.Errorf("taken back: %+v, %v", f, err)
	}
	for called, want := range map[record.Verdict]int{record.None: 4, record.OK: 0} {
		list, err := v.Results(t.Context(), plant.Query{Called: called}, 100)
		if err != nil || len(list) != want || want > 0 && list[0].Called != "" {
			t.Errorf("called %s: %+v, %v", called, list, err)
		}
	}
	if f, err := v.Result(t.Context(), plant.ID{Station: id, Number: 3}); err != nil || f.Late != nil || len(f.Reviews) != 0 || f.Reviews == nil {
		t.Errorf("%+v, %v", f, err)
	}
	for _, at := range []plant.ID{{Station: id, Number: 5}, {Station: "x", Number: 4}, {Station: id, Number: 4, Digest: "x"}} {
		if _, err := v.Result(t.Context(), at); !errors.Is(err, record.ErrNone) {
			t.Errorf("%v", err)
		}
	}
}

// TestEachJudged gives what a station's own store gives, over many pages.
func TestEachJudged(t *testing.T) {
	d := newDatabase(t)
	l := newLine(t, t.TempDir())
	l.send(t, d.address)
	l.parts(t, 1, 2)
	l.until(t)
	l.stop()
	id, err := l.Identity(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	// 11,000 parts, of which every tenth came in the same microsecond as another.
	d.do(t, `INSERT INTO mekiki.results SELECT '`+id+`', n, 'd' || n, '2026-11-30T00:00:00Z'::timestamptz + (n - (n % 10) / 9) * interval '1 s', CASE n % 4 WHEN 0 THEN 'NONE' WHEN 1 THEN 'OK' WHEN 2 THEN 'NG' ELSE 'REVIEW' END, n, '', '', 'aaaa',
		CASE n % 100 WHEN 7 THEN 'OK' ELSE '' END, 1, CASE n % 3 WHEN 0 THEN '{"reason": "held"}' ELSE '{}' END::jsonb FROM generate_series(1000, 11999) n`)
	views := d.views(t)
	var last record.Judged
	seen, held := 0, 0
	for j, err := range views.EachJudged(t.Context(), id, "aaaa", time.Time{}, time.Time{}) {
		if err != nil {
			t.Fatal(err)
		}
		if j.At.Before(last.At) || j.At.Equal(last.At) && j.Trigger <= last.Trigger || j.Score != float64(j.Trigger) || j.Verdict == record.None || j.Held != (j.Trigger%3 == 0) {
			t.Fatalf("%+v behind %+v", j, last)
		}
		last = j
		seen++
		if j.Held {
			held++
		}
	}
	if want := 11000*3/4 - 11000/100; seen != want || held == 0 {
		t.Errorf("%d of %d, %d held", seen, want, held)
	}
	n := 0
	for range views.EachJudged(t.Context(), id, "aaaa", time.Date(2026, 11, 30, 0, 20, 0, 0, time.UTC), time.Date(2026, 11, 30, 0, 21, 0, 0, time.UTC)) {
		n++
	}
	if n < 40 || n > 50 {
		t.Errorf("%d in a minute", n)
	}
}

// TestViewsComeBack: a connection that was ended is made anew, and one that was given up disturbs nobody.
func TestViewsComeBack(t *testing.T) {
	d := newDatabase(t)
	l := newLine(t, t.TempDir())
	l.send(t, d.address)
	l.parts(t, 1, 2)
	l.until(t)
	l.stop()
	views := d.views(t)
	ask := func() error {
		_, err := plant.With(t.Context(), views, func(ctx context.Context, v *plant.View) ([]plant.Result, error) {
			return v.Results(ctx, plant.Query{}, 1)
		})
		return err
	}
	for range 5 {
		if err := ask(); err != nil {
			t.Fatal(err)
		}
	}
	d.do(t, "SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()")
	failed := 0
	for range 6 {
		if ask() != nil {
			failed++
		}
	}
	if failed > 2 {
		t.Errorf("%d questions failed of 6, with 2 connections", failed)
	}
	ctx, stop := context.WithCancel(t.Context())
	stop()
	if _, err := plant.With(ctx, views, func(ctx context.Context, v *plant.View) ([]plant.Result, error) {
		return v.Results(ctx, plant.Query{}, 1)
	}); err == nil {
		t.Error("no error")
	}
	for range 4 {
		if err := ask(); err != nil {
			t.Error(fmt.Errorf("afterwards: %w", err))
		}
	}
}
