package station

import (
	"context"
	"os"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"go.uber.org/goleak"

	"mekiki/internal/station/pictures"
	"mekiki/internal/station/recipe"
	"mekiki/internal/station/record"
	"mekiki/internal/station/state"
	"mekiki/internal/station/store"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// script is a judge that says what pictures say: "NG 3". It waits at "slow" until it is let, at
// "sloth" until it is let that.
type script struct {
	let    chan struct{}
	also   chan struct{}
	begun  atomic.Int64
	closed atomic.Bool
}

func newScript() *script { return &script{let: make(chan struct{}), also: make(chan struct{})} }

func (j *script) Judge(picture []byte) Judgement {
	j.begun.Add(1)
	text := string(picture)
	if strings.Contains(text, "slow") {
		<-j.let
	}
	if strings.Contains(text, "sloth") {
		<-j.also
	}
	if strings.Contains(text, "panic") {
		panic("no eye")
	}
	verdict, _, _ := strings.Cut(text, " ")
	return Judgement{record.Judgement{Verdict: record.Verdict(verdict), Score: 0.5}, func() []byte { return []byte("map of " + text) }}
}

func (j *script) About() About { return About{Inspector: "0123456789abcdef", Low: 1, High: 2} }
func (j *script) Close()       { j.closed.Store(true) }

// rig is a station with a scripted judge on a real store.
type rig struct {
	*Station
	dir   string
	judge *script
	now   atomic.Pointer[time.Time]
}

func newRig(t testing.TB, change func(*Config)) *rig {
	t.Helper()
	dir := t.TempDir()
	db, err := store.Open(t.Context(), dir)
	if err != nil {
		t.Fatal(err)
	}
	root, err := os.OpenRoot(dir)
	if err != nil {
		t.Fatal(err)
	}
	r := &rig{dir: dir, judge: newScript()}
	start := time.Date(2026, 11, 30, 9, 0, 0, 0, time.FixedZone("", 9*3600))
	r.now.Store(&start)
	cfg := Config{
		Name: "s1", Store: db, Disk: root, Policy: pictures.Policy{OneInOK: 1}, Workers: 2, Waiting: 8,
		Prepare: func(recipe.Version, int) (Judge, error) { return r.judge, nil }, Now: func() time.Time { return *r.now.Load() },
	}
	if change != nil {
		change(&cfg)
	}
	r.Station = Open(cfg)
	e, err := r.AdoptRecipe(t.Context(), recipe.Version{Product: "ring", Inspector: "0123456789abcdef", Low: 1, High: 2, Who: "tester"}, "test")
	if err == nil {
		_, err = r.store.AddStep("s1", recipe.Act{Hash: e.Hash, Kind: recipe.Active, At: start, Who: "tester"}, "")
	}
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := r.Close(); err != nil {
			t.Error(err)
		}
		root.Close()
	})
	return r
}

// do gives commands that must be done.
func (r *rig) do(t testing.TB, list ...state.Command) {
	t.Helper()
	for _, c := range list {
		if _, err := r.Command(c, "tester", "test"); err != nil {
			t.Fatal(err)
		}
	}
}

func (r *rig) run(t testing.TB) {
	t.Helper()
	r.do(t, state.SelectModeAutomatic, state.PrepareRecipe, state.StartContinuous)
}

func (r *rig) submit(text string) (Answer, error) {
	return r.Submit(context.Background(), Part{Picture: []byte(text), Format: "PNG", Source: "api"})
}

// sound wants a chain without findings, of so many results.
func (r *rig) sound(t testing.TB, results int) {
	t.Helper()
	list, err := r.store.Results(t.Context(), record.Query{})
	c, err2 := r.store.(*store.Store).Verify(t.Context())
	if err != nil || err2 != nil || len(list) != results || len(c.Findings) > 0 {
		t.Errorf("%d results, want %d; %v, %v, %+v", len(list), results, err, err2, c)
	}
}
