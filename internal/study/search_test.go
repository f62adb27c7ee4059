package study

import (
	"context"
	"errors"
	"fmt"
	"math"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"mekiki/internal/train"
)

// hill is a Runner whose objective is highest at w_euc = 0.3. It keeps a
// checkpoint that says how many epochs are done, and wants each rung to find
// that of the one before.
type hill struct {
	t       *testing.T
	mu      sync.Mutex
	epochs  []int // of every call on the seed of the search
	checks  int
	seconds float64                          // of an epoch
	bonus   func(Job) float64                // added to the objective
	before  func(context.Context, Job) error // runs first
}

func (h *hill) run(ctx context.Context, job Job) (*Outcome, error) {
	path := filepath.Join(job.Dir, train.CheckpointFile)
	found, err := os.ReadFile(path)
	done := 0
	if err == nil {
		if _, err := fmt.Sscan(string(found), &done); err != nil {
			return nil, err
		}
	}
	if h.before != nil {
		if err := h.before(ctx, job); err != nil {
			return nil, err
		}
	}
	h.mu.Lock()
	defer h.mu.Unlock()
	if job.Config.Seed == 1001 {
		h.epochs = append(h.epochs, job.Config.Epochs)
		if k := slices.Index([]int{1, 3, 9, 27}, job.Config.Epochs); k > 0 && done != []int{1, 3, 9}[k-1] {
			h.t.Errorf("%s to epoch %d found a checkpoint of %d", job.Name, job.Config.Epochs, done)
		}
	} else {
		h.checks++
	}
	if err := os.WriteFile(path, fmt.Append(nil, job.Config.Epochs), 0o666); err != nil {
		return nil, err
	}
	w := job.Config.Params["w_euc"]
	value := 0.9 - (w-0.3)*(w-0.3) + 0.0001*float64(job.Config.Epochs) + 0.0005*float64(job.Config.Seed%3)
	if h.bonus != nil {
		value += h.bonus(job)
	}
	o := &Outcome{Epochs: job.Config.Epochs, Seconds: h.seconds * float64(job.Config.Epochs), EvalSeconds: h.seconds, Figures: Figures{}}
	o.Figures.ValFigures(Cosine, value, value, value)
	return o, nil
}

func search(t *testing.T, dir string, h *hill) *Search {
	cfg := config(t, "combined")
	cfg.Epochs, cfg.Seed = 27, 1001
	return &Search{
		Config: cfg, Ranges: []Range{{"w_euc", 0, 1, false}}, Objective: Objectives()[0], Origin: Origin{Purpose: "validation"},
		CheckSeeds: []uint64{1002, 1003, 1004}, Trials: 27, Store: Store{dir}, Runner: h.run,
	}
}

func count(epochs []int) map[int]int {
	out := map[int]int{}
	for _, e := range epochs {
		out[e]++
	}
	return out
}

func TestRungs(t *testing.T) {
	for most, want := range map[int][]int{50: {2, 6, 17, 50}, 81: {1, 3, 9, 27, 81}, 27: {1, 3, 9, 27}, 1: {1}, 2: {2}, 3: {1, 3}, 5: {2, 5}} {
		if got := rungEpochs(most); !slices.Equal(got, want) {
			t.Errorf("%d epochs: %v, want %v", most, got, want)
		}
	}
	for n, want := range map[int][]int{27: {27, 9, 3, 1}, 30: {30, 10, 3, 1}, 2: {2, 1, 1, 1}} {
		if got := rungSizes(n, 4); !slices.Equal(got, want) {
			t.Errorf("%d trials: %v, want %v", n, got, want)
		}
	}
}

func TestCosts(t *testing.T) {
	c := costs{Epoch: 2, Measure: 1, Workers: 2}
	rungs := []int{1, 3, 9}
	// 9 trials by two: 5 rounds of 2+1; 3 to epoch 3: 2 rounds of 4+1; 1 to epoch 9: 12+1.
	if got := c.bracket(9, rungs); got != 5*3+2*5+13 {
		t.Errorf("%v s", got)
	}
	if n := c.fits(38, rungs); c.bracket(n, rungs) > 38 || c.bracket(n+1, rungs) <= 38 {
		t.Errorf("%d trials in 38 s", n)
	}
	if n := c.fits(1, rungs); n != 0 {
		t.Errorf("%d trials in 1 s", n)
	}
}

func TestSearch(t *testing.T) {
	var want *Tuning
	for _, workers := range []int{1, 2} {
		h := &hill{t: t}
		s := search(t, t.TempDir(), h)
		s.Workers = workers
		got, err := s.Run(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		if n := count(h.epochs); n[1] != 27 || n[3] != 9 || n[9] != 3 || n[27] != 1 || h.checks != 4*3 {
			t.Errorf("trials at each rung %v, %d checks", n, h.checks)
		}
		if w := got.Params["w_euc"]; math.Abs(w-0.3) > 0.1 || got.Params["m_euc"] != -5 || got.Best.Params["w_euc"] != w {
			t.Errorf("found %v", got.Params)
		}
		if !strings.Contains(got.Formula, fmt.Sprintf("let w_euc = %v; let m_euc = -5;", got.Params["w_euc"])) || !got.Whole || got.Budget != 0 {
			t.Errorf("formula %q", got.Formula)
		}
		left, err := filepath.Glob(filepath.Join(s.Store.Dir, runsFolder, "*", train.CheckpointFile))
		if err != nil || len(left) > 0 {
			t.Errorf("checkpoints are left: %v", left)
		}
		lines, err := os.ReadFile(filepath.Join(s.Store.Dir, trialsFile))
		if err != nil || strings.Count(string(lines), "\n") != 27 {
			t.Errorf("%s, %v", lines, err)
		}
		if want == nil {
			want = got
		}
		if diff := cmp.Diff(want, got, cmpopts.IgnoreFields(Tuning{}, "Spent"), cmpopts.EquateNaNs()); diff != "" {
			t.Errorf("%d workers:\n%s", workers, diff)
		}
		// Once more: nothing runs, the same comes out.
		ran := len(h.epochs)
		again, err := search(t, s.Store.Dir, h).Run(t.Context())
		if err != nil || len(h.epochs) != ran || again.Formula != got.Formula || again.Sessions != 2 {
			t.Errorf("%d runs the second time, %v", len(h.epochs)-ran, err)
		}
	}
}

// TestTheCheckDecides gives one trial luck on the seed of the search alone.
func TestTheCheckDecides(t *testing.T) {
	lucky := drawValues([]Range{{"w_euc", 0, 1, false}}, 1001, 5)["w_euc"]
	h := &hill{t: t, bonus: func(j Job) float64 {
		if j.Config.Seed == 1001 && j.Config.Params["w_euc"] == lucky {
			return 0.5
		}
		return 0
	}}
	got, err := search(t, t.TempDir(), h).Run(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if got.Check[1].Trial != 5 || got.Best.Number == 5 || got.Check[1].Mean > got.Check[2].Mean {
		t.Errorf("chosen %+v of %+v", got.Best, got.Check)
	}
	if c := got.Check[1]; c.Paired.N != 3 || math.Abs(c.Searched-c.Mean) < 0.4 {
		t.Errorf("%+v", c)
	}
	// Where nothing beats the loss as it was given, it stays.
	h = &hill{t: t, bonus: func(j Job) float64 {
		return 1000 * float64(1-min(1, int(math.Abs(1e6*(j.Config.Params["w_euc"]-0.02)))))
	}}
	if got, err = search(t, t.TempDir(), h).Run(t.Context()); err != nil || got.Best.Number != 0 || !strings.Contains(got.Verdict.String(), "No trial beat") || got.Params["w_euc"] != 0.02 {
		t.Errorf("%v, %q", err, got.Verdict)
	}
}

func TestFailedTrials(t *testing.T) {
	h := &hill{t: t}
	h.before = func(_ context.Context, j Job) error {
		if j.Config.Params["w_euc"] > 0.5 {
			return errors.New("broken")
		}
		return nil
	}
	got, err := search(t, t.TempDir(), h).Run(t.Context())
	if err != nil || got.Params["w_euc"] > 0.5 {
		t.Fatalf("%v, %+v", err, got)
	}
	failed := 0
	for _, trial := range got.Trials {
		if trial.Error != "" {
			failed++
		}
	}
	if failed < 5 || failed > 22 {
		t.Errorf("%d failed", failed)
	}
	h.before = func(context.Context, Job) error { return errors.New("all broken") }
	if _, err = search(t, t.TempDir(), h).Run(t.Context()); err == nil || !strings.Contains(err.Error(), "all broken") {
		t.Errorf("%v", err)
	}
}

// TestHalfACheck ends the budget within the check: what all candidates have counts.
func TestHalfACheck(t *testing.T) {
	h := &hill{t: t}
	h.before = func(ctx context.Context, j Job) error {
		if j.Config.Seed == 1003 && j.Config.Params["w_euc"] != 0.02 {
			<-ctx.Done()
		}
		return ctx.Err()
	}
	s := search(t, t.TempDir(), h)
	s.Trials, s.Budget, s.Workers = 3, time.Second, 1
	got, err := s.Run(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if c := got.Check[1]; c.Seeds != 1 || math.IsNaN(c.Mean) || c.Mean != c.Values[0] || c.Paired.N != 1 || len(got.Notes) != 1 || !strings.Contains(got.Verdict.String(), "one seed") {
		t.Errorf("%+v, %q, %q", c, got.Notes, got.Verdict)
	}
}

func TestStoppedSearchGoesOn(t *testing.T) {
	undisturbed, err := search(t, t.TempDir(), &hill{t: t}).Run(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	for _, stopAfter := range []int{1, 5, 20, 40} {
		ctx, cancel := context.WithCancel(t.Context())
		h := &hill{t: t}
		ran := 0
		h.before = func(ctx context.Context, j Job) error {
			h.mu.Lock()
			defer h.mu.Unlock()
			if ran++; ran > stopAfter {
				cancel()
			}
			return ctx.Err()
		}
		if _, err := search(t, dir, h).Run(ctx); stopAfter < 40 && !errors.Is(err, context.Canceled) {
			t.Errorf("stopped after %d: %v", stopAfter, err)
		}
		cancel()
	}
	got, err := search(t, dir, &hill{t: t}).Run(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(undisturbed, got, cmpopts.IgnoreFields(Tuning{}, "Spent", "Sessions"), cmpopts.EquateNaNs()); diff != "" {
		t.Error(diff)
	}
}

func TestBudget(t *testing.T) {
	// Ten seconds an epoch: 27 epochs and four measurements are 310 s.
	h := &hill{t: t, seconds: 10}
	s := search(t, t.TempDir(), h)
	s.Trials, s.Budget, s.Workers = 0, 30*time.Second, 1
	_, err := s.Run(t.Context())
	if !errors.Is(err, errBudget) || !strings.Contains(err.Error(), "one trial of 27 epochs takes about 5m11s") {
		t.Errorf("%v", err)
	}
	// The first bracket fills a budget, with room for the check; what is left over
	// makes a second one if it can be halved, and sizes are kept.
	c := costs{10, 10, 1}
	s.Budget, s.state = 3*time.Hour, state{}
	reserve := c.runs(12, 27)
	n := s.size(0, c, reserve)
	if planned := c.bracket(n, s.rungs) + reserve; planned > 3*3600 || planned < 0.95*3*3600 {
		t.Errorf("%d trials take %v s", n, planned)
	}
	if again := s.size(0, costs{99, 99, 1}, reserve); again != n {
		t.Errorf("%d trials, then %d", n, again)
	}
	s.state.Spent = 3*3600 - reserve - 100
	if n := s.size(1, c, reserve); n != 0 || len(s.state.Brackets) != 1 {
		t.Errorf("a second bracket of %d", n)
	}
}

// TestTheBudgetEnds stops a search that is slower than it looked, and goes on
// with a larger budget. Its clock moves only while every run waits, so a busy
// machine changes nothing.
func TestTheBudgetEnds(t *testing.T) { synctest.Test(t, theBudgetEnds) }

func theBudgetEnds(t *testing.T) {
	dir := t.TempDir()
	// Two parameters, so that no two of the many trials are the same run.
	manifold := []Range{{"w_euc", 0, 1, false}, {"m_euc", -10, 10, false}}
	h := &hill{t: t, seconds: 1e-3}
	ran := 0
	h.before = func(ctx context.Context, _ Job) error {
		h.mu.Lock()
		ran++
		slow := ran > 10
		h.mu.Unlock()
		if slow {
			<-ctx.Done()
		}
		return ctx.Err()
	}
	s := search(t, dir, h)
	s.Trials, s.Budget = 0, 300*time.Millisecond
	s.Ranges = manifold
	got, err := s.Run(t.Context())
	if err != nil || got.Whole || !strings.Contains(got.Verdict.String(), "before the check") || len(got.Notes) != 2 || got.Spent < 0.299 {
		t.Fatalf("%v, %+v", err, got)
	}
	first := got.Brackets[0]
	// The same command again has no time left, and says the same.
	if again, err := s.Run(t.Context()); err != nil || again.Best.Number != got.Best.Number || len(again.Brackets) != 1 {
		t.Errorf("%v, %+v", err, again)
	}
	h.before = func(context.Context, Job) error {
		time.Sleep(10 * time.Millisecond)
		return nil
	}
	s = search(t, dir, h)
	s.Trials, s.Budget, s.Ranges = 0, 2*time.Second, manifold
	if got, err = s.Run(t.Context()); err != nil || got.Brackets[0] != first {
		t.Fatalf("%v, %+v", err, got)
	}
	whole := slices.ContainsFunc(got.Trials[:first], func(t *Trial) bool { return len(t.Rungs) == 4 })
	if !whole {
		t.Error("the first bracket was not ended")
	}
}

// TestSeedsOfTheProof has searches that took some of the seeds of a comparison.
func TestSeedsOfTheProof(t *testing.T) {
	for _, test := range []struct {
		seed  uint64
		check []uint64
		from  uint64
		want  string
	}{
		{1001, []uint64{1002, 1003}, 1, "are other ones than compare takes by default, 1 to 10;"},
		{11, []uint64{12}, 1, "are other ones"},
		{1, []uint64{2, 3, 4}, 5, "give it --seed-from 5;"},
		{0, []uint64{1}, 2, "give it --seed-from 2;"},
		{10, []uint64{11, 12}, 13, "give it --seed-from 13;"},
	} {
		got := &Tuning{Seed: test.seed, CheckSeeds: test.check}
		if text := got.untouched().String(); got.ProofSeed() != test.from || !strings.Contains(text, test.want) {
			t.Errorf("seed %d: from %d, %s", test.seed, got.ProofSeed(), text)
		}
	}
}

// TestTheFormulaToPaste has a learned parameter and a distance of one's own that is
// not linear: what is pasted must train and decide as what was found.
func TestTheFormulaToPaste(t *testing.T) {
	s := search(t, t.TempDir(), &hill{t: t})
	s.Config.Loss = "let w_euc = 0.02; let k = learn(1, 0.5, 2); let d = cos + w_euc*square(euc); k*relu(d_ap - d_an + 0.4)"
	s.Config.Params, s.Trials = map[string]float64{"w_euc": 0.02, "k": 0.75}, 9
	got, err := s.Run(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	w := fmt.Sprint(got.Params["w_euc"])
	if want := "let w_euc = " + w + "; let k = learn(0.75, 0.5, 2); let d = cos + w_euc*square(euc); k*relu(d_ap - d_an + 0.4)"; got.Formula != want || w == "0.02" {
		t.Errorf("%s\nwant %s", got.Formula, want)
	}
}

// TestARepeatedSearchWithoutTime has a whole search in the folder and no time left
// for trials, as after a stop within the check or when the command is repeated.
func TestARepeatedSearchWithoutTime(t *testing.T) {
	dir := t.TempDir()
	// By the first rung alone others than these would be the best.
	h := &hill{t: t, seconds: 1e-3, bonus: func(j Job) float64 {
		if j.Config.Epochs == 1 {
			return j.Config.Params["w_euc"]
		}
		return 0
	}}
	// And what is not kept, an error, must not take the others with it.
	h.before = func(_ context.Context, j Job) error {
		if w := j.Config.Params["w_euc"]; w > 0.95 || w > 0.7 && w < 0.85 && j.Config.Epochs > 1 {
			return errors.New("broken")
		}
		return nil
	}
	budgeted := func() *Search {
		s := search(t, dir, h)
		s.Budget = time.Hour
		return s
	}
	want, err := budgeted().Run(t.Context())
	if err != nil || !want.Whole {
		t.Fatalf("%v, %+v", err, want)
	}
	again := budgeted()
	again.began = time.Now()
	if err := again.load(); err != nil {
		t.Fatal(err)
	}
	again.state.Spent = again.Budget.Seconds()
	if err := again.save(); err != nil {
		t.Fatal(err)
	}
	ran := len(h.epochs) + h.checks
	got, err := again.Run(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	failed := slices.DeleteFunc(slices.Clone(want.Trials), func(t *Trial) bool { return t.Error == "" })
	if len(failed) == 0 || !slices.ContainsFunc(failed, func(t *Trial) bool { return len(t.Rungs) > 0 }) {
		t.Fatalf("%d trials failed, none after the first rung", len(failed))
	}
	for _, f := range failed {
		if again := got.Trials[f.Number-1]; !strings.Contains(again.Error, "no time was left") {
			t.Errorf("trial %d: %q", f.Number, again.Error)
		}
	}
	if diff := cmp.Diff(want, got, cmpopts.IgnoreFields(Tuning{}, "Spent", "Sessions"), cmpopts.IgnoreFields(Trial{}, "Error"), cmpopts.EquateNaNs()); diff != "" {
		t.Errorf("the second time something else comes out:\n%s", diff)
	}
	if len(h.epochs)+h.checks != ran {
		t.Error("something ran again")
	}
}
