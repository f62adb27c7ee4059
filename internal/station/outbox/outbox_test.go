package outbox_test

import (
	"context"
	"errors"
	"fmt"
	"runtime"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"go.uber.org/goleak"

	"mekiki/internal/lang"
	"mekiki/internal/station/audit"
	"mekiki/internal/station/outbox"
	"mekiki/internal/station/record"
	"mekiki/internal/station/store"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

var nine = time.Date(2026, 11, 30, 9, 0, 0, 0, time.UTC)

func opened(t testing.TB, dir string) *store.Store {
	t.Helper()
	s, err := store.Open(t.Context(), dir)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { s.Close() })
	return s
}

// tell adds n events, every third of them an alarm.
func tell(t testing.TB, s *store.Store, n int) {
	t.Helper()
	for i := range n {
		kind := record.EventState
		if i%3 == 2 {
			kind = record.EventAlarm
		}
		if err := s.Note(audit.Entry{At: nine, Who: "w", What: "command"}, kind, i); err != nil {
			t.Fatal(err)
		}
	}
}

// receiver takes messages, as its script says.
type receiver struct {
	mu     sync.Mutex
	got    []outbox.Message
	asked  int
	script func(asked int) error // nil: it takes all
	hangs  bool
	alarms []string
	causes []string
}

func (r *receiver) post(ctx context.Context, _ string, secret []byte, m outbox.Message) error {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.asked++
	if r.hangs {
		r.mu.Unlock()
		<-ctx.Done()
		r.mu.Lock()
		return ctx.Err()
	}
	if len(secret) != 32 {
		return errors.New("no secret")
	}
	if r.script != nil {
		if err := r.script(r.asked); err != nil {
			return err
		}
	}
	r.got = append(r.got, m)
	return nil
}

func (r *receiver) raise(kind, cause string, text lang.Message) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.alarms, r.causes = append(r.alarms, kind+": "+text.String()), append(r.causes, cause)
}

// ids are the messages that came, in their order.
func (r *receiver) ids() []string {
	r.mu.Lock()
	defer r.mu.Unlock()
	var list []string
	for _, m := range r.got {
		list = append(list, m.ID)
	}
	return list
}

func (r *receiver) config(s outbox.Store) outbox.Config {
	return outbox.Config{Store: s, Station: "s1", Now: time.Now, Post: r.post, Raise: r.raise}
}

func begin(t testing.TB, cfg outbox.Config, mark time.Duration) *outbox.Outbox {
	t.Helper()
	o, err := outbox.OpenQuick(t.Context(), cfg, time.Millisecond, mark)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(o.Close)
	return o
}

func until(t testing.TB, what string, ok func() bool) {
	t.Helper()
	for end := time.Now().Add(20 * time.Second); !ok(); time.Sleep(time.Millisecond) {
		if time.Now().After(end) {
			t.Fatalf("never: %s", what)
		}
	}
}

func sent(t testing.TB, s *store.Store, name string) int64 {
	t.Helper()
	all, err := s.Sent(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	return all[name]
}

// TestInOrder: a receiver that fails, again and again, gets all events of its kinds from when it was
// added, once each, in their order, under IDs that are its station's.
func TestInOrder(t *testing.T) {
	s := opened(t, t.TempDir())
	tell(t, s, 5) // before
	r := &receiver{script: func(n int) error {
		if n%4 != 0 {
			return errors.New("busy")
		}
		return nil
	}}
	o := begin(t, r.config(s), 0)
	h, secret, err := o.Add("admin", "http://mes.example/in?token=geheim", []string{record.EventAlarm, record.EventResult, record.EventAlarm}, "line 3")
	if err != nil || !strings.HasPrefix(secret, "whsec_") || h.URL != "http://mes.example/in?…" || !slices.Equal(h.Kinds, []string{"alarm", "result"}) {
		t.Fatalf("%+v, %q, %v", h, secret, err)
	}
	tell(t, s, 30)
	until(t, "all are sent", func() bool { return sent(t, s, "webhook 1") == 35 && o.List()[0].Oldest.IsZero() })
	id, _ := s.Identity(t.Context())
	var want []string
	for n := 8; n <= 35; n += 3 {
		want = append(want, fmt.Sprintf("%s-%d", id, n))
	}
	if got := r.ids(); !slices.Equal(got, want) || len(id) != 32 {
		t.Errorf("%v, want %v", got, want)
	}
	if m := r.got[0]; m.Type != "alarm" || m.Station != "s1" || !m.Timestamp.Equal(nine) || string(m.Data) != "2" {
		t.Errorf("%+v", m)
	}
	if l := o.List(); len(l) != 1 || !l[0].Oldest.IsZero() || l[0].Sent != 35 || l[0].Failed != 0 || strings.Contains(l[0].URL, "geheim") {
		t.Errorf("%+v", l)
	}
}

// forgetful is a store of a program that is killed before it has kept where receivers are.
type forgetful struct{ *store.Store }

func (forgetful) PutSent(string, int64) error { return nil }

// TestKilledBeforeMark: what was sent when the program was killed comes again, under the same ID, and
// nothing is missing; after a good end nothing comes twice.
func TestKilledBeforeMark(t *testing.T) {
	s := opened(t, t.TempDir())
	r := &receiver{}
	o := begin(t, r.config(forgetful{s}), 0)
	if _, _, err := o.Add("admin", "http://mes.example/in", []string{record.EventState}, ""); err != nil {
		t.Fatal(err)
	}
	tell(t, s, 9)
	until(t, "six are sent", func() bool { return len(r.ids()) == 6 })
	o.Close()
	first := r.ids()
	o = begin(t, r.config(s), 0)
	until(t, "they are sent again", func() bool { return len(r.ids()) == 12 })
	o.Close()
	if got := r.ids()[6:]; !slices.Equal(got, first) {
		t.Errorf("%v, want %v", got, first)
	}
	o = begin(t, r.config(s), time.Hour)
	tell(t, s, 3)
	until(t, "two more", func() bool { return len(r.ids()) == 14 })
	o.Close()
	o = begin(t, r.config(s), 0)
	tell(t, s, 1)
	until(t, "one more", func() bool { return len(r.ids()) >= 15 })
	o.Close()
	if n := len(r.ids()); n != 15 {
		t.Errorf("%d messages, want 15: a good end keeps where the receiver is", n)
	}
}

// TestDeadReceiver holds nothing up: events are stored as fast, memory does not grow, another receiver
// gets all, and an alarm says what is the matter.
func TestDeadReceiver(t *testing.T) {
	s := opened(t, t.TempDir())
	dead, alive := &receiver{hangs: true}, &receiver{}
	cfg := dead.config(s)
	cfg.Now = func() time.Time { return nine }
	cfg.Post = func(ctx context.Context, address string, secret []byte, m outbox.Message) error {
		if strings.Contains(address, "dead") {
			return dead.post(ctx, address, secret, m)
		}
		return alive.post(ctx, address, secret, m)
	}
	o := begin(t, cfg, time.Second)
	for _, name := range []string{"dead", "alive"} {
		if _, _, err := o.Add("admin", "https://"+name+".example/?key=geheim", []string{record.EventState}, ""); err != nil {
			t.Fatal(err)
		}
	}
	var before, after runtime.MemStats
	runtime.GC()
	runtime.ReadMemStats(&before)
	body := strings.Repeat("x", 10_000)
	var all sync.WaitGroup
	for range 8 {
		all.Go(func() {
			for range 50 {
				if err := s.Note(audit.Entry{At: nine, Who: "w", What: "command"}, record.EventState, body); err != nil {
					t.Error(err)
				}
			}
		})
	}
	all.Wait()
	until(t, "the living one has all", func() bool { return len(alive.ids()) == 400 })
	alive.mu.Lock()
	alive.got = nil
	alive.mu.Unlock()
	runtime.GC()
	runtime.ReadMemStats(&after)
	if grown := int64(after.HeapAlloc) - int64(before.HeapAlloc); grown > 2<<20 {
		t.Errorf("%d bytes more with 4 MB that wait", grown)
	}
	o.Look(nine.Add(50 * time.Second))
	if len(dead.alarms) != 0 {
		t.Errorf("too early: %q", dead.alarms)
	}
	o.Look(nine.Add(time.Hour))
	if len(dead.alarms) != 1 || !strings.Contains(dead.alarms[0], "webhook: the webhook at dead.example has not taken events for 1h0m0s") || strings.Contains(dead.alarms[0], "geheim") {
		t.Errorf("%q", dead.alarms)
	}
	l := o.List()
	if l[1].Oldest != nine || !l[0].Oldest.IsZero() {
		t.Errorf("%+v", l)
	}
	if err := s.Forget(nine.Add(time.Hour), nine); err != nil {
		t.Fatal(err)
	}
	if e, err := s.Events(t.Context(), 0, 1); err != nil || e[0].ID != 1 {
		t.Errorf("what the dead one has not got is gone: %+v, %v", e, err)
	}
	if err := o.Remove("admin", 1, "gone"); err != nil {
		t.Fatal(err)
	}
	if err := s.Forget(nine.Add(time.Hour), nine); err != nil {
		t.Fatal(err)
	}
	o.Close()
	if e, err := s.Events(t.Context(), 0, 1); err != nil || e[0].ID == 1 {
		t.Errorf("what nobody waits for is still there: %+v, %v", e, err)
	}
}

// TestAwayTooLong: what was forgotten before it could be sent is said, in the audit too.
func TestAwayTooLong(t *testing.T) {
	s := opened(t, t.TempDir())
	r := &receiver{}
	o := begin(t, r.config(s), 0)
	if _, _, err := o.Add("admin", "http://mes.example/in", []string{record.EventState}, ""); err != nil {
		t.Fatal(err)
	}
	o.Close()
	tell(t, s, 10)
	if err := s.Forget(nine.Add(time.Hour), nine.Add(time.Hour)); err != nil {
		t.Fatal(err)
	}
	o = begin(t, r.config(s), 0)
	until(t, "the last one is sent", func() bool { return len(r.ids()) == 1 })
	o.Close()
	rows, err := s.AuditRows(t.Context(), record.AuditQuery{What: "webhook lost"})
	if err != nil || len(rows) != 1 || !strings.Contains(rows[0].Reason, "events 1 to 9") || len(r.alarms) != 1 {
		t.Errorf("%+v, %v, %q", rows, err, r.alarms)
	}
}

// TestHooksAreHeld: wrong ones are refused, each change stands in the audit, and one that was made in
// another way shows.
func TestHooksAreHeld(t *testing.T) {
	s := opened(t, t.TempDir())
	r := &receiver{}
	o := begin(t, r.config(s), 0)
	for _, address := range []string{"", "mes.example", "ftp://mes.example", "http://user:geheim@mes.example/", "http://", "http://[::1"} {
		var wrong *outbox.AddressError
		if _, _, err := o.Add("admin", address, []string{record.EventState}, ""); !errors.As(err, &wrong) || strings.Contains(err.Error(), "geheim") {
			t.Errorf("%q: %v", address, err)
		}
	}
	for _, kinds := range [][]string{nil, {"all"}} {
		if _, _, err := o.Add("admin", "http://mes.example", kinds, ""); err == nil {
			t.Errorf("%q is taken", kinds)
		}
	}
	for n := range 20 {
		if _, _, err := o.Add("admin", "http://mes.example/?key=geheim", []string{record.EventState}, "n"); err != nil {
			t.Fatal(n, err)
		}
	}
	if _, _, err := o.Add("admin", "http://mes.example", []string{record.EventState}, ""); !errors.Is(err, outbox.ErrTooMany) {
		t.Errorf("%v", err)
	}
	if err := o.Test(t.Context(), "admin", 2); err != nil || len(r.got) != 1 || r.got[0].Type != "test" {
		t.Errorf("%v, %+v", err, r.got)
	}
	if err := o.Remove("admin", 2, "moved"); err != nil {
		t.Fatal(err)
	}
	if err := o.Remove("admin", 2, ""); !errors.Is(err, outbox.ErrNone) || !errors.Is(o.Test(t.Context(), "admin", 2), outbox.ErrNone) {
		t.Errorf("%v", err)
	}
	rows, err := s.AuditRows(t.Context(), record.AuditQuery{What: outbox.WhatHook, Subject: "2"})
	if err != nil || len(rows) != 2 || rows[0].New != "removed" || rows[0].Reason != "moved" || strings.Contains(rows[1].New, "geheim") || rows[1].Who != "admin" {
		t.Errorf("%+v, %v", rows, err)
	}
	hooks, err := s.Hooks(t.Context())
	if err != nil || len(hooks) != 20 || len(hooks[1].Secret) != 0 || len(hooks[0].Secret) != 32 {
		t.Errorf("%v, %v", hooks, err)
	}
	if c, err := s.Verify(t.Context()); err != nil || len(c.Findings) > 0 {
		t.Errorf("%+v, %v", c, err)
	}
	other := hooks[0]
	other.ID, other.URL = 0, "http://thief.example"
	if _, err := s.PutHook(other, audit.Entry{}); err != nil {
		t.Fatal(err)
	}
	if c, err := s.Verify(t.Context()); err != nil || len(c.Findings) != 1 || c.Findings[0].Kind != audit.Extra {
		t.Errorf("%+v, %v", c, err)
	}
}

// TestCatchesUp: a receiver that takes events of days ago raises no alarm while it goes on, and one that
// does not go on, or fails, does.
func TestCatchesUp(t *testing.T) {
	s := opened(t, t.TempDir())
	late := nine.Add(168 * time.Hour)
	r := &receiver{}
	var mu sync.Mutex
	takes, fails := 2, false
	cfg := r.config(s)
	cfg.Now = func() time.Time { return late }
	cfg.Post = func(ctx context.Context, _ string, _ []byte, _ outbox.Message) error {
		mu.Lock()
		defer mu.Unlock()
		if fails {
			return errors.New("busy")
		}
		if takes--; takes >= 0 {
			return nil
		}
		mu.Unlock()
		<-ctx.Done()
		mu.Lock()
		return ctx.Err()
	}
	o := begin(t, cfg, time.Second)
	if _, _, err := o.Add("admin", "https://slow.example/x", []string{record.EventState}, ""); err != nil {
		t.Fatal(err)
	}
	tell(t, s, 8)
	until(t, "two were taken", func() bool { return o.List()[0].Sent >= 3 && !o.List()[0].Oldest.IsZero() })
	o.Look(late.Add(50 * time.Second))
	if len(r.alarms) != 0 {
		t.Errorf("while it goes on: %q", r.alarms)
	}
	o.Look(late.Add(70 * time.Second))
	if len(r.alarms) != 1 || !strings.Contains(r.alarms[0], "has not taken events for 168h1m10s") {
		t.Errorf("while it hangs: %q", r.alarms)
	}
	o.Close()
	fails = true
	o = begin(t, cfg, time.Second)
	until(t, "it failed", func() bool { return o.List()[0].Failed > 0 })
	o.Look(late)
	if len(r.alarms) != 2 || !strings.Contains(r.alarms[1], "busy") {
		t.Errorf("while it fails: %q", r.alarms)
	}
	if !slices.Equal(r.causes, []string{"slow.example", "slow.example"}) {
		t.Errorf("causes that differ by how long it is: %q", r.causes)
	}
}
