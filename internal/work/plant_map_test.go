package work

import (
	"math"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"mekiki/internal/station"
	"mekiki/internal/station/record"
	"mekiki/internal/work/job"
)

// TestMapOfParts: all parts whose pictures are kept lie in the unit square, the same each time; where too few are kept it says so.
func TestMapOfParts(t *testing.T) {
	p, ctx := plantRig(t), t.Context()
	b, err := p.Recipes(ctx)
	if err != nil {
		t.Fatal(err)
	}
	hash := b.Entries[0].Hash
	if m := p.PartsMap(hash); len(m.Points) != 0 || m.Points == nil || !m.At.IsZero() {
		t.Errorf("%+v", m)
	}
	draw := func(last int) (job.Job, *PartsMap) {
		t.Helper()
		one, err := p.DrawMap(ctx, hash, last, "sato")
		if err != nil {
			t.Fatal(err)
		}
		for one.State == job.Running {
			time.Sleep(time.Millisecond)
			one, _ = p.Jobs.Get(one.ID)
		}
		return one, p.PartsMap(hash)
	}
	one, m := draw(100)
	if one.State != job.Done || one.Result != (MapDone{5, 0}) || one.Steps > one.Of {
		t.Fatalf("%+v", one)
	}
	verdicts, wide := map[int64]record.Verdict{}, 0.0
	list, err := p.Store().Results(ctx, record.Query{})
	if err != nil {
		t.Fatal(err)
	}
	for _, r := range list {
		verdicts[r.Trigger] = r.Verdict
	}
	for _, a := range m.Points {
		if a.X < 0 || a.X > 1 || a.Y < 0 || a.Y > 1 || a.Verdict != verdicts[a.Trigger] {
			t.Errorf("%+v", a)
		}
		delete(verdicts, a.Trigger)
		for _, b := range m.Points {
			wide = max(wide, math.Abs(a.X-b.X), math.Abs(a.Y-b.Y))
		}
	}
	if len(verdicts) != 0 || math.Abs(wide-1) > 1e-9 {
		t.Errorf("%v are missing, the map is %v wide", verdicts, wide)
	}
	if _, again := draw(100); again == m || again.Points[3] != m.Points[3] {
		t.Errorf("%+v, then %+v", m.Points, again.Points)
	}
	// The picture of a bad part once more lies beside it, and what a person called it is told.
	picture, format, err := p.Picture(ctx, 5)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := p.Submit(ctx, station.Part{Picture: picture, Format: format, Source: "api"}); err != nil {
		t.Fatal(err)
	}
	if _, err := p.AddReview(ctx, record.Mark{Trigger: 6, Who: "sato", Verdict: record.NG}); err != nil {
		t.Fatal(err)
	}
	one, m = draw(100)
	at := map[int64]MappedPoint{}
	for _, a := range m.Points {
		at[a.Trigger] = a
	}
	apart := func(a, b int64) float64 { return math.Hypot(at[a].X-at[b].X, at[a].Y-at[b].Y) }
	for n := int64(1); n < 5; n++ {
		if one.Result != (MapDone{6, 0}) || apart(6, n) < 2*apart(6, 5) {
			t.Errorf("%+v: from the same picture %v, from part %d %v", one.Result, apart(6, 5), n, apart(6, n))
		}
	}
	if at[6].Called != record.NG || at[5].Called != "" {
		t.Errorf("%+v", at)
	}
	if one, _ := draw(4); one.State != job.Failed || !strings.Contains(one.Error, "needs 5 parts") {
		t.Errorf("%+v", one)
	}
	if m := p.PartsMap("another"); len(m.Points) != 0 {
		t.Errorf("the map of another version: %+v", m)
	}
	if err := os.RemoveAll(filepath.Join(p.dir, "inspectors")); err != nil {
		t.Fatal(err)
	}
	if one, _ := draw(100); one.State != job.Failed {
		t.Errorf("%+v", one)
	}
}
