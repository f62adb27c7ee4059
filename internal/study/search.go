package study

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"mekiki/internal/lang"
	"mekiki/internal/train"
)

// candidates is how many of the best trials are checked on further seeds.
const candidates = 3

// Search looks for the parameters of a loss that make an objective large, by
// successive halving: many trials are trained for few epochs, the best third of
// them goes on from its checkpoints, and so on. The best ones are trained again
// with seeds of their own, because the best of many noisy figures flatters.
//
// Trials are drawn by number and seed alone. With Trials set, the same search
// gives the same outcome anywhere; with a budget of time, the number of trials
// depends on the machine.
type Search struct {
	// Config has the loss, the most epochs, the seed of the search, and in Params
	// the values that the loss has without a search.
	Config    train.Config
	Ranges    []Range
	Objective Objective
	Origin    Origin
	// CheckSeeds are for the check at the end; none of them is the search's own.
	CheckSeeds []uint64
	// Budget is wall time over all sessions, or 0 for none.
	Budget time.Duration
	// Trials is the number of trials; 0 takes as many as the budget allows.
	Trials int
	Store  Store
	// Aside is a folder for what the search must remember while the Store's holds what another
	// one found, which is to stay until Settle; empty where there is nothing to keep.
	Aside string
	// Runner gives figures of validation data, see Objectives.
	Runner  Runner
	Workers int
	Events  func(Event)
	Note    func(lang.Message)

	rungs []int
	state state
	began time.Time // of this session
	saved time.Time
}

// errBudget is wrapped where the budget is too short for a search.
var errBudget = lang.Errorf("the budget is too short")

// Run searches, or goes on with a search that was stopped, and returns what was
// found. A cancelled ctx stops with checkpoints and its error.
func (s *Search) Run(ctx context.Context) (*Tuning, error) {
	s.began = time.Now()
	if err := s.load(); err != nil {
		return nil, err
	}
	s.state.Sessions++
	s.rungs = rungEpochs(s.Config.Epochs)
	t, err := s.run(ctx)
	return t, errors.Join(err, s.save())
}

func (s *Search) run(ctx context.Context) (*Tuning, error) {
	cost, err := s.probe(ctx)
	if err != nil {
		return nil, err
	}
	reserve := cost.runs((candidates+1)*len(s.CheckSeeds), s.Config.Epochs)
	if err := s.affordable(cost, reserve); err != nil {
		return nil, err
	}
	var trials []*Trial
	whole := true
	for b := 0; whole; b++ {
		n := s.size(b, cost, reserve)
		if n == 0 {
			break
		}
		bracket := s.draw(len(trials), n, b)
		trials = append(trials, bracket...)
		if whole, err = s.bracket(ctx, bracket, reserve); err != nil {
			return nil, err
		}
		if err := s.record(trials); err != nil {
			return nil, err
		}
	}
	return s.conclude(ctx, trials, whole)
}

// draw makes n new trials after the first `have`.
func (s *Search) draw(have, n, bracket int) []*Trial {
	out := make([]*Trial, n)
	for i := range out {
		number := have + i + 1
		out[i] = &Trial{Number: number, Bracket: bracket + 1, Params: drawValues(s.Ranges, s.Config.Seed, number)}
	}
	return out
}

// probe runs the first trials to the first rung, as many as run at once, to see
// what an epoch takes. They are part of the first bracket.
func (s *Search) probe(ctx context.Context) (costs, error) {
	c := costs{Workers: AtOnce(s.Workers)}
	n := c.Workers
	if s.Trials > 0 {
		n = min(n, s.Trials)
	}
	var jobs []Job
	for _, t := range s.draw(0, n, 0) {
		jobs = append(jobs, s.job(t, s.Config.Seed, s.rungs[0], len(s.rungs) > 1))
	}
	results, err := s.Store.Run(ctx, jobs, s.options())
	if err != nil {
		return c, err
	}
	epochs, good := 0, 0
	var failed lang.Message
	for _, r := range results {
		if !r.ok() {
			failed = reason(&r)
			continue
		}
		good++
		epochs += r.Outcome.Epochs
		c.Epoch += r.Outcome.Seconds
		c.Measure += r.Outcome.EvalSeconds
	}
	if good == 0 {
		return c, lang.Errorf("none of the first %d trials has figures; the last one says: %s", n, failed)
	}
	c.Epoch /= float64(epochs)
	c.Measure /= float64(good)
	return c, nil
}

func reason(r *Result) lang.Message {
	if r.Err != nil {
		return lang.T("%v", r.Err)
	}
	return lang.Saved(r.Outcome.Error)
}

// affordable refuses a budget in which nothing can be found.
func (s *Search) affordable(c costs, reserve float64) error {
	if s.Budget <= 0 {
		return nil
	}
	one, least := c.trial(s.rungs), c.bracket(max(2, c.Workers), s.rungs)+reserve
	if s.Budget.Seconds() >= least {
		return nil
	}
	return lang.Errorf("%w: one trial of %d epochs takes about %v here, and the smallest search, with its check on %d seeds, %v; give --budget %v or more, or fewer --epochs",
		errBudget, s.Config.Epochs, rough(one), len(s.CheckSeeds), rough(least), rough(1.1*least))
}

// rough is a time in seconds as people say it.
func rough(seconds float64) time.Duration {
	d := time.Duration(seconds * float64(time.Second))
	if d > 10*time.Second {
		return d.Round(time.Second) + time.Second
	}
	return d.Round(100*time.Millisecond) + 100*time.Millisecond
}

// size is the number of trials of a bracket: as it was begun, or what the rest
// of the budget allows.
func (s *Search) size(b int, c costs, reserve float64) int {
	if b < len(s.state.Brackets) {
		return s.state.Brackets[b]
	}
	n := 0
	switch {
	case s.Trials > 0 && b == 0:
		n = s.Trials
	case s.Trials == 0:
		n = c.fits(s.left()-reserve, s.rungs)
		if b == 0 {
			n = max(n, 2) // affordable has seen to it, but for the time of the probe
		} else if n < eta {
			n = 0 // nothing could be halved
		}
	}
	if n > 0 {
		s.state.Brackets = append(s.state.Brackets, n)
	}
	return n
}

// bracket runs one bracket. It is whole unless the time ran out.
func (s *Search) bracket(ctx context.Context, trials []*Trial, reserve float64) (whole bool, err error) {
	if err := s.save(); err != nil {
		return false, err
	}
	limited, stop := context.WithTimeout(ctx, time.Duration(min(s.left()-reserve, 1e9)*float64(time.Second)))
	defer stop()
	sizes := rungSizes(len(trials), len(s.rungs))
	ended := s.state.ended(trials[0].Bracket)
	alive := trials
	for k, epochs := range s.rungs {
		if k == 0 {
			s.note(lang.T("bracket %d: %d trials to epoch %d", trials[0].Bracket, len(trials), epochs))
		} else {
			s.note(lang.T("bracket %d: the best %s to epoch %d", trials[0].Bracket, trialCount(len(alive)), epochs))
		}
		var jobs []Job
		for _, t := range alive {
			jobs = append(jobs, s.job(t, s.Config.Seed, epochs, k+1 < len(s.rungs)))
		}
		results, err := s.Store.Run(limited, jobs, s.options())
		if ctx.Err() != nil || results == nil {
			return false, err
		}
		// What is done already counts even if the time has ended: a search that is
		// repeated ranks by the same rungs again.
		over, missing := limited.Err() != nil, false
		for i, t := range alive {
			switch r := &results[i]; {
			case r.Outcome != nil || r.Err != nil && !over:
				s.take(t, epochs, r)
			case k < *ended: // an error, which leaves no outcome
				t.Folder, t.Error = r.Job.Folder, lang.T("it has no figures at epoch %d, and no time was left to try again", epochs).String()
			default:
				missing = true
			}
		}
		if missing {
			s.note(lang.T("the time for trials is over"))
			return false, nil
		}
		*ended = max(*ended, k+1)
		if k+1 == len(s.rungs) {
			break
		}
		next := ranked(alive, epochs)
		next = next[:min(sizes[k+1], len(next))]
		if err := s.drop(without(alive, next), next); err != nil {
			return false, err
		}
		alive = next
		if len(alive) == 0 {
			break
		}
	}
	return true, nil
}

func without(all, some []*Trial) []*Trial {
	return slices.DeleteFunc(slices.Clone(all), func(t *Trial) bool { return slices.Contains(some, t) })
}

func (s *Search) note(m lang.Message) {
	if s.Note != nil {
		s.Note(m)
	}
}

// options are those of every batch of runs: what happens also saves the time.
func (s *Search) options() Options {
	return Options{Runner: s.Runner, Workers: s.Workers, Events: func(e Event) {
		if time.Since(s.saved) > 5*time.Second {
			// What cannot be saved now fails when the bracket ends.
			_ = s.save()
		}
		if s.Events != nil {
			s.Events(e)
		}
	}}
}

// paramText writes parameters as --param takes them.
func paramText(p map[string]float64) string {
	var out []string
	for _, name := range slices.Sorted(maps.Keys(p)) {
		out = append(out, fmt.Sprintf("%s = %v", name, p[name]))
	}
	return strings.Join(out, ", ")
}
