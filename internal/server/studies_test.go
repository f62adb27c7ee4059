package server

import (
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"mekiki/internal/station/agreement"
	"mekiki/internal/station/people"
	"mekiki/internal/station/recipe"
	"mekiki/internal/station/store"
)

// TestStudy: two appraisers and the inspector call four parts; nobody sees a result before the end, and what was called
// stands in the audit.
func TestStudy(t *testing.T) {
	c := newCrew(t)
	eng, op := c.user(t, "sato", people.Engineer), c.user(t, "ito", people.Operator)
	for _, round := range []int{1, 2} { // the parts are presented again
		for i, grey := range [][]byte{grey(255), grey(255), grey(0), grey(0)} {
			if round == 2 && i == 3 {
				continue
			}
			eng.r.into(t, &Result{}, http.StatusCreated, "POST", fmt.Sprintf("/api/v1/parts?part=S%d", i), grey, "Cookie", eng.cookie, csrfHeader, eng.csrf, "Content-Type", "image/png")
		}
	}
	var b recipe.Book
	eng.into(t, &b, http.StatusOK, "GET", "/api/v1/recipes", "")
	body := `{"name":"edges","rounds":2,"recipe":"%s","parts":[{"trigger":1,"reference":"OK"},{"trigger":2,"reference":"OK"},{"trigger":3,"reference":"NG"},{"trigger":4,"reference":"%s"}],"reason":"new shift"}`
	eng.refused(t, http.StatusConflict, "study", "POST", "/api/v1/studies", fmt.Sprintf(body, b.Active, "OK"))
	eng.refused(t, http.StatusConflict, "study", "POST", "/api/v1/studies", strings.Replace(fmt.Sprintf(body, b.Active, "NG"), `"trigger":4`, `"trigger":44`, 1))
	eng.refused(t, http.StatusNotFound, "not-found", "POST", "/api/v1/studies", fmt.Sprintf(body, "none", "NG"))
	op.refused(t, http.StatusForbidden, "role", "POST", "/api/v1/studies", fmt.Sprintf(body, b.Active, "NG"))
	var v StudyView
	eng.into(t, &v, http.StatusCreated, "POST", "/api/v1/studies", fmt.Sprintf(body, b.Active, "NG"))
	if _, text := eng.r.ask(t, "GET", "/api/v1/studies", nil, eng.headers()...); strings.Contains(string(text), "reference") {
		t.Errorf("it tells what parts are: %s", text)
	}
	// More at once than the store has readers: none waits for another.
	listed := make(chan bool)
	for range 40 {
		go func() {
			answer, _ := eng.r.ask(t, "GET", "/api/v1/studies", nil, eng.headers()...)
			listed <- answer.Code == http.StatusOK
		}()
	}
	for range 40 {
		select {
		case ok := <-listed:
			if !ok {
				t.Error("a list of studies is refused")
			}
		case <-time.After(20 * time.Second):
			t.Fatal("lists of studies wait for each other")
		}
	}
	if v.ID != 1 || v.Count != 4 || v.Parts != nil || v.Who != "sato" || v.End != nil {
		t.Errorf("%+v", v)
	}
	for _, l := range []*login{eng, op} {
		var at agreement.Turn
		l.into(t, &at, http.StatusOK, "GET", "/api/v1/studies/1/next", "")
		for n := range 8 {
			said := "OK"
			if at.Trigger > 2 {
				said = "NG"
			}
			if l == op && at.Round == 2 && at.Trigger == 3 {
				said = "REVIEW"
			}
			call := fmt.Sprintf(`{"round":%d,"trigger":%d,"verdict":%q}`, at.Round, at.Trigger, said)
			at = agreement.Turn{}
			l.into(t, &at, http.StatusCreated, "POST", "/api/v1/studies/1/calls", call)
			l.refused(t, http.StatusConflict, "study", "POST", "/api/v1/studies/1/calls", call) // it cannot be said again
			if (at.Trigger == 0) != (n == 7) {
				t.Fatalf("%+v after %d calls", at, n+1)
			}
		}
	}
	eng.refused(t, http.StatusConflict, "study", "GET", "/api/v1/studies/1/result", "")
	op.refused(t, http.StatusForbidden, "role", "POST", "/api/v1/studies/1/end", `{}`)
	var end struct {
		Study  StudyView
		Result agreement.Outcome
	}
	eng.into(t, &end, http.StatusCreated, "POST", "/api/v1/studies/1/end", `{"reason":"all have called"}`)
	eng.refused(t, http.StatusConflict, "study", "POST", "/api/v1/studies/1/end", `{}`)
	eng.refused(t, http.StatusConflict, "study", "GET", "/api/v1/studies/1/next", "")
	eng.refused(t, http.StatusNotFound, "not-found", "GET", "/api/v1/studies/9/result", "")
	a := end.Result.Appraisers
	if len(a) != 3 || a[0].Name != "ito" || a[0].Effectiveness.Count != 3 || a[0].Unsure.Count != 1 || a[1].Effectiveness.Count != 4 || !a[2].Inspector || a[2].Rounds != 1 || a[2].Effectiveness.Count != 4 {
		t.Errorf("%+v", end.Result)
	}
	if end.Study.End == nil || len(end.Study.Parts) != 4 || end.Study.Parts[0].Part != "S0" || len(end.Study.Appraisers) != 2 || end.Study.Appraisers[1].Done != 8 {
		t.Errorf("%+v", end.Study)
	}
	var list struct{ Studies []StudyView }
	if op.into(t, &list, http.StatusOK, "GET", "/api/v1/studies", ""); len(list.Studies) != 1 {
		t.Errorf("%+v", list)
	}
	checked, err := c.Store().(*store.Store).Verify(t.Context())
	if err != nil || len(checked.Findings) > 0 {
		t.Errorf("%+v, %v", checked, err)
	}
}
