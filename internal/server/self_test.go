package server

import (
	"context"
	"encoding/json"
	"net/http"
	"testing"
	"time"

	"mekiki/internal/lang"
	"mekiki/internal/station/outbox"
	"mekiki/internal/station/people"
	"mekiki/internal/station/record"
	"mekiki/internal/station/store"
)

// deaf is a plant's database that cannot be reached.
type deaf struct{}

func (deaf) Name() string                                { return "postgres://station@db.example:5432/mekiki" }
func (deaf) Begin(context.Context) (int64, error)        { return 0, context.DeadlineExceeded }
func (deaf) Take(context.Context, []record.Event) error  { return context.DeadlineExceeded }
func (deaf) Close()                                      {}
func (deaf) raise(kind, cause string, text lang.Message) {}

// TestSelf: admins and auditors see what the station is, its newest part, and who has not heard of it.
func TestSelf(t *testing.T) {
	c := newCrew(t)
	box, err := outbox.Open(t.Context(), outbox.Config{Store: c.Store().(*store.Store), Station: c.Name(), Now: time.Now, Plant: deaf{}, Raise: deaf{}.raise})
	if err != nil {
		t.Fatal(err)
	}
	c.Outbox = box
	defer box.Close()
	var v Result
	c.into(t, &v, http.StatusCreated, "POST", "/api/v1/parts", grey(0), append(c.user(t, "op", people.Operator).headers(), "Content-Type", "image/png")...)
	auditor := c.user(t, "aud", people.Auditor)
	var s Self
	for end := time.Now().Add(time.Minute); len(s.Receivers) == 0 || s.Receivers[0].Failed == 0 || s.Receivers[0].Oldest.IsZero(); time.Sleep(10 * time.Millisecond) {
		if auditor.into(t, &s, http.StatusOK, "GET", "/api/v1/station?lang=ja", ""); time.Now().After(end) {
			t.Fatalf("%+v", s)
		}
	}
	if s.Name != c.Name() || s.ID == "" || s.Folder == "" || s.Open || s.Newest == nil || s.Newest.Trigger != v.Trigger || s.Newest.Verdict != record.NG {
		b, _ := json.Marshal(s)
		t.Errorf("%s", b)
	}
	if r := s.Receivers[0]; r.Name != "plant" || r.Said == "" {
		t.Errorf("%+v", r)
	}
}
