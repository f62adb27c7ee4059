package server

import (
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"mekiki/internal/station/people"
	"mekiki/internal/station/recipe"
	"mekiki/internal/station/record"
)

// TestReport of a version and a period: counts, shares, reasons and parts are those that were stored, and no others.
func TestReport(t *testing.T) {
	r := newRig(t)
	var b recipe.Book
	r.into(t, &b, http.StatusOK, "GET", "/api/v1/recipes", nil)
	from := time.Now().Add(-24 * time.Hour).Truncate(time.Hour).UTC()
	r.hours(t, b.Active, from.Add(-time.Hour), 1, 5, 1) // before the period
	r.hours(t, "other", from, 1, 5, 1)
	r.hours(t, b.Active, from, 2, 3, 0.5)
	r.hours(t, b.Active, from.Add(2*time.Hour), 1, 5, 1) // after it
	to := from.Add(2 * time.Hour)
	period := "from=" + url.QueryEscape(from.Format(time.RFC3339)) + "&to=" + url.QueryEscape(to.Format(time.RFC3339))
	in := func(verdict string) []Listed {
		var p Page
		r.into(t, &p, http.StatusOK, "GET", "/api/v1/results?recipe="+b.Active+"&verdict="+verdict+"&"+period, nil)
		return p.Results
	}
	good, bad := in("OK"), in("NG")
	for trigger, verdict := range map[int64]string{good[0].Trigger: "NG", bad[0].Trigger: "OK", bad[1].Trigger: "NG"} {
		if a, text := r.ask(t, "POST", "/api/v1/results/"+strconv.FormatInt(trigger, 10)+"/reviews", []byte(`{"verdict":"`+verdict+`","who":"sato"}`), jsonBody...); a.Code != http.StatusCreated {
			t.Fatalf("%d: %s", a.Code, text)
		}
	}
	var y Report
	r.into(t, &y, http.StatusOK, "GET", "/api/v1/report?lang=ja&"+period, nil)
	if y.Station != r.Name() || y.Recipe.Hash != b.Active || y.Recipe.High != 2 || !y.From.Equal(from) || !y.To.Equal(to) || time.Since(y.Made) > time.Hour || !y.Tally.First.Equal(from) || !y.Tally.Last.Equal(from.Add(89*time.Minute)) {
		t.Errorf("%+v", y)
	}
	if c := y.Tally.Counts; c[record.OK] != 52 || c[record.NG] != 6 || c[record.Review] != 2 || c[record.None] != 0 || y.Scores.Count != 58 || y.Scores.Held != 2 {
		t.Errorf("%+v, %+v", c, y.Scores)
	}
	if k := y.Known; k.Good != 1 || k.Bad != 2 || k.Escapes.Count != 1 || k.Overkill.Count != 1 || k.Escapes.High < 0.9 || k.Escapes.Low > 0.1 {
		t.Errorf("%+v", k)
	}
	if len(y.Reasons) != 1 || y.Reasons[0].Count != 2 || y.Reasons[0].Text != "darker than all good pictures" || !strings.Contains(y.Reasons[0].Said, "暗い") {
		t.Errorf("%+v", y.Reasons)
	}
	same := func(a, b Listed) bool { return a.Trigger == b.Trigger }
	slices.SortFunc(y.Worst, func(a, b Listed) int { return int(b.Trigger - a.Trigger) }) // of one score
	if !slices.EqualFunc(y.Worst, bad, same) || !slices.EqualFunc(y.Escaped, good[:1], same) || !slices.EqualFunc(y.Overkilled, bad[:1], same) || y.Escaped[0].Called != record.NG {
		t.Errorf("%+v, %+v, %+v", y.Worst, y.Escaped, y.Overkilled)
	}

	y = Report{}
	r.into(t, &y, http.StatusOK, "GET", "/api/v1/report", nil)
	if c := y.Tally.Counts; c[record.OK]+c[record.NG]+c[record.Review] != 120 || !y.From.IsZero() || !y.To.Equal(y.Made) {
		t.Errorf("%+v", y)
	}
	r.refused(t, http.StatusUnprocessableEntity, "period", "GET", "/api/v1/report?from=2999-01-01T00:00:00Z", nil)
	r.refused(t, http.StatusUnprocessableEntity, "period", "GET", "/api/v1/report?from=2026-01-02T00:00:00Z&to=2026-01-02T00:00:00Z", nil)
	r.refused(t, http.StatusNotFound, "not-found", "GET", "/api/v1/report?recipe=none", nil)
}

// TestReportByRole: whoever has logged in reads it, nobody else does.
func TestReportByRole(t *testing.T) {
	c := newCrew(t)
	c.refused(t, http.StatusUnauthorized, "log-in", "GET", "/api/v1/report", nil)
	for _, role := range []people.Role{people.Engineer, people.Auditor} {
		var y Report
		if c.user(t, "u."+string(role), role).into(t, &y, http.StatusOK, "GET", "/api/v1/report", ""); y.Station != c.Name() {
			t.Errorf("%s: %+v", role, y)
		}
	}
}
