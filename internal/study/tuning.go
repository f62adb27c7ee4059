package study

import (
	"context"
	"maps"
	"math"
	"slices"
	"time"

	"mekiki/internal/lang"
	"mekiki/internal/stats"
)

// Tuning is what a search has found; tune.json holds it.
type Tuning struct {
	// Verdict says in a few sentences what was found.
	Verdict lang.Message   `json:"verdict"`
	Notes   []lang.Message `json:"notes"`
	// Loss is the loss as it was given, Formula the best one, to paste: the same
	// text with other values. A loss over batches has no formula but its name.
	Loss    string `json:"loss"`
	Formula string `json:"formula"`
	// Best is the chosen trial, Params all parameters of the loss with its values.
	Best   Trial              `json:"best"`
	Params map[string]float64 `json:"params"`
	// Objective names the figure that was made large, Untouched says what data
	// no trial saw.
	Objective lang.Message `json:"objective"`
	Untouched lang.Message `json:"untouched"`
	Ranges    []Range      `json:"ranges"`
	// Method names the search, Rungs its epochs, Brackets the trials of each.
	Method     lang.Message `json:"method"`
	Rungs      []int        `json:"rungs"`
	Brackets   []int        `json:"brackets"`
	Seed       uint64       `json:"seed"`
	CheckSeeds []uint64     `json:"check_seeds"`
	Check      []Checked    `json:"check"`
	Trials     []*Trial     `json:"trials"`
	// Budget and Spent are wall time in seconds over all sessions; Budget is 0
	// where the number of trials was given. Whole is false if it ran out.
	Budget   float64 `json:"budget_seconds"`
	Spent    float64 `json:"spent_seconds"`
	Sessions int     `json:"sessions"`
	Whole    bool    `json:"whole"`
}

// Checked is one candidate over the seeds of the check.
type Checked struct {
	Trial  int                `json:"trial"` // 0 is the loss as it was given
	Params map[string]float64 `json:"params"`
	// Searched is the figure in the search, which flatters; NaN for trial 0.
	Searched float64 `json:"searched"`
	// Values has an entry for each seed, NaN where there is no figure.
	Values []float64 `json:"values"`
	// Seeds is how many seeds all candidates came to the end with; Mean and SD are
	// over these, and Paired compares with trial 0 over them.
	Seeds  int          `json:"seeds"`
	Mean   float64      `json:"mean"`
	SD     float64      `json:"sd"`
	Paired stats.Paired `json:"paired"`
}

// untouched says what no trial saw.
func (t *Tuning) untouched() lang.Message {
	seeds := lang.T("The seeds of the search and of its check are other ones than compare takes by default, 1 to %d", UsualSeeds)
	if t.ProofSeed() != 1 {
		seeds = lang.T("Among the seeds of the search and of its check are some that compare takes by default, 1 to %d, so give it --seed-from %d", UsualSeeds, t.ProofSeed())
	}
	return lang.Sentences{
		lang.T("Every figure of this search is on validation data: no test triplet and no official test picture was looked at, neither by a trial nor by a choice."),
		lang.T("%s; single training pictures stand in triplets of every seed.", seeds),
	}.Message()
}

// ProofSeed is the first seed for a comparison that proves the outcome on seeds
// which no trial had: 1, unless the search had some of the UsualSeeds.
func (t *Tuning) ProofSeed() uint64 {
	seeds := append([]uint64{t.Seed}, t.CheckSeeds...)
	if slices.ContainsFunc(seeds, func(s uint64) bool { return s >= 1 && s <= UsualSeeds }) {
		return slices.Max(seeds) + 1
	}
	return 1
}

// conclude checks the best trials and chooses.
func (s *Search) conclude(ctx context.Context, trials []*Trial, whole bool) (*Tuning, error) {
	top := best(trials, s.rungs, candidates)
	if len(top) == 0 {
		return nil, lang.Errorf("none of the %d trials has figures, so there is nothing to choose; see %s", len(trials), trialsFile)
	}
	t := &Tuning{
		Loss: s.Config.Loss, Objective: lang.T("%s: %s", s.Objective.Name, s.Objective.Help),
		Ranges: s.Ranges, Rungs: s.rungs, Brackets: s.state.Brackets, Seed: s.Config.Seed, CheckSeeds: s.CheckSeeds,
		Method: lang.T("Successive halving (Jamieson and Talwalkar 2016), the bracket of Hyperband (Li et al. 2018) with the smallest first rung: of the trials of each rung the best third goes on from its checkpoints."),
		Trials: trials, Budget: s.Budget.Seconds(), Sessions: s.state.Sessions, Whole: whole,
	}
	t.Untouched = t.untouched()
	var err error
	if t.Check, err = s.check(ctx, top); err != nil {
		return nil, err
	}
	s.choose(t, top)
	t.Spent = s.spent()
	return t, nil
}

// check trains the candidates, and the loss as it was given, on the seeds of the
// check, seed by seed so that a check without time has whole pairs.
func (s *Search) check(ctx context.Context, top []*Trial) ([]Checked, error) {
	given := &Trial{Params: map[string]float64{}}
	for _, r := range s.Ranges {
		given.Params[r.Name] = s.Config.Params[r.Name]
	}
	all := append([]*Trial{given}, top...)
	out := make([]Checked, len(all))
	for i, t := range all {
		last, _ := t.last()
		out[i] = Checked{Trial: t.Number, Params: t.Params, Searched: last.Value, Mean: math.NaN(), SD: math.NaN()}
	}
	var jobs []Job
	for _, seed := range s.CheckSeeds {
		for _, t := range all {
			jobs = append(jobs, s.job(t, seed, s.Config.Epochs, false))
		}
	}
	s.note(lang.T("check of the best %s and of the loss as it was given, on %s", trialCount(len(top)), seedCount(len(s.CheckSeeds))))
	limited, stop := context.WithTimeout(ctx, time.Duration(min(max(s.left(), 0), 1e9)*float64(time.Second)))
	defer stop()
	results, err := s.Store.Run(limited, jobs, s.options())
	if err != nil && limited.Err() == nil || ctx.Err() != nil || results == nil {
		return nil, err
	}
	// A seed counts if every candidate came to its end with it: means over
	// different seeds could not be compared.
	var whole []int
	for k := range s.CheckSeeds {
		if !slices.ContainsFunc(results[k*len(all):(k+1)*len(all)], func(r Result) bool { return r.Outcome == nil }) {
			whole = append(whole, k)
		}
	}
	for i := range all {
		for k := range s.CheckSeeds {
			v, _ := s.Objective.value(results[k*len(all)+i].Outcome)
			out[i].Values = append(out[i].Values, v)
		}
		var own, given []float64
		for _, k := range whole {
			own, given = append(own, out[i].Values[k]), append(given, out[0].Values[k])
		}
		out[i].Seeds = len(whole)
		out[i].Mean, out[i].SD = stats.MeanSD(own)
		out[i].Paired = stats.ComparePaired(own, given)
	}
	return out, nil
}

// choose takes the candidate with the best mean over the check, or, if there is
// none, the best of the search.
func (s *Search) choose(t *Tuning, top []*Trial) {
	chosen := -1
	for i, c := range t.Check {
		if !math.IsNaN(c.Mean) && (chosen < 0 || c.Mean > t.Check[chosen].Mean) {
			chosen = i
		}
	}
	if !t.Whole {
		t.Notes = append(t.Notes, lang.T("The budget ended before the last bracket did. The same command with a larger --budget goes on."))
	}
	seeds := t.Check[0].Seeds
	if seeds < len(s.CheckSeeds) {
		t.Notes = append(t.Notes, lang.T("The budget ended before the check did: %d of its %d seeds count.", seeds, len(s.CheckSeeds)))
	}
	switch {
	case chosen < 0:
		t.Best = *top[0]
		last, _ := top[0].last()
		t.Verdict = lang.T("Trial %d (%s) did best in the search, with %s of %.2f %%, but the budget ended before the check on further seeds: the figure flatters, for it is the best of %d.",
			t.Best.Number, paramText(t.Best.Params), s.Objective.Name, 100*last.Value, len(t.Trials))
	case chosen == 0:
		t.Best = Trial{Params: t.Check[0].Params}
		t.Verdict = lang.T("No trial beat the loss as it was given (%s): over %s of the check it has %s of %.2f %%, the best trial %.2f %%.",
			paramText(t.Best.Params), seedCount(seeds), s.Objective.Name, 100*t.Check[0].Mean, 100*bestMean(t.Check[1:]))
	default:
		t.Best = *top[chosen-1]
		c := t.Check[chosen]
		found := lang.Sentences{lang.T("Trial %d (%s) is the best found. Over %s that the search did not use it has %s of %.2f %%.",
			c.Trial, paramText(c.Params), seedCount(seeds), s.Objective.Name, 100*c.Mean)}
		given := 100 * t.Check[0].Mean
		switch {
		case t.Check[0].Paired.N == 0 || math.IsNaN(given):
		case c.Paired.HasInterval():
			found = append(found, lang.T("The loss as it was given has %.2f %% (difference %+.2f points, 95 %% interval %+.2f to %+.2f).", given, 100*c.Paired.Mean, 100*c.Paired.Lo, 100*c.Paired.Hi))
		default:
			found = append(found, lang.T("The loss as it was given has %.2f %%.", given))
		}
		t.Verdict = found.Message()
	}
	t.Params = maps.Clone(s.Config.Params)
	maps.Copy(t.Params, t.Best.Params)
	cfg := s.Config
	cfg.Params = t.Params
	if loss, err := cfg.TripletLoss(); err == nil {
		t.Formula = loss.Written()
	} else {
		t.Formula = cfg.Loss // a loss over batches, which has no formula
	}
}

func bestMean(c []Checked) float64 {
	m := math.NaN()
	for _, x := range c {
		if !(m > x.Mean) {
			m = x.Mean
		}
	}
	return m
}

func trialCount(n int) lang.Message { return lang.Plural(n, "trial", "%d trials") }

func seedCount(n int) lang.Message { return lang.Plural(n, "one seed", "%d seeds") }
