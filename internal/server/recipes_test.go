package server

import (
	"encoding/json"
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"mekiki/internal/station/recipe"
	"mekiki/internal/station/record"
	"mekiki/internal/work/job"
)

// ended waits for the end of a job.
func (r *rig) ended(t *testing.T, j Job) Job {
	t.Helper()
	for j.State == job.Running {
		time.Sleep(time.Millisecond)
		r.into(t, &j, http.StatusOK, "GET", jobPath(j.ID)+"?lang=ja", nil)
	}
	return j
}

// TestRecipes: a version is tried on stored parts, released with a reason and chosen by index;
// what is out of order is refused in words.
func TestRecipes(t *testing.T) {
	r := newRig(t)
	for _, v := range []uint8{0, 255, 9} { // NG, OK, REVIEW, by scores that are greys
		r.into(t, &Result{}, http.StatusCreated, "POST", "/api/v1/parts", grey(v))
	}
	var b recipe.Book
	r.into(t, &b, http.StatusOK, "GET", "/api/v1/recipes", nil)
	if len(b.Entries) != 1 || b.Active != b.Entries[0].Hash {
		t.Fatalf("%+v", b)
	}
	first := b.Entries[0]
	e, err := r.AddRecipe(t.Context(), recipe.Version{Product: "grey", Inspector: first.Inspector, Low: 100, High: 200, Who: "sato"}, "lamp")
	if err != nil {
		t.Fatal(err)
	}
	path := "/api/v1/recipes/" + e.Hash
	post := func(text string, a ...any) []byte { return fmt.Appendf(nil, text, a...) }
	r.refused(t, http.StatusConflict, "recipe", "POST", path+"/steps", post(`{"kind":"released","who":"sato","reason":"good"}`), jsonBody...)
	r.refused(t, http.StatusUnprocessableEntity, "", "POST", path+"/steps", post(`{"kind":"active","who":"sato","reason":"good"}`), jsonBody...)
	r.refused(t, http.StatusNotFound, "not-found", "GET", path+"/trial", nil)
	for _, body := range []string{`{"days":0}`, `{"most":20001}`, `{"seed":-1}`, `{"last":10}`} {
		r.refused(t, http.StatusUnprocessableEntity, "", "POST", path+"/trial", []byte(body), jsonBody...)
	}
	r.refused(t, http.StatusConflict, "recipe", "GET", path+"/heat/1", nil) // the station has no such inspector
	r.refused(t, http.StatusNotFound, "not-found", "GET", path+"/heat/99", nil)
	r.refused(t, http.StatusConflict, "recipe", "GET", "/api/v1/inspectors/"+first.Inspector, nil)
	var j Job
	a := r.into(t, &j, http.StatusAccepted, "POST", path+"/trial", post(`{"days":1,"most":10,"who":"sato"}`), jsonBody...)
	if a.Header().Get("Location") != jobPath(j.ID) || j.Kind != "trial" || j.About != e.Hash {
		t.Errorf("%+v, %v", j, a.Header())
	}
	if j = r.ended(t, j); j.State != job.Done {
		t.Fatalf("%+v", j)
	}
	var tried recipe.Trial
	r.into(t, &tried, http.StatusOK, "GET", path+"/trial", nil)
	if tried.Found != 3 || tried.Could != 3 || tried.Asked != 10 || tried.To.Sub(tried.From) != 24*time.Hour || tried.Judged != 3 || len(tried.Changed) != 3 || tried.Counts[record.OK][record.NG] != 1 || tried.Counts[record.NG][record.OK] != 1 || tried.Counts[record.Review][record.OK] != 1 {
		t.Errorf("%+v", tried)
	}
	r.refused(t, http.StatusUnprocessableEntity, "", "POST", path+"/steps", post(`{"kind":"released","who":"sato","reason":""}`), jsonBody...)
	r.refused(t, http.StatusUnprocessableEntity, "second", "POST", path+"/steps", post(`{"kind":"released","who":"sato","second":"Sato","reason":"good"}`), jsonBody...)
	var now recipe.Entry
	if r.into(t, &now, http.StatusCreated, "POST", path+"/steps", post(`{"kind":"released","who":"sato","second":"ito","reason":"good"}`), jsonBody...); now.Status != recipe.Released || now.Steps[2].Second != "ito" {
		t.Errorf("%+v", now)
	}
	var n Now
	if r.into(t, &n, http.StatusOK, "POST", "/api/v1/commands", post(`{"command":"PrepareRecipe","recipe":"1","who":"plc"}`), jsonBody...); n.Recipe.Hash != e.Hash || n.State != "ContinuousExecution" {
		t.Errorf("%+v", n)
	}
	r.refused(t, http.StatusConflict, "recipe", "POST", "/api/v1/commands", post(`{"command":"PrepareRecipe","recipe":"none"}`), jsonBody...)
	if r.into(t, &b, http.StatusOK, "POST", "/api/v1/shadow", post(`{"recipe":"%s","who":"sato"}`, first.Hash), jsonBody...); b.Shadow != first.Hash || b.Active != e.Hash {
		t.Errorf("%+v", b)
	}
	r.refused(t, http.StatusConflict, "recipe", "POST", "/api/v1/recipes/"+first.Hash+"/steps", post(`{"kind":"retired","who":"sato","reason":"old"}`), jsonBody...)
	r.into(t, &b, http.StatusOK, "POST", "/api/v1/shadow", post(`{"recipe":"","who":"sato"}`), jsonBody...)
	if r.into(t, &now, http.StatusCreated, "POST", "/api/v1/recipes/"+first.Hash+"/steps", post(`{"kind":"retired","who":"sato","reason":"old"}`), jsonBody...); now.Status != recipe.Retired {
		t.Errorf("%+v", now)
	}
	r.refused(t, http.StatusConflict, "recipe", "POST", "/api/v1/recipes", post(`{"product":"x","inspector":"%s","who":"sato"}`, strings.Repeat("0", 64)), jsonBody...)
	r.refused(t, http.StatusNotFound, "not-found", "POST", "/api/v1/recipes/none/trial", post(`{"who":"sato"}`), jsonBody...)
	r.refused(t, http.StatusUnprocessableEntity, "no-inspector", "POST", "/api/v1/inspectors", []byte("x"), "Content-Type", "application/octet-stream")
}

// TestJobs: a job that fails says why, in the language that is asked for; one can be cancelled.
func TestJobs(t *testing.T) {
	r := newRig(t)
	r.into(t, &Result{}, http.StatusCreated, "POST", "/api/v1/parts", grey(9))
	var b recipe.Book
	r.into(t, &b, http.StatusOK, "GET", "/api/v1/recipes", nil)
	var j Job
	r.into(t, &j, http.StatusAccepted, "POST", "/api/v1/recipes/"+b.Active+"/teach", []byte(`{"parts":[1],"who":"sato"}`), jsonBody...)
	if j = r.ended(t, j); j.State != job.Failed || j.Error == "" || j.Said == "" || j.Said == j.Error {
		t.Errorf("%+v", j)
	}
	r.into(t, &j, http.StatusOK, "DELETE", jobPath(j.ID), nil)
	if j.State != job.Failed {
		t.Errorf("what has ended is cancelled: %+v", j)
	}
	var list struct{ Jobs []json.RawMessage }
	if r.into(t, &list, http.StatusOK, "GET", "/api/v1/jobs", nil); len(list.Jobs) != 1 {
		t.Errorf("%+v", list)
	}
	r.refused(t, http.StatusNotFound, "not-found", "GET", "/api/v1/jobs/9", nil)
}
