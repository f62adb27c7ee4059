package server

import (
	"context"
	"encoding/json"
	"fmt"
	"maps"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"mekiki/internal/station/people"
	"mekiki/internal/station/store"
)

// crew is a station at which people log in.
type crew struct {
	*rig
	admin *login
}

// login is a session, as a browser has it.
type login struct {
	r      *rig
	cookie string
	csrf   string
}

func newCrew(t testing.TB) *crew {
	t.Helper()
	r := newRig(t)
	p, err := people.Open(t.Context(), people.Config{Store: r.Store().(*store.Store), Station: r.Name(), Now: time.Now, Cost: people.Cost{KiB: 64, Passes: 1}})
	if err != nil {
		t.Fatal(err)
	}
	r.People = p
	streams, end := context.WithCancel(context.Background())
	t.Cleanup(end)
	r.handler = newHandler(streams, r.Plant, nil)
	name, password, err := p.First()
	if err != nil {
		t.Fatal(err)
	}
	c := &crew{rig: r}
	c.admin = c.in(t, name, password)
	return c
}

const ownPassword = "correct horse battery"

// in logs in with a first password, and changes it.
func (c *crew) in(t testing.TB, name, password string) *login {
	t.Helper()
	l := c.again(t, name, password)
	var s Session
	l.into(t, &s, http.StatusOK, "POST", "/api/v1/session/password", fmt.Sprintf(`{"old":%q,"new":%q}`, password, ownPassword))
	if s.Change || s.User != name {
		t.Fatalf("%+v", s)
	}
	return l
}

// again logs in.
func (c *crew) again(t testing.TB, name, password string) *login {
	t.Helper()
	var s Session
	a := c.into(t, &s, http.StatusCreated, "POST", "/api/v1/session", fmt.Appendf(nil, `{"name":%q,"password":%q}`, name, password), jsonBody...)
	cookie, err := http.ParseSetCookie(a.Header().Get("Set-Cookie"))
	if err != nil || !cookie.HttpOnly || cookie.SameSite != http.SameSiteStrictMode || cookie.Path != "/" || s.CSRF == "" || s.User != name {
		t.Fatalf("%v, %v, %+v", cookie, err, s)
	}
	return &login{c.rig, cookie.Name + "=" + cookie.Value, s.CSRF}
}

func (l *login) headers() []string {
	return []string{"Cookie", l.cookie, csrfHeader, l.csrf, "Content-Type", "application/json"}
}

func (l *login) into(t testing.TB, v any, status int, method, path, body string) {
	t.Helper()
	l.r.into(t, v, status, method, path, []byte(body), l.headers()...)
}

func (l *login) refused(t testing.TB, status int, kind, method, path, body string) {
	t.Helper()
	l.r.refused(t, status, kind, method, path, []byte(body), l.headers()...)
}

// user makes a user and logs in.
func (c *crew) user(t testing.TB, name string, roles ...people.Role) *login {
	t.Helper()
	list, _ := json.Marshal(roles)
	var p NewPassword
	c.admin.into(t, &p, http.StatusCreated, "POST", "/api/v1/users", fmt.Sprintf(`{"name":%q,"roles":%s,"reason":"new"}`, name, list))
	return c.in(t, name, p.Password)
}

// TestAccess walks the table: each route, by nobody, by each role and by a key of each role. Nobody
// is let in, or kept out, but as the table says. What the handlers themselves answer does not matter here.
func TestAccess(t *testing.T) {
	c := newCrew(t)
	walkAccess(t, c.rig, access, c.callers(t, c.People))
}

// callers are nobody, a user of each role, and a key of each role, with their headers.
func (c *crew) callers(t *testing.T, p *people.People) map[string][]string {
	t.Helper()
	callers := map[string][]string{"": nil}
	for _, role := range people.All() {
		callers[string(role)] = c.user(t, "u."+string(role), role).headers()
		_, text, err := p.AddKey("test", string(role), people.Roles{role}, "")
		if err != nil {
			t.Fatal(err)
		}
		callers["key "+string(role)] = []string{"Authorization", "Bearer " + text, "Content-Type", "application/json"}
	}
	return callers
}

// walkAccess asks each route of a table by each caller.
func walkAccess(t *testing.T, r *rig, access map[string]people.Roles, callers map[string][]string) {
	t.Helper()
	for _, pattern := range slices.Sorted(maps.Keys(access)) {
		method, path, _ := strings.Cut(pattern, " ")
		path = strings.NewReplacer("{$}", "", "{trigger}", "999", "{station}", "abc", "{name}", "ghost", "{id}", "999", "{hash}", "abc").Replace(path)
		for who, headers := range callers {
			if pattern == "GET /api/v1/events" || pattern == "DELETE /api/v1/session" && who != "" || pattern == logIn {
				continue // the first lasts, the second ends what is tested; the third is tried elsewhere
			}
			a, b := r.ask(t, method, path, nil, headers...)
			kind := problemKind(b)
			roles := access[pattern]
			want := ""
			switch {
			case roles == nil:
			case who == "" && pages[pattern]:
				if a.Code != http.StatusSeeOther || a.Header().Get("Location") != "/login" {
					t.Errorf("%s by nobody: %d", pattern, a.Code)
				}
			case who == "":
				want = "log-in"
			case !roles.Any(people.Role(strings.TrimPrefix(who, "key "))):
				want = "role"
			}
			refusal := kind == "log-in" || kind == "role" || kind == "csrf" || kind == "key" || kind == mustChange
			if refusal && strings.HasPrefix(who, "key ") && pattern == "POST /api/v1/session/password" {
				continue // a key has no password
			}
			if (want != "" || refusal) && kind != want {
				t.Errorf("%s by %q: %d %q, want %q", pattern, who, a.Code, kind, want)
			}
			if status := map[string]int{"log-in": http.StatusUnauthorized, "role": http.StatusForbidden}[want]; want != "" && a.Code != status {
				t.Errorf("%s by %q: %d", pattern, who, a.Code)
			}
		}
	}
}

func problemKind(body []byte) string {
	var p struct{ Type string }
	_ = json.Unmarshal(body, &p)
	return strings.TrimPrefix(p.Type, problemType)
}

// TestRouteIsMissing: a route without roles cannot be served.
func TestRouteIsMissing(t *testing.T) {
	defer func() {
		if recover() == nil {
			t.Error("it is served")
		}
	}()
	(&gate{ServeMux: http.NewServeMux()}).HandleFunc("GET /new", nil)
}

// TestSession: a cookie alone changes nothing, a first password is good for nothing else, and
// what was logged out is out.
func TestSession(t *testing.T) {
	c := newCrew(t)
	op := c.user(t, "sato", people.Operator)
	review := `{"verdict":"NG","reason":"chip"}`
	if a, b := c.ask(t, "POST", "/api/v1/parts", grey(9), append(op.headers(), "Content-Type", "image/png")...); a.Code != http.StatusCreated {
		t.Fatalf("%d, %s", a.Code, b)
	}
	c.refused(t, http.StatusForbidden, "csrf", "POST", "/api/v1/results/1/reviews", []byte(review), "Cookie", op.cookie, "Content-Type", "application/json")
	c.refused(t, http.StatusForbidden, "csrf", "POST", "/api/v1/results/1/reviews", []byte(review), "Cookie", op.cookie, csrfHeader, c.admin.csrf, "Content-Type", "application/json")
	op.refused(t, http.StatusUnprocessableEntity, "who", "POST", "/api/v1/results/1/reviews", `{"verdict":"NG","who":"yamada"}`)
	var m struct{ Who string }
	if op.into(t, &m, http.StatusCreated, "POST", "/api/v1/results/1/reviews", review); m.Who != "sato" {
		t.Errorf("%+v", m)
	}
	c.refused(t, http.StatusUnauthorized, "key", "GET", "/api/v1/state", nil, "Authorization", "Bearer mekiki_guess")
	c.refused(t, http.StatusUnauthorized, "wrong", "POST", "/api/v1/session", []byte(`{"name":"sato","password":"guess"}`), jsonBody...)

	var p NewPassword
	c.admin.into(t, &p, http.StatusCreated, "POST", "/api/v1/users/sato/password", `{"reason":"forgot it"}`)
	op.refused(t, http.StatusUnauthorized, "log-in", "GET", "/api/v1/state", "")
	first := c.again(t, "sato", p.Password)
	first.refused(t, http.StatusForbidden, mustChange, "GET", "/api/v1/state", "")
	first.refused(t, http.StatusUnprocessableEntity, "password", "POST", "/api/v1/session/password", fmt.Sprintf(`{"old":%q,"new":"short"}`, p.Password))
	var s Session
	if first.into(t, &s, http.StatusOK, "DELETE", "/api/v1/session", ""); s.User != "" {
		t.Errorf("%+v", s)
	}
	first.refused(t, http.StatusUnauthorized, "log-in", "DELETE", "/api/v1/session", "")
}

// TestPeople over REST: keys are shown once and end when they are revoked, the last admin stays.
func TestPeople(t *testing.T) {
	c := newCrew(t)
	var k NewKey
	c.admin.into(t, &k, http.StatusCreated, "POST", "/api/v1/keys", `{"name":"MES","roles":["operator"],"reason":"line 3"}`)
	bearer := []string{"Authorization", "Bearer " + k.Text}
	var v Result
	c.into(t, &v, http.StatusCreated, "POST", "/api/v1/parts", grey(0), bearer...)
	var m struct{ Who string }
	c.into(t, &m, http.StatusCreated, "POST", "/api/v1/results/1/reviews", []byte(`{"verdict":"NG","who":"yamada"}`), append(bearer, jsonBody...)...)
	if m.Who != "yamada (key MES)" {
		t.Errorf("%+v", m)
	}
	if _, b := c.ask(t, "GET", "/api/v1/keys", nil, c.admin.headers()...); strings.Contains(string(b), k.Text) || !strings.Contains(string(b), k.Begins) {
		t.Errorf("%s", b)
	}
	var list KeyList
	if c.admin.into(t, &list, http.StatusOK, "DELETE", "/api/v1/keys/1?reason=leaked", ""); list.Keys[0].Revoked.IsZero() {
		t.Errorf("%+v", list)
	}
	c.refused(t, http.StatusUnauthorized, "key", "GET", "/api/v1/state", nil, bearer...)

	c.admin.refused(t, http.StatusConflict, "last-admin", "PATCH", "/api/v1/users/admin", `{"roles":["operator"],"disabled":false}`)
	c.admin.refused(t, http.StatusConflict, "there", "POST", "/api/v1/users", `{"name":"admin","roles":["operator"]}`)
	c.admin.refused(t, http.StatusUnprocessableEntity, "name", "POST", "/api/v1/users", `{"name":"a b","roles":["operator"]}`)
	c.admin.refused(t, http.StatusUnprocessableEntity, "", "POST", "/api/v1/users", `{"name":"b","roles":["king"]}`)
	c.admin.refused(t, http.StatusNotFound, "not-found", "POST", "/api/v1/users/ghost/password", `{}`)
	if _, b := c.ask(t, "GET", "/api/v1/users", nil, c.admin.headers()...); strings.Contains(string(b), "argon2") {
		t.Errorf("%s", b)
	}

	var page AuditPage
	if c.admin.into(t, &page, http.StatusOK, "GET", "/api/v1/audit?what=key&limit=1", ""); len(page.Rows) != 1 || page.Rows[0].Who != "admin" || page.Rows[0].New != "revoked" || page.Rows[0].Reason != "leaked" || page.Next == "" {
		t.Errorf("%+v", page)
	}
	if c.admin.into(t, &page, http.StatusOK, "GET", "/api/v1/audit?people=true", ""); slices.ContainsFunc(page.Rows, func(r AuditRow) bool { return r.What == "result" }) || len(page.Rows) < 5 {
		t.Errorf("%+v", page)
	}
	c.admin.refused(t, http.StatusBadRequest, "cursor", "GET", "/api/v1/audit?cursor=x", "")
	var st struct {
		Records int64 `json:"records_bytes"`
		Free    int64 `json:"free_bytes"`
	}
	if c.admin.into(t, &st, http.StatusOK, "GET", "/api/v1/storage", ""); st.Records == 0 || st.Free == 0 {
		t.Errorf("%+v", st)
	}
}

// TestTooMany: an address that guesses is made to wait.
func TestTooMany(t *testing.T) {
	c := newCrew(t)
	for range 10 {
		c.refused(t, http.StatusUnauthorized, "wrong", "POST", "/api/v1/session", []byte(`{"name":"x","password":"guess"}`), jsonBody...)
	}
	c.refused(t, http.StatusTooManyRequests, "too-many", "POST", "/api/v1/session", []byte(`{"name":"x","password":"guess"}`), jsonBody...)
}

func TestMetrics(t *testing.T) {
	r := newRig(t)
	var v Result
	for range 3 {
		r.into(t, &v, http.StatusCreated, "POST", "/api/v1/parts", grey(0))
	}
	a, b := r.ask(t, "GET", "/metrics", nil)
	for _, want := range []string{`mekiki_results_total{verdict="NG"} 3`, `mekiki_results_total{verdict="OK"} 0`, `mekiki_verdict_seconds_count 3`, `mekiki_verdict_seconds_bucket{le="5"} 3`, `mekiki_state{state="ContinuousExecution"} 1`, "mekiki_parts_begun 0", "go_goroutines"} {
		if !strings.Contains(string(b), want) || a.Code != http.StatusOK {
			t.Errorf("%d: no %s in\n%.2000s", a.Code, want, b)
		}
	}
}

// TestSecondPerson proves it with a password, is another one, and has the role for it.
func TestSecondPerson(t *testing.T) {
	c := newCrew(t)
	boss := c.user(t, "boss", people.Approver)
	c.user(t, "eng", people.Engineer)
	c.user(t, "op", people.Operator)
	step := func(second, password string) string {
		return fmt.Sprintf(`{"kind":"released","reason":"good","second":%q,"second_password":%q}`, second, password)
	}
	const path = "/api/v1/recipes/abc/steps"
	for range 2 * 5 { // nobody is locked by a field that is left empty
		boss.refused(t, http.StatusUnprocessableEntity, "second-password", "POST", path, step("eng", ""))
	}
	boss.refused(t, http.StatusForbidden, "second-wrong", "POST", path, step("eng", "guess"))
	boss.refused(t, http.StatusForbidden, "second-wrong", "POST", path, step("ghost", ownPassword))
	boss.refused(t, http.StatusUnprocessableEntity, "second", "POST", path, step("boss", ownPassword))
	boss.refused(t, http.StatusUnprocessableEntity, "second", "POST", path, step(" Boss ", ownPassword))
	_, key, err := c.People.AddKey("test", "MES", people.Roles{people.Approver}, "")
	if err != nil {
		t.Fatal(err)
	}
	asked := strings.Replace(step("eng", ownPassword), "{", `{"who":"eng",`, 1) // a program asks for who agrees
	c.refused(t, http.StatusUnprocessableEntity, "second", "POST", path, []byte(asked), "Authorization", "Bearer "+key, "Content-Type", "application/json")
	boss.refused(t, http.StatusForbidden, "role", "POST", path, step("op", ownPassword))
	boss.refused(t, http.StatusNotFound, "not-found", "POST", path, step("eng", ownPassword))
	boss.refused(t, http.StatusNotFound, "not-found", "POST", path, step("", ""))
}
