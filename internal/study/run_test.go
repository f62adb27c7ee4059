package study

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"sync"
	"sync/atomic"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"mekiki/internal/train"
)

// fake is a Runner that trains nothing: it leaves a checkpoint and a model and
// gives figures that follow from the job.
type fake struct {
	t     *testing.T
	mu    sync.Mutex
	ran   map[string]int // by folder
	busy  atomic.Int32
	most  atomic.Int32
	fails func(Job) error
	bad   func(Job) string
}

func (f *fake) run(ctx context.Context, job Job) (*Outcome, error) {
	now := f.busy.Add(1)
	defer f.busy.Add(-1)
	for {
		most := f.most.Load()
		if now <= most || f.most.CompareAndSwap(most, now) {
			break
		}
	}
	runtime.Gosched()
	f.mu.Lock()
	if f.ran == nil {
		f.ran = map[string]int{}
	}
	f.ran[job.Folder]++
	f.mu.Unlock()
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	for _, name := range []string{train.CheckpointFile, ModelFile} {
		if name == train.CheckpointFile || job.KeepModel {
			if err := os.WriteFile(filepath.Join(job.Dir, name), []byte("x"), 0o666); err != nil {
				f.t.Error(err)
			}
		}
	}
	job.Watch(train.Event{Kind: train.Progress})
	if f.fails != nil {
		if err := f.fails(job); err != nil {
			return nil, err
		}
	}
	if f.bad != nil && f.bad(job) != "" {
		return &Outcome{Error: f.bad(job)}, nil
	}
	o := &Outcome{Formula: job.Config.Loss, InitialSHA256: fmt.Sprint(job.Config.Seed), WeightsSHA256: job.Key, Figures: Figures{}}
	o.Figures.set("pair_accuracy_held_out", Cosine, 0.9+float64(job.Config.Seed)/100)
	return o, nil
}

func (f *fake) runs() int {
	n := 0
	for _, k := range f.ran {
		n += k
	}
	return n
}

func TestRunIsTheSameForAnyNumberOfWorkers(t *testing.T) {
	var want []Result
	for _, workers := range []int{1, 2, 99} {
		f := &fake{t: t}
		events := 0
		got, err := Store{t.TempDir()}.Run(t.Context(), plan(t, 5, "cosine", "combined").Jobs(), Options{
			Runner: f.run, Workers: workers, Events: func(Event) { events++ },
		})
		if err != nil || f.runs() != 10 || events != 30 {
			t.Fatalf("%d workers: %d runs, %d events, %v", workers, f.runs(), events, err)
		}
		if most := int(f.most.Load()); most > min(workers, runtime.GOMAXPROCS(0)) {
			t.Errorf("%d workers: %d runs at once", workers, most)
		}
		if want == nil {
			want = got
		}
		if diff := cmp.Diff(want, got, cmpopts.IgnoreFields(Job{}, "Dir", "Watch")); diff != "" {
			t.Errorf("%d workers:\n%s", workers, diff)
		}
	}
}

func TestRunsAreUsedAgain(t *testing.T) {
	s := Store{t.TempDir()}
	run := func(p *Plan) ([]Result, int) {
		f := &fake{t: t}
		got, err := s.Run(t.Context(), p.Jobs(), Options{Runner: f.run})
		if err != nil {
			t.Fatal(err)
		}
		return got, f.runs()
	}
	first, n := run(plan(t, 3, "cosine", "combined"))
	if n != 6 || first[0].Reused {
		t.Errorf("%d runs", n)
	}
	files, err := filepath.Glob(filepath.Join(s.Dir, runsFolder, "*", "*"))
	if err != nil || len(files) != 6 {
		t.Errorf("checkpoints and models were not removed: %v", files)
	}
	// More seeds and another name: only what is new runs.
	again, n := run(plan(t, 4, "base: cosine", "combined", "euclidean"))
	if n != 6 || !again[0].Reused || again[0].Job.Name != "base" || again[0].Outcome.WeightsSHA256 != first[0].Outcome.WeightsSHA256 {
		t.Errorf("%d runs, %+v", n, again[0])
	}
	// The same loss twice is one run for each seed.
	twice, n := run(plan(t, 5, "cosine", "cosine"))
	if n != 1 || twice[9].Job.Name != "cosine (2)" || !twice[9].ok() {
		t.Errorf("%d runs, %+v", n, twice[9])
	}
	// Models that were not kept are made when they are asked for.
	p := plan(t, 1, "cosine", "combined")
	p.KeepModel = true
	if _, n = run(p); n != 2 {
		t.Errorf("%d runs for models", n)
	}
	if _, n = run(p); n != 0 {
		t.Errorf("%d runs where models are kept", n)
	}
	// Outcomes of a program that named no schema are used, too.
	files, _ = filepath.Glob(filepath.Join(s.Dir, runsFolder, "combined-s*", outcomeFile))
	for _, path := range files {
		b, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		old := bytes.Replace(b, []byte(` "schema": "mekiki/outcome/1",`), nil, 1)
		if err := os.WriteFile(path, old, 0o666); err != nil || len(old) == len(b) {
			t.Fatalf("%s: %v: %s", path, err, b)
		}
	}
	if _, n = run(plan(t, 4, "cosine", "combined")); n != 0 || len(files) != 4 {
		t.Errorf("%d runs for %d outcomes without a schema", n, len(files))
	}
	// What is damaged or of another version runs again.
	files, _ = filepath.Glob(filepath.Join(s.Dir, runsFolder, "euclidean-s*", outcomeFile))
	for i, text := range []string{"{\"format\": 1, \"ke", `{"format": 99}`, "", `{"format": 1, "key": "other"}`} {
		if err := os.WriteFile(files[i], []byte(text), 0o666); err != nil {
			t.Fatal(err)
		}
	}
	if _, n = run(plan(t, 4, "euclidean", "combined")); n != 4 {
		t.Errorf("%d runs for damaged outcomes", n)
	}
}

func TestAFailedRunStopsNoOther(t *testing.T) {
	s, f := Store{t.TempDir()}, &fake{t: t}
	f.fails = func(j Job) error {
		if j.Name == "cosine" && j.Config.Seed == 2 {
			return errors.New("no space left")
		}
		return nil
	}
	f.bad = func(j Job) string {
		if j.Name == "combined" && j.Config.Seed == 1 {
			return "diverged"
		}
		return ""
	}
	var failed []string
	watch := func(e Event) {
		if e.Kind == RunFailed {
			failed = append(failed, e.Message.String())
		}
	}
	jobs := plan(t, 3, "cosine", "combined").Jobs()
	got, err := s.Run(t.Context(), jobs, Options{Runner: f.run, Workers: 1, Events: watch})
	if err != nil || got[2].Err == nil || got[1].ok() || !got[5].ok() || strings.Join(failed, ",") != "diverged,no space left" {
		t.Errorf("%v, %v, %v", err, got, failed)
	}
	// Training that diverged would do so again; an error is tried once more.
	f.fails, f.ran = nil, nil
	if got, err = s.Run(t.Context(), jobs, Options{Runner: f.run}); err != nil || !got[2].ok() || got[1].ok() || f.runs() != 1 {
		t.Errorf("%v, %v, ran %v", err, got, f.ran)
	}
}

func TestCancelledStudyGoesOn(t *testing.T) {
	s, f := Store{t.TempDir()}, &fake{t: t}
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	f.fails = func(j Job) error {
		if j.Config.Seed == 3 {
			cancel()
			return fmt.Errorf("stopped: %w", context.Canceled)
		}
		return nil
	}
	jobs := plan(t, 5, "cosine", "combined").Jobs()
	_, err := s.Run(ctx, jobs, Options{Runner: f.run, Workers: 1})
	if !errors.Is(err, context.Canceled) || !strings.Contains(err.Error(), "4 of 10") {
		t.Errorf("%v", err)
	}
	f.fails, f.ran = nil, nil
	continued := 0
	_, err = s.Run(t.Context(), jobs, Options{Runner: f.run, Events: func(e Event) {
		if e.Kind == RunContinued {
			continued++
		}
	}})
	if err != nil || f.runs() != 6 || continued != 1 {
		t.Errorf("%v, ran %d, %d continued", err, f.runs(), continued)
	}
}
