package server

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"mekiki/internal/station/people"
)

// TestClosedPage: who may not open a page reads why, in their language; a program gets a problem.
func TestClosedPage(t *testing.T) {
	c := newCrew(t)
	sato := c.user(t, "sato", people.Operator)
	for accept, want := range map[string]string{"en": "Log in as somebody else", "ja": "別の利用者でログイン"} {
		a, b := c.ask(t, "GET", "/admin", nil, append(sato.headers(), "Accept", "text/html,*/*;q=0.8", "Accept-Language", accept)...)
		if a.Code != http.StatusForbidden || !strings.HasPrefix(a.Header().Get("Content-Type"), "text/html") || !strings.Contains(string(b), want) {
			t.Errorf("%d %s", a.Code, b)
		}
	}
	_, key, err := c.People.AddKey("test", "line", people.Roles{people.Operator}, "")
	if err != nil {
		t.Fatal(err)
	}
	c.refused(t, http.StatusForbidden, "role", "GET", "/admin", nil, "Authorization", "Bearer "+key)
	if a, _ := c.ask(t, "GET", "/admin", nil, c.admin.headers()...); a.Code != http.StatusOK {
		t.Errorf("%d", a.Code)
	}
}

// TestCookieNames: stations on one host, each at its port, keep each other's sessions.
func TestCookieNames(t *testing.T) {
	seen := map[string]bool{}
	for _, target := range []string{"http://localhost:8640/", "http://localhost:8641/", "http://localhost/", "https://localhost:8640/", "http://[::1]:8642/"} {
		seen[cookie(httptest.NewRequest("GET", target, nil))] = true
	}
	for _, want := range []string{"mekiki-8640", "mekiki-8641", "mekiki", "__Host-mekiki-8640", "mekiki-8642"} {
		if !seen[want] {
			t.Errorf("%s is missing in %v", want, seen)
		}
	}
}

// TestTextsOfParts: names that not every store can hold are refused in words, not stored.
func TestTextsOfParts(t *testing.T) {
	r := newRig(t)
	for _, query := range []string{"part=%FF", "lot=a%00b", "lot=%C3%28"} {
		r.refused(t, http.StatusBadRequest, "text", "POST", "/api/v1/parts?"+query, grey(255), "Content-Type", "image/png")
	}
	r.refused(t, http.StatusBadRequest, "text", "POST", "/api/v1/next", []byte(`{"lot":"a\u0000"}`), "Content-Type", "application/json")
	var out Result
	r.into(t, &out, http.StatusCreated, "POST", "/api/v1/parts?part=%E9%83%A8%E5%93%81", grey(255), "Content-Type", "image/png")
	if out.Part != "部品" {
		t.Errorf("%+v", out)
	}
}

// TestThumbnailOfADamagedPicture is a problem of its own: the part was judged and its picture is kept as it came.
func TestThumbnailOfADamagedPicture(t *testing.T) {
	r := newRig(t)
	var out Result
	r.into(t, &out, http.StatusCreated, "POST", "/api/v1/parts", grey(255)[:60], "Content-Type", "image/png")
	if out.Verdict != "REVIEW" {
		t.Fatalf("%+v", out)
	}
	r.refused(t, http.StatusUnprocessableEntity, "unreadable", "GET", "/api/v1/results/1/picture?side=64", nil)
}
