package station

import (
	"bytes"
	"context"
	"errors"
	"math/rand/v2"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"mekiki/internal/station/pictures"
	"mekiki/internal/station/recipe"
	"mekiki/internal/station/record"
	"mekiki/internal/station/state"
	"mekiki/internal/station/store"
)

func TestVerdictsAreStored(t *testing.T) {
	r := newRig(t, nil)
	if _, err := r.submit("OK"); err == nil {
		t.Error("a part before a recipe was prepared")
	}
	r.run(t)
	for i, v := range []record.Verdict{record.OK, record.NG, record.Review} {
		a, err := r.Submit(t.Context(), Part{Picture: []byte(string(v) + " x"), Format: "PNG", Part: "p", Lot: "l", Source: "api"})
		if err != nil || a.Verdict != v || a.Trigger != int64(i)+1 || a.Inspector == "" || a.High != 2 || a.Lot != "l" {
			t.Errorf("%+v, %v", a, err)
		}
		f, err := r.store.Result(t.Context(), a.Trigger)
		if err != nil || record.Digest(f.Result) != record.Digest(a.Result) {
			t.Errorf("%+v, %v; want %+v", f, err, a.Result)
		}
	}
	if n := r.Now(); n.Counts != (Counts{OK: 1, NG: 1, Review: 1}) || n.State != "ContinuousExecution" || n.Begun != 0 || n.About == nil || len(n.Alarms) > 0 {
		t.Errorf("%+v", n)
	}
	r.sound(t, 3)
}

// TestWindow: who waits too long is told NONE; the judgement is late, belongs to its own part,
// and is never the answer of the next one.
func TestWindow(t *testing.T) {
	r := newRig(t, func(c *Config) { c.Window, c.Workers = 150*time.Millisecond, 1 })
	r.run(t)
	a, err := r.submit("OK slow")
	if err != nil || a.Verdict != record.None || a.Reason != tooLate.String() || a.Milliseconds < 150 {
		t.Fatalf("%+v, %v", a, err)
	}
	behind := make(chan Answer)
	go func() {
		b, err := r.submit("NG")
		if err != nil {
			t.Error(err)
		}
		behind <- b
	}()
	for r.Now().Begun == 0 {
		time.Sleep(time.Millisecond)
	}
	close(r.judge.let)
	if b := <-behind; b.Verdict != record.NG || b.Trigger != a.Trigger+1 {
		t.Errorf("the part behind: %+v", b)
	}
	f, err := r.store.Result(t.Context(), a.Trigger)
	if err != nil || f.Verdict != record.None || f.Late == nil || f.Late.Verdict != record.OK {
		t.Errorf("%+v, %v", f, err)
	}
	n := r.Now()
	if n.Counts.Late != 1 || n.Counts.None != 1 || len(n.Alarms) != 1 || n.Alarms[0].Kind != AlarmLate {
		t.Errorf("%+v", n)
	}
	r.sound(t, 2)
}

// TestEndOfJobs: Stop lets what has begun end, Abort and Halt do not: it is not OK.
func TestEndOfJobs(t *testing.T) {
	for _, c := range []state.Command{state.Stop, state.Abort, state.Halt, state.Reset} {
		r := newRig(t, nil)
		r.run(t)
		done := make(chan Answer)
		go func() {
			a, err := r.submit("OK slow")
			if err != nil {
				t.Error(err)
			}
			done <- a
		}()
		for r.judge.begun.Load() == 0 {
			time.Sleep(time.Millisecond)
		}
		r.do(t, c)
		if _, err := r.submit("OK"); (err == nil) != (c == state.Abort || c == state.Stop) { // Ready: a single job
			t.Errorf("%s: the next part: %v", c, err)
		}
		want := record.None
		if c == state.Stop {
			want = record.OK
			close(r.judge.let)
		}
		if a := <-done; a.Verdict != want {
			t.Errorf("%s: %+v", c, a)
		}
		if c != state.Stop {
			close(r.judge.let)
		}
	}
}

// TestSingleJobs: one part at a time, and the end of one ends no other.
func TestSingleJobs(t *testing.T) {
	r := newRig(t, nil)
	r.do(t, state.SelectModeAutomatic, state.PrepareRecipe)
	if a, err := r.submit("OK"); err != nil || a.Verdict != record.OK || r.Now().State != "Ready" {
		t.Errorf("%+v, %v, %s", a, err, r.Now().State)
	}
	r.do(t, state.StartSingleJob)
	done := make(chan error)
	go func() {
		_, err := r.submit("OK slow")
		done <- err
	}()
	for r.judge.begun.Load() < 2 {
		time.Sleep(time.Millisecond)
	}
	var refused *state.RefusedError
	if _, err := r.submit("OK"); !errors.As(err, &refused) {
		t.Errorf("a second part of a single job: %v", err)
	}
	r.do(t, state.Stop, state.StartSingleJob)
	next := make(chan error)
	go func() {
		_, err := r.submit("OK sloth")
		next <- err
	}()
	for r.judge.begun.Load() < 3 {
		time.Sleep(time.Millisecond)
	}
	close(r.judge.let)
	if err := <-done; err != nil || r.Now().State != "SingleExecution" {
		t.Errorf("the job before ended the next one: %v, %s", err, r.Now().State)
	}
	close(r.judge.also)
	if err := <-next; err != nil || r.Now().State != "Ready" {
		t.Errorf("%v, %s", err, r.Now().State)
	}
	if a, err := r.submit("NG"); err != nil || a.Verdict != record.NG || r.Now().State != "Ready" {
		t.Errorf("%+v, %v, %s", a, err, r.Now().State)
	}
}

// TestKeys: the same key is the same part, also after a restart, and at the same time.
func TestKeys(t *testing.T) {
	r := newRig(t, nil)
	r.run(t)
	give := func(text string) (Answer, error) {
		return r.Submit(context.Background(), Part{Picture: []byte(text), Format: "PNG", Source: "api", Key: "k"})
	}
	var wait sync.WaitGroup
	var fresh, same, under atomic.Int64
	for range 12 {
		wait.Go(func() {
			switch a, err := give("NG"); {
			case errors.Is(err, ErrUnderWay):
				under.Add(1)
			case err != nil:
				t.Error(err)
			case a.Replayed:
				same.Add(1)
			default:
				fresh.Add(1)
			}
		})
	}
	wait.Wait()
	if fresh.Load() != 1 || same.Load()+under.Load() != 11 {
		t.Errorf("%d new, %d again, %d under way", fresh.Load(), same.Load(), under.Load())
	}
	if a, err := give("NG"); err != nil || !a.Replayed || a.Verdict != record.NG || a.Key != "k" {
		t.Errorf("%+v, %v", a, err)
	}
	if _, err := give("OK"); !errors.Is(err, ErrOtherPicture) {
		t.Errorf("%v", err)
	}
	r.sound(t, 1)
}

func TestTooManyAtATime(t *testing.T) {
	r := newRig(t, func(c *Config) { c.Waiting = 3 })
	r.run(t)
	var wait sync.WaitGroup
	for range 3 {
		wait.Go(func() {
			if _, err := r.submit("OK slow"); err != nil {
				t.Error(err)
			}
		})
	}
	for r.Now().Begun < 3 {
		time.Sleep(time.Millisecond)
	}
	if _, err := r.submit("OK"); !errors.Is(err, ErrBusy) {
		t.Errorf("%v", err)
	}
	close(r.judge.let)
	wait.Wait()
	r.sound(t, 3)
}

func TestRecipe(t *testing.T) {
	var fails error
	r := newRig(t, func(c *Config) {
		prepare := c.Prepare
		c.Prepare = func(v recipe.Version, n int) (Judge, error) {
			if fails != nil {
				return nil, fails
			}
			return prepare(v, n)
		}
	})
	fails = errors.New("no such file")
	r.do(t, state.SelectModeAutomatic)
	if _, err := r.Command(state.PrepareRecipe, "x", ""); !errors.Is(err, fails) || r.Now().State != "Initialized" {
		t.Errorf("%v, %s", err, r.Now().State)
	}
	fails = nil
	r.do(t, state.PrepareRecipe)
	if r.Now().About == nil || r.judge.closed.Load() {
		t.Error("nothing is prepared")
	}
	r.do(t, state.UnprepareRecipe)
	if r.Now().About != nil || !r.judge.closed.Load() {
		t.Error("it is prepared still")
	}
}

// TestClock: set back or forward, results keep their order and somebody is told.
func TestClock(t *testing.T) {
	for by, word := range map[time.Duration]string{-2 * time.Hour: "back by 2h", 48 * time.Hour: "forward by 48h"} {
		r := newRig(t, nil)
		r.run(t)
		if _, err := r.submit("OK"); err != nil {
			t.Fatal(err)
		}
		set := r.now.Load().Add(by)
		r.now.Store(&set)
		if _, err := r.submit("NG"); err != nil {
			t.Fatal(err)
		}
		if n := r.Now(); len(n.Alarms) != 1 || n.Alarms[0].Kind != AlarmClock || !strings.Contains(n.Alarms[0].Text, word) {
			t.Errorf("%v: %+v", by, n.Alarms)
		}
		list, err := r.store.Results(t.Context(), record.Query{})
		if err != nil || list[0].Verdict != record.NG || list[0].Trigger != 2 {
			t.Errorf("%v, %v", list, err)
		}
		r.sound(t, 2)
	}
}

// TestPictures: those of the last parts at once, those that are kept after a restart.
func TestPictures(t *testing.T) {
	r := newRig(t, func(c *Config) { c.Policy = pictures.Policy{OneInOK: 0} })
	r.run(t)
	for _, text := range []string{"OK a", "NG b"} {
		if _, err := r.submit(text); err != nil {
			t.Fatal(err)
		}
	}
	for n, want := range map[int64]string{1: "OK a", 2: "NG b"} {
		b, format, err := r.Picture(t.Context(), n)
		h, err2 := r.Heat(t.Context(), n)
		if err != nil || err2 != nil || string(b) != want || format != "PNG" || string(h) != "map of "+want {
			t.Errorf("%d: %q, %s, %q, %v, %v", n, b, format, h, err, err2)
		}
	}
	r.keep.Close()
	r.live.list = nil
	if _, _, err := r.Picture(t.Context(), 1); !errors.Is(err, pictures.ErrNotKept) {
		t.Errorf("%v", err)
	}
	b, _, err := r.Picture(t.Context(), 2)
	h, err2 := r.Heat(t.Context(), 2)
	if err != nil || err2 != nil || string(b) != "NG b" || string(h) != "map of NG b" {
		t.Errorf("%q, %q, %v, %v", b, h, err, err2)
	}
	if _, _, err := r.Picture(t.Context(), 99); !errors.Is(err, record.ErrNone) {
		t.Errorf("%v", err)
	}
}

// TestRecords: commands and reviews stand in the audit with who, old, new and reason, and in
// the events.
func TestRecords(t *testing.T) {
	r := newRig(t, nil)
	r.run(t)
	if _, err := r.submit("REVIEW"); err != nil {
		t.Fatal(err)
	}
	for _, v := range []record.Verdict{record.NG, record.OK} {
		if _, err := r.AddReview(t.Context(), record.Mark{Trigger: 1, Who: "sato", Verdict: v, Reason: "looked"}); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := r.AddReview(t.Context(), record.Mark{Trigger: 9, Who: "sato", Verdict: record.NG}); !errors.Is(err, record.ErrNone) {
		t.Errorf("%v", err)
	}
	var got []string
	for row, err := range r.store.Audit(t.Context()) {
		if err != nil {
			t.Fatal(err)
		}
		got = append(got, strings.Join([]string{row.Who, row.What, row.Subject, row.Old, row.New, row.Reason}, "|"))
	}
	want := []string{
		"tester|command|SelectModeAutomatic|Preoperational|Initialized|test", "tester|command|PrepareRecipe|Initialized|Ready|test",
		"tester|command|StartContinuous|Ready|ContinuousExecution|test", "api|result|1|NONE|REVIEW|",
		"sato|review|1#1|REVIEW|NG|looked", "sato|review|1#2|NG|OK|looked",
	}
	if got = got[3:]; !slices.Equal(got, want) { // behind what the rig does with its recipe
		t.Errorf("%q", got)
	}
	events, err := r.store.Events(t.Context(), 2, 99)
	if err != nil || len(events) != 6 || !bytes.Contains(events[2].Body, []byte(`"state":"ContinuousExecution"`)) {
		t.Errorf("%v, %v", events, err)
	}
	if f, err := r.store.Result(t.Context(), 1); err != nil || f.Verdict != record.Review || f.Called() != record.OK {
		t.Errorf("%+v, %v", f, err)
	}
	back := record.Mark{Trigger: 1, Who: "sato", Verdict: record.None}
	if _, err := r.AddReview(t.Context(), back); err != nil {
		t.Fatal(err)
	}
	if f, err := r.store.Result(t.Context(), 1); err != nil || f.Called() != record.Review || f.Word() != record.None || len(f.Reviews) != 3 {
		t.Errorf("taken back: %+v, %v", f, err)
	}
	if _, err := r.AddReview(t.Context(), back); !errors.Is(err, ErrNothingSaid) {
		t.Errorf("taken back twice: %v", err)
	}
}

// TestCloseFinishesWhatHasBegun and refuses what comes then.
func TestCloseFinishesWhatHasBegun(t *testing.T) {
	r := newRig(t, nil)
	r.run(t)
	done := make(chan Answer)
	go func() {
		a, err := r.submit("NG slow")
		if err != nil {
			t.Error(err)
		}
		done <- a
	}()
	for r.judge.begun.Load() == 0 {
		time.Sleep(time.Millisecond)
	}
	closed := make(chan error)
	go func() { closed <- r.Close() }()
	for {
		if _, err := r.submit("OK"); errors.Is(err, ErrClosing) {
			break
		}
		time.Sleep(time.Millisecond)
	}
	close(r.judge.let)
	if a := <-done; a.Verdict != record.NG {
		t.Errorf("%+v", a)
	}
	if err := <-closed; err != nil {
		t.Error(err)
	}
	if found, err := filepath.Glob(filepath.Join(r.dir, "2026-11-30", "00", "*.png")); err != nil || len(found) < 2 { // picture and map
		t.Errorf("%v, %v", found, err)
	}
	db, err := store.Read(t.Context(), r.dir)
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	if c, err := db.Verify(t.Context()); err != nil || len(c.Findings) > 0 {
		t.Errorf("%+v, %v", c, err)
	}
}

// TestAnyOrder of parts and commands: each part has one result or an error, each result is
// stored once with the verdict that was told, and nothing hangs.
func TestAnyOrder(t *testing.T) {
	for seed := range uint64(12) {
		random := rand.New(rand.NewPCG(seed, 0))
		s := newRig(t, func(c *Config) { c.Waiting, c.Window = 4, time.Second })
		var wait sync.WaitGroup
		var mu sync.Mutex
		told := map[int64]record.Verdict{}
		for range 40 {
			c := random.IntN(len(state.Asked())+8) - 8
			if c >= 0 {
				s.Command(state.Asked()[c], "x", "")
				continue
			}
			for _, by := range []state.Command{state.Reset, state.SelectModeAutomatic, state.PrepareRecipe, state.StartContinuous} {
				if c == -8 {
					s.Command(by, "x", "")
				}
			}
			wait.Go(func() {
				a, err := s.Submit(context.Background(), Part{Picture: []byte("NG"), Format: "PNG", Source: "api"})
				if err != nil {
					return
				}
				mu.Lock()
				defer mu.Unlock()
				if _, twice := told[a.Trigger]; twice || a.Verdict != record.NG && a.Verdict != record.None {
					t.Errorf("%+v, told before: %v", a, twice)
				}
				told[a.Trigger] = a.Verdict
			})
		}
		wait.Wait()
		list, err := s.store.Results(t.Context(), record.Query{})
		if err != nil || len(list) != len(told) {
			t.Fatalf("%d stored, %d told, %v", len(list), len(told), err)
		}
		for _, r := range list {
			if told[r.Trigger] != r.Verdict {
				t.Errorf("%d is %s, told %s", r.Trigger, r.Verdict, told[r.Trigger])
			}
		}
	}
}
