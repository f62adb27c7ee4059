package server

import (
	"net/http"
	"testing"

	"mekiki/internal/station"
)

// TestMasters: while the check is due a station is not ready and refuses parts but masters; a
// part is one by its request, or because somebody has said so of the next.
func TestMasters(t *testing.T) {
	r := newRig(t, func(c *station.Config) { c.Masters = station.Masters{OK: 1, NG: 1} })
	r.refused(t, http.StatusServiceUnavailable, "masters-due", "GET", "/readyz", nil)
	r.refused(t, http.StatusConflict, "masters-due", "POST", "/api/v1/parts", grey(255))
	var v Result
	r.into(t, &v, http.StatusCreated, "POST", "/api/v1/parts?master=NG", grey(0))
	if v.Master != "NG" || v.Verdict != "NG" {
		t.Errorf("%+v", v)
	}
	var c station.Check
	if r.into(t, &c, http.StatusOK, "POST", "/api/v1/masters", []byte(`{"next":"OK"}`), jsonBody...); c.Next != "OK" || !c.Due || c.NG != 1 {
		t.Errorf("%+v", c)
	}
	r.into(t, &v, http.StatusCreated, "POST", "/api/v1/parts", grey(255))
	if a, b := r.ask(t, "GET", "/readyz", nil); a.Code != http.StatusOK {
		t.Errorf("%d, %s", a.Code, b)
	}
	var p Page
	if r.into(t, &p, http.StatusOK, "GET", "/api/v1/results?masters=no", nil); len(p.Results) != 0 {
		t.Errorf("%+v", p)
	}
	if r.into(t, &c, http.StatusOK, "POST", "/api/v1/masters", []byte(`{"due":true,"who":"ito","reason":"lamp"}`), jsonBody...); !c.Due {
		t.Errorf("%+v", c)
	}
	r.refused(t, http.StatusUnprocessableEntity, "", "POST", "/api/v1/parts?master=REVIEW", grey(0))
}
