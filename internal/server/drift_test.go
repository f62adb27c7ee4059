package server

import (
	"net/http"
	"net/url"
	"sync"
	"testing"
	"time"

	"mekiki/internal/spc"
	"mekiki/internal/station/recipe"
	"mekiki/internal/station/record"
	"mekiki/internal/work"
)

// hours stores results of the version that judges: 30 an hour from a moment on, of which a number are NG, and
// the others' scores lie around a middle.
func (r *rig) hours(t *testing.T, hash string, from time.Time, hours, ng int, middle float64) {
	t.Helper()
	var wait sync.WaitGroup
	for h := range hours {
		for i := range 30 {
			v := record.Result{Judgement: record.Judgement{Verdict: record.OK, Score: middle + float64(i)/100 + float64(h%3)/50, Regions: []record.Region{}},
				Station: r.Name(), At: from.Add(time.Duration(h)*time.Hour + time.Duration(i)*time.Minute), Recipe: hash, Format: "PNG"}
			switch {
			case i < ng:
				v.Verdict, v.Score = record.NG, 2
			case i == 29:
				v.Verdict, v.Reason = record.Review, "darker than all good pictures"
			}
			wait.Go(func() {
				var err error
				if v.Trigger, err = r.Store().Trigger(); err == nil {
					err = r.Store().AddResult(v)
				}
				if err != nil {
					t.Error(err)
				}
			})
		}
	}
	wait.Wait()
}

// TestDrift: the base line is that of the first hours, what comes later is held against it, and
// another begin of the base line makes the change the usual.
func TestDrift(t *testing.T) {
	r := newRig(t)
	var b recipe.Book
	r.into(t, &b, http.StatusOK, "GET", "/api/v1/recipes", nil)
	from := time.Now().Add(time.Hour).Truncate(time.Hour).UTC() // behind the release
	r.hours(t, b.Active, from, 25, 1, 1)
	changed := from.Add(25 * time.Hour)
	r.hours(t, b.Active, changed, 10, 9, 1.1)
	var d work.Drift
	r.into(t, &d, http.StatusOK, "GET", "/api/v1/drift", nil)
	if len(d.Groups) != 35 || d.Base.Groups != 25 || d.Base.Parts != 750 || !d.Base.From.Equal(from) || !d.Base.Limits || !d.Groups[24].Base || d.Groups[25].Base || d.Groups[0].Held != 1 || d.Groups[30].NG != 9 {
		t.Fatalf("%+v, %+v", d.Base, d.Groups)
	}
	for _, c := range d.Charts {
		rules := map[spc.Rule]int{}
		for _, s := range c.Signals {
			if rules[s.Rule]++; s.From.Before(changed) || !s.Up {
				t.Errorf("%s: a signal before the change: %+v", c.Kind, s)
			}
		}
		switch c.Kind {
		case work.ChartNG:
			if rules[spc.Beyond] != 1 || rules[spc.Run] != 1 || c.Points[30].Value != 0.3 || c.Points[30].Limits[1] > 0.3 || len(c.Points[30].Rules) == 0 {
				t.Errorf("%+v", c)
			}
		case work.ChartMedian, work.ChartUpper:
			if rules[spc.Smoothed] != 1 || c.Points[34].Smoothed.Value < c.Centre+0.05 {
				t.Errorf("%s: %+v", c.Kind, c)
			}
		default:
			if len(c.Signals) > 0 {
				t.Errorf("%s: %+v", c.Kind, c.Signals)
			}
		}
	}
	at := func(moment time.Time) string { return url.QueryEscape(moment.Format(time.RFC3339)) }
	d = work.Drift{}
	r.into(t, &d, http.StatusOK, "GET", "/api/v1/drift?from="+at(changed)+"&since="+at(changed), nil)
	if len(d.Groups) != 10 || d.Base.Groups != 10 || !d.Base.From.Equal(changed) || len(d.Charts[0].Signals) != 0 || d.Charts[0].Centre != 0.3 {
		t.Errorf("%+v", d)
	}
	d = work.Drift{}
	r.into(t, &d, http.StatusOK, "GET", "/api/v1/drift?by=parts&parts=500&to="+at(changed), nil)
	if len(d.Groups) != 2 || d.Groups[0].Parts != 500 || d.Groups[1].Parts != 250 || d.Base.Limits || len(d.Charts) != 5 || d.Charts[3].Points[0].Limits != nil {
		t.Errorf("%+v", d)
	}
	r.refused(t, http.StatusNotFound, "not-found", "GET", "/api/v1/drift?recipe=none", nil)
}
