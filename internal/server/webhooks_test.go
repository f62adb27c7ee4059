package server

import (
	"context"
	"encoding/base64"
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"

	"mekiki/internal/output/webhook"
	"mekiki/internal/station/outbox"
	"mekiki/internal/station/people"
	"mekiki/internal/station/record"
	"mekiki/internal/station/store"
)

// mes is a program that hears of a station. down is what it answers instead of 204.
type mes struct {
	*httptest.Server
	mu     sync.Mutex
	down   int
	let    chan struct{} // it hangs until it is closed; nil: not
	secret []byte
	got    []outbox.Message
	wrong  []string
}

func newMES(t testing.TB) *mes {
	m := &mes{}
	m.Server = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		m.mu.Lock()
		down, let, secret := m.down, m.let, m.secret
		m.mu.Unlock()
		if let != nil {
			<-let
		}
		if down != 0 {
			w.WriteHeader(down)
			return
		}
		body, _ := io.ReadAll(r.Body)
		var got outbox.Message
		err := json.Unmarshal(body, &got)
		m.mu.Lock()
		defer m.mu.Unlock()
		if sign := webhook.Sign(secret, got.ID, r.Header.Get(webhook.HeaderTimestamp), body); err != nil || r.Header.Get(webhook.HeaderSignature) != sign || r.Header.Get(webhook.HeaderID) != got.ID {
			m.wrong = append(m.wrong, string(body))
		}
		m.got = append(m.got, got)
		w.WriteHeader(http.StatusNoContent)
	}))
	t.Cleanup(m.Close)
	return m
}

func (m *mes) set(down int, let chan struct{}) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.down, m.let = down, let
}

// until waits until so many messages came. Those that came again are among what it gives.
func (m *mes) until(t testing.TB, n int) []outbox.Message {
	t.Helper()
	for end := time.Now().Add(20 * time.Second); ; time.Sleep(2 * time.Millisecond) {
		m.mu.Lock()
		got := m.got
		m.mu.Unlock()
		ids := map[string]bool{}
		for _, g := range got {
			ids[g.ID] = true
		}
		if len(ids) >= n {
			return got
		}
		if time.Now().After(end) {
			t.Fatalf("%d messages, want %d", len(got), n)
		}
	}
}

// TestWebhooks: an admin lets a program hear of results. It gets each, signed, in order and once,
// though it fails and hangs and the station is started anew meanwhile; no verdict waits for it.
func TestWebhooks(t *testing.T) {
	c := newCrew(t)
	if err := c.OpenOutbox(t.Context(), c.Store().(*store.Store), nil, nil); err != nil {
		t.Fatal(err)
	}
	defer func() { c.CloseOutbox() }()
	m := newMES(t)
	add := `{"url":"` + m.URL + `/in?token=geheim","kinds":["result","alarm"],"reason":"MES"}`
	var w NewWebhook
	c.admin.into(t, &w, http.StatusCreated, "POST", "/api/v1/webhooks", add)
	secret, err := base64.StdEncoding.DecodeString(strings.TrimPrefix(w.Text, "whsec_"))
	if err != nil || len(secret) != 32 {
		t.Fatalf("%q, %v", w.Text, err)
	}
	m.mu.Lock()
	m.secret = secret
	m.mu.Unlock()
	for name, body := range map[string]string{"webhook": `{"url":"ftp://x","kinds":["result"]}`, "": `{"url":"http://x","kinds":["all"]}`} {
		c.admin.refused(t, http.StatusUnprocessableEntity, name, "POST", "/api/v1/webhooks", body)
	}
	_, key, err := c.People.AddKey("test", "line", people.Roles{people.Operator}, "")
	if err != nil {
		t.Fatal(err)
	}
	part := func() {
		t.Helper()
		began := time.Now()
		if a, b := c.ask(t, "POST", "/api/v1/parts", grey(0), "Authorization", "Bearer "+key, "Content-Type", "image/png"); a.Code != http.StatusCreated {
			t.Fatalf("%d, %s", a.Code, b)
		}
		if d := time.Since(began); d > 5*time.Second {
			t.Errorf("a verdict took %v", d)
		}
	}
	part()
	m.until(t, 1)
	m.set(http.StatusInternalServerError, nil)
	part()
	let := make(chan struct{})
	m.set(0, let)
	part()
	time.Sleep(10 * time.Millisecond)
	c.CloseOutbox() // does not wait for the one that hangs
	close(let)
	m.set(0, nil)
	if err := c.OpenOutbox(t.Context(), c.Store().(*store.Store), nil, nil); err != nil {
		t.Fatal(err)
	}
	part()
	seen := map[string]bool{}
	var order []int64
	all := m.until(t, 4)
	if len(all) > 5 {
		t.Errorf("%d messages of 4 events: one was under way when sending ended", len(all))
	}
	for _, got := range all {
		var r record.Result
		if err := json.Unmarshal(got.Data, &r); err != nil || got.Type != "result" || got.Station != "s<1>" || r.Verdict != record.NG || r.Picture == "" || !got.Timestamp.Equal(r.At) {
			t.Errorf("%+v, %v", got, err)
		}
		if !seen[got.ID] {
			order = append(order, r.Trigger)
		}
		seen[got.ID] = true
	}
	for i, n := range order {
		if n != int64(i+1) || len(order) != 4 || len(m.wrong) > 0 {
			t.Errorf("%v, %q", order, m.wrong)
		}
	}
	var list WebhookList
	if c.admin.into(t, &list, http.StatusOK, "GET", "/api/v1/webhooks", ""); len(list.Webhooks) != 1 || list.Webhooks[0].URL != m.URL+"/in?…" {
		t.Errorf("%+v", list)
	}
	if _, b := c.ask(t, "GET", "/metrics", nil, c.admin.headers()...); !strings.Contains(string(b), `mekiki_outbox_oldest_unsent_seconds{receiver="webhook 1"} 0`) {
		t.Errorf("%s", b)
	}

	var tried TestedWebhook
	if c.admin.into(t, &tried, http.StatusOK, "POST", "/api/v1/webhooks/1/test", ""); !tried.Taken {
		t.Errorf("%+v", tried)
	}
	m.set(http.StatusTeapot, nil)
	if c.admin.into(t, &tried, http.StatusOK, "POST", "/api/v1/webhooks/1/test", ""); tried.Taken || !strings.Contains(tried.Error, "418") {
		t.Errorf("%+v", tried)
	}
	if c.admin.into(t, &tried, http.StatusOK, "POST", "/api/v1/webhooks/1/test?lang=ja", ""); !strings.Contains(tried.Said, "応答は 418") {
		t.Errorf("%+v", tried)
	}
	c.admin.refused(t, http.StatusNotFound, "not-found", "POST", "/api/v1/webhooks/9/test", "")
	if c.admin.into(t, &list, http.StatusOK, "DELETE", "/api/v1/webhooks/1?reason=moved", ""); len(list.Webhooks) != 0 {
		t.Errorf("%+v", list)
	}
	c.admin.refused(t, http.StatusNotFound, "not-found", "DELETE", "/api/v1/webhooks/1", "")
	found, err := c.Store().(*store.Store).Verify(context.Background())
	if err != nil || len(found.Findings) > 0 {
		t.Errorf("%+v, %v", found, err)
	}
}
