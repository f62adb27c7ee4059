package study

import (
	"bytes"
	"cmp"
	"fmt"
	"io"
	"maps"
	"math"
	"path/filepath"
	"slices"

	"mekiki/internal/atomicfile"
	"mekiki/internal/lang"
)

// trialsFile is the list of all trials in the folder of a search, one JSON
// object a line.
const trialsFile = "trials.jsonl"

// Trial is one set of parameters and what was measured of it.
type Trial struct {
	// Number counts from 1; 0 is the loss with the values that were given.
	Number int `json:"trial"`
	// Bracket counts from 1.
	Bracket int `json:"bracket"`
	// Params are the values of the searched parameters.
	Params map[string]float64 `json:"params"`
	// Rungs are the measurements, one for each rung that the trial came to.
	Rungs []Rung `json:"rungs"`
	// Error says why it has no more of them, if its training failed.
	Error  string `json:"error,omitempty"`
	Folder string `json:"folder"`
}

// Rung is one measurement of a trial.
type Rung struct {
	// Epochs is that of the rung; Trained may be fewer, by early stopping.
	Epochs  int `json:"epochs"`
	Trained int `json:"trained"`
	// Value is the objective by the distance By.
	Value float64 `json:"value"`
	By    string  `json:"by"`
	// Seconds is the time of training since the first epoch.
	Seconds float64 `json:"seconds"`
	Figures Figures `json:"figures"`
}

// last is the last measurement; a trial without one has none.
func (t *Trial) last() (Rung, bool) {
	if len(t.Rungs) == 0 {
		return Rung{Value: math.NaN()}, false
	}
	return t.Rungs[len(t.Rungs)-1], true
}

// job is the training of a trial up to some epochs. Its folder is that of all
// its rungs.
func (s *Search) job(t *Trial, seed uint64, epochs int, keepCheckpoint bool) Job {
	cfg := s.Config
	cfg.Params = maps.Clone(s.Config.Params)
	maps.Copy(cfg.Params, t.Params)
	cfg.Seed, cfg.Workers = seed, 1
	whole := s.Origin.key(cfg) // of the last rung: other searches have other folders
	if cfg.Batched() && epochs < cfg.Epochs {
		cfg.ScheduleEpochs = max(cfg.ScheduleEpochs, cfg.Epochs) // rates as in the last rung
	}
	cfg.Epochs = epochs
	title := lang.T("trial %d", t.Number)
	name := title.String()
	return Job{
		Name: name, Title: title, Config: cfg, Key: s.Origin.key(cfg), Folder: folderName(name, seed, whole),
		File: rungFile(epochs), KeepCheckpoint: keepCheckpoint,
	}
}

func rungFile(epochs int) string { return fmt.Sprintf("outcome-epoch-%04d.json", epochs) }

// take enters the result of a rung.
func (s *Search) take(t *Trial, epochs int, r *Result) {
	t.Folder = r.Job.Folder
	switch {
	case r.Err != nil:
		t.Error = r.Err.Error()
	case r.Outcome.Error != "":
		t.Error = r.Outcome.Error
	default:
		v, by := s.Objective.value(r.Outcome)
		if math.IsNaN(v) {
			t.Error = lang.T("its run has no %s", s.Objective.Name).String()
			return
		}
		t.Rungs = append(t.Rungs, Rung{epochs, r.Outcome.Epochs, v, by, r.Outcome.Seconds, r.Outcome.Figures})
	}
}

// ranked sorts trials of one rung, the best first; of equal ones the earlier.
// Those that failed are left out.
func ranked(trials []*Trial, epochs int) []*Trial {
	var out []*Trial
	for _, t := range trials {
		if r, ok := t.last(); ok && t.Error == "" && r.Epochs == epochs && !math.IsNaN(r.Value) {
			out = append(out, t)
		}
	}
	slices.SortStableFunc(out, func(a, b *Trial) int {
		ra, _ := a.last()
		rb, _ := b.last()
		return cmp.Or(cmp.Compare(rb.Value, ra.Value), cmp.Compare(a.Number, b.Number))
	})
	return out
}

// best are the n best trials: of those that came farthest, then of the rung
// before, and so on.
func best(trials []*Trial, rungs []int, n int) []*Trial {
	var out []*Trial
	for _, epochs := range slices.Backward(rungs) {
		for _, t := range ranked(trials, epochs) {
			if len(out) < n {
				out = append(out, t)
			}
		}
	}
	return out
}

// record writes all trials.
func (s *Search) record(trials []*Trial) error {
	var b bytes.Buffer
	for _, t := range trials {
		line, err := Schemas().Marshal(t)
		if err != nil {
			return lang.Errorf("trial %d: %w", t.Number, err)
		}
		b.Write(line)
		b.WriteByte('\n')
	}
	return atomicfile.Write(filepath.Join(s.folder(), trialsFile), func(w io.Writer) error {
		_, err := w.Write(b.Bytes())
		return err
	})
}

// drop removes the checkpoints of trials that do not go on. Trials with the same
// parameters share their folder, so it may belong to one that does.
func (s *Search) drop(trials, kept []*Trial) error {
	for _, t := range trials {
		if t.Folder == "" || slices.ContainsFunc(kept, func(k *Trial) bool { return k.Folder == t.Folder }) {
			continue
		}
		job := Job{Dir: filepath.Join(s.Store.Dir, runsFolder, t.Folder)}
		if err := s.Store.tidy(&job); err != nil {
			return err
		}
	}
	return nil
}
