package server

import (
	"context"
	"maps"
	"math/rand/v2"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"mekiki/internal/station/record"
	"mekiki/internal/station/store"
)

// bodies are what routes are asked to do, where an empty object would only be refused.
var bodies = map[string]string{
	"POST /api/v1/results/{trigger}/reviews": `{"verdict":"NG","who":"sato","reason":"dent"}`,
	"POST /api/v1/results/{trigger}/labels":  `{"shapes":[{"kind":"box","box":{"x":1,"y":1,"width":3,"height":2}}],"reason":"dent"}`,
	"POST /api/v1/commands":                  `{"command":"StartContinuous","who":"sato"}`,
	"POST /api/v1/alarms":                    `{"kind":"camera","who":"sato"}`,
	"POST /api/v1/recipes":                   `{"product":"grey","inspector":"` + strings.Repeat("ab", 32) + `","low":1,"high":3,"who":"sato","reason":"try"}`,
	"POST /api/v1/recipes/{hash}/steps":      `{"kind":"trial","who":"sato","reason":"try"}`,
	"POST /api/v1/recipes/{hash}/trial":      `{"days":7,"most":5,"seed":2}`,
	"POST /api/v1/shadow":                    `{"hash":"","who":"sato","reason":"enough"}`,
	"POST /api/v1/studies":                   `{"name":"monday","parts":[1],"raters":["sato"],"repeats":2}`,
	"POST /api/v1/next":                      `{"lot":"7","part":"A-1"}`,
	"POST /api/v1/users":                     `{"name":"tanaka","roles":["operator"],"reason":"new"}`,
	"POST /api/v1/keys":                      `{"name":"plc","roles":["operator"],"reason":"new"}`,
	"POST /api/v1/webhooks":                  `{"url":"http://127.0.0.1:9/x","reason":"mes"}`,
}

// filled is a pattern's method and path at a station that has judged a part by a recipe.
func filled(pattern, hash string) (method, path string) {
	method, path, _ = strings.Cut(pattern, " ")
	return method, strings.NewReplacer("{$}", "", "{trigger}", "1", "{name}", "ghost", "{id}", "1", "{hash}", hash, "{inspector}", strings.Repeat("ab", 32), "{kind}", "good", "{number}", "0").Replace(path)
}

// TestEveryRouteAtOnce: all routes by all roles and keys, many at a time and in any order, writes included. None fails, and
// the chain of what was done is whole. With -race nothing is read while it is written.
func TestEveryRouteAtOnce(t *testing.T) {
	c := newCrew(t)
	callers := c.callers(t, c.People)
	var first Result
	c.admin.r.into(t, &first, http.StatusCreated, "POST", "/api/v1/parts", grey(0), callers["operator"]...)
	b, err := c.Store().Recipes(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	type asked struct{ pattern, who string }
	var all []asked
	for _, pattern := range slices.Sorted(maps.Keys(access)) {
		if strings.Contains(pattern, "/api/v1/session") && !strings.HasPrefix(pattern, "GET") { // ends or locks what is asked with
			continue
		}
		for _, who := range slices.Sorted(maps.Keys(callers)) {
			all = append(all, asked{pattern, who})
		}
	}
	var wait sync.WaitGroup
	for w := range 4 {
		wait.Go(func() {
			random := rand.New(rand.NewPCG(uint64(w), 13))
			for _, i := range random.Perm(len(all)) {
				a := all[i]
				method, path := filled(a.pattern, b.Active)
				body := bodies[a.pattern]
				if body == "" && method != http.MethodGet {
					body = "{}"
				}
				if a.pattern == "POST /api/v1/parts" {
					body = string(grey(uint8(i)))
				}
				ctx, end := context.WithTimeout(t.Context(), time.Minute)
				if a.pattern == "GET /api/v1/events" { // lasts
					ctx, end = context.WithTimeout(t.Context(), 20*time.Millisecond)
				}
				q := httptest.NewRequestWithContext(ctx, method, "http://127.0.0.1"+path, strings.NewReader(body))
				for k := 0; k+1 < len(callers[a.who]); k += 2 {
					q.Header.Set(callers[a.who][k], callers[a.who][k+1])
				}
				if a.pattern == "POST /api/v1/parts" {
					q.Header.Set("Content-Type", "image/png")
				}
				rec := httptest.NewRecorder()
				c.handler.ServeHTTP(rec, q)
				end()
				if rec.Code >= 500 && rec.Code != http.StatusServiceUnavailable {
					t.Errorf("%s by %q: %d, %s", a.pattern, a.who, rec.Code, rec.Body)
				}
			}
		})
	}
	wait.Wait()
	if v, err := c.Store().(*store.Store).Verify(t.Context()); err != nil || len(v.Findings) > 0 {
		t.Errorf("%+v, %v", v.Findings, err)
	}
}

// TestAnyJSON: whatever JSON comes to whatever route, it is answered, and what is refused has left no row in the audit.
func TestAnyJSON(t *testing.T) {
	r := newRig(t)
	var first Result
	r.into(t, &first, http.StatusCreated, "POST", "/api/v1/parts", grey(0))
	b, err := r.Store().Recipes(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	rows := func() int64 {
		list, err := r.Store().(*store.Store).AuditRows(t.Context(), record.AuditQuery{Limit: 1})
		if err != nil || len(list) == 0 {
			t.Fatal(err)
		}
		return list[0].Seq
	}
	for _, pattern := range slices.Sorted(maps.Keys(access)) {
		jobs := strings.HasSuffix(pattern, "/trial") || strings.HasSuffix(pattern, "/map") || strings.HasSuffix(pattern, "/teach") // write rows when they end
		if strings.HasPrefix(pattern, "GET") || jobs || pattern == "POST /api/v1/parts" {
			continue
		}
		right := bodies[pattern]
		for _, body := range []string{
			"", "{", "null", "[]", `"x"`, "{}", `{"verdict":7,"who":[],"reason":{}}`, `{"shapes":[{"kind":"brush","size":-1,"points":[[1e308,0],[null]]}]}`,
			`{"low":1e999}`, "\xff\xfe", strings.Repeat(`{"a":`, 2000), right[:len(right)/2], strings.Replace(right, `"`, "", 1), strings.ReplaceAll(right, `"who":"sato"`, `"who":"`+strings.Repeat("s", 5000)+`"`), right,
		} {
			method, path := filled(pattern, b.Active)
			before := rows()
			a, said := r.ask(t, method, path, []byte(body), "Content-Type", "application/json")
			if a.Code >= 500 && a.Code != http.StatusServiceUnavailable {
				t.Errorf("%s with %.60q: %d, %s", pattern, body, a.Code, said)
			}
			if now := rows(); a.Code >= 400 && now != before {
				t.Errorf("%s with %.60q: refused by %d, but %d rows are new: %s", pattern, body, a.Code, now-before, said)
			}
		}
	}
}
