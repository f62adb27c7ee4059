package station

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"strings"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	"mekiki/internal/station/audit"
	"mekiki/internal/station/pictures"
	"mekiki/internal/station/record"
	"mekiki/internal/station/state"
	"mekiki/internal/station/store"
)

// broken is a store, and a disk, without room while it is told so.
type broken struct {
	Store
	pictures.Disk
	is atomic.Bool
}

func (b *broken) AddResult(r record.Result) error {
	if b.is.Load() {
		return fmt.Errorf("station.sqlite: %w", store.ErrFull)
	}
	return b.Store.AddResult(r)
}

func (b *broken) Note(e audit.Entry, kind string, body any) error {
	if b.is.Load() {
		return store.ErrFull
	}
	return b.Store.Note(e, kind, body)
}

func (b *broken) Close() error { return b.Store.Close() }

func (b *broken) WriteFile(name string, data []byte, perm os.FileMode) error {
	if b.is.Load() {
		return &fs.PathError{Op: "write", Path: name, Err: syscall.ENOSPC}
	}
	return b.Disk.WriteFile(name, data, perm)
}

// TestFullDiskOfPictures is an alarm and no verdict.
func TestFullDiskOfPictures(t *testing.T) {
	b := &broken{}
	b.is.Store(true)
	r := newRig(t, func(c *Config) { b.Disk = c.Disk; c.Disk = b })
	r.run(t)
	a, err := r.submit("OK")
	if err != nil || a.Verdict != record.OK {
		t.Fatalf("%+v, %v", a, err)
	}
	for len(r.Now().Alarms) == 0 {
		time.Sleep(time.Millisecond)
	}
	if n := r.Now(); n.State != "ContinuousExecution" || n.Alarms[0].Kind != AlarmPicture || !strings.Contains(n.Alarms[0].Text, "no space") {
		t.Errorf("%+v", n)
	}
}

// TestResultsThatCannotBeStored: there is no verdict without its record, the station stops, and
// goes on when a person has seen to it.
func TestResultsThatCannotBeStored(t *testing.T) {
	b := &broken{}
	r := newRig(t, func(c *Config) { b.Store = c.Store; c.Store = b })
	r.run(t)
	b.is.Store(true)
	if a, err := r.submit("OK"); !errors.Is(err, store.ErrFull) || a.Verdict != "" {
		t.Errorf("%+v, %v", a, err)
	}
	if n := r.Now(); n.State != "Error" || len(n.Alarms) == 0 || n.Alarms[0].Kind != AlarmStore {
		t.Errorf("%+v", n)
	}
	if _, err := r.submit("OK"); err == nil {
		t.Error("a part in the state Error")
	}
	if _, err := r.Command(state.ConfirmAll, "tester", ""); err == nil || r.Now().State != "Error" {
		t.Errorf("a command that cannot be recorded: %v, %s", err, r.Now().State)
	}
	b.is.Store(false)
	r.do(t, state.ConfirmAll)
	r.run(t)
	if a, err := r.submit("OK"); err != nil || a.Verdict != record.OK {
		t.Errorf("%+v, %v", a, err)
	}
	if list, err := r.store.Results(t.Context(), record.Query{}); err != nil || len(list) != 1 {
		t.Errorf("%v, %v", list, err)
	}
}

// TestInspectorThatFails: the part is NONE, the station in the state Error, the program alive.
func TestInspectorThatFails(t *testing.T) {
	r := newRig(t, nil)
	r.run(t)
	a, err := r.submit("OK panic")
	if err != nil || a.Verdict != record.None || a.Reason == "" {
		t.Errorf("%+v, %v", a, err)
	}
	for r.Now().State != "Error" {
		time.Sleep(time.Millisecond)
	}
	r.sound(t, 1)
}

// TestClockForwardRemovesNothing: what a clock that was set makes old stays for a day, then goes
// as the policy wants it.
func TestClockForwardRemovesNothing(t *testing.T) {
	r := newRig(t, func(c *Config) { c.Policy = pictures.Policy{OneInOK: 1, Days: 30} })
	r.run(t)
	a, err := r.submit("NG")
	if err != nil {
		t.Fatal(err)
	}
	id := pictures.IDOf(a.Result)
	for _, err = r.keep.Heat(id); err != nil; _, err = r.keep.Heat(id) { // it is written last
		time.Sleep(time.Millisecond)
	}
	set := r.now.Load().Add(400 * 24 * time.Hour)
	r.now.Store(&set)
	there := func() bool {
		_, err := r.keep.Read(id)
		events, err2 := r.store.Events(t.Context(), 0, 1)
		return err == nil && err2 == nil && len(events) == 1 && events[0].ID == 1
	}
	if r.tidy(); !there() {
		t.Error("removed at once")
	}
	if n := r.Now(); len(n.Alarms) != 1 || !strings.Contains(n.Alarms[0].Text, "forward by 9600h") {
		t.Errorf("%+v", n.Alarms)
	}
	r.clock.mu.Lock()
	r.clock.leapt = r.clock.leapt.Add(-25 * time.Hour)
	r.clock.mu.Unlock()
	if r.tidy(); there() {
		t.Error("kept for ever")
	}
}

// TestClockBeforeLastResult: a computer that has forgotten the time starts with an alarm.
func TestClockBeforeLastResult(t *testing.T) {
	r := newRig(t, nil)
	r.run(t)
	if _, err := r.submit("OK"); err != nil {
		t.Fatal(err)
	}
	r.rememberClock()
	if n := r.Now(); len(n.Alarms) > 0 {
		t.Errorf("%+v", n.Alarms)
	}
	set := r.now.Load().Add(-2 * time.Hour)
	r.now.Store(&set)
	r.rememberClock()
	if n := r.Now(); len(n.Alarms) != 1 || n.Alarms[0].Kind != AlarmClock || !strings.Contains(n.Alarms[0].Text, "back by 2h") {
		t.Errorf("%+v", n.Alarms)
	}
}

// TestClockFarAheadAtStart: a computer that starts with a date of years later removes nothing for a day, also
// where it is started again; one that was off over a long weekend, or judged for days while nobody did anything, goes on.
func TestClockFarAheadAtStart(t *testing.T) {
	r := newRig(t, nil)
	const day = 24 * time.Hour
	begun := *r.now.Load()
	quiet := func(what string, after time.Duration, want bool) {
		t.Helper()
		if got := r.wasQuiet(begun.Add(after)); got != want {
			t.Errorf("%s: quiet %v", what, got)
		}
	}
	quiet("at once", time.Minute, false)
	quiet("after a long weekend", 3*day+14*time.Hour, false)
	quiet("years later", 400*day, true)
	for i := range 120 { // more than are read at a time
		if err := r.store.Note(audit.Entry{At: begun.Add(400*day + time.Duration(i)*time.Second), Who: "w", What: "command"}, "", nil); err != nil {
			t.Fatal(err)
		}
	}
	quiet("and again", 400*day+2*time.Hour, true)
	quiet("a day later", 401*day+3*time.Hour, false)
	for i := range 6 {
		set := begun.Add(time.Duration(402+i) * day)
		if err := r.store.AddResult(record.Result{Trigger: int64(100 + i), At: record.Moment(set), Judgement: record.Judgement{Verdict: record.OK}, Station: "s1"}); err != nil {
			t.Fatal(err)
		}
	}
	quiet("after days of parts", 407*day+time.Hour, false)

	set := begun.Add(800 * day)
	r.now.Store(&set)
	r.rememberClock()
	if n := r.Now(); r.clock.steady() || len(n.Alarms) != 1 || !strings.Contains(n.Alarms[0].Text, "off for more than 3 days") {
		t.Errorf("%+v", n.Alarms)
	}
}
