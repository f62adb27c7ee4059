package cli

import (
	"context"
	"fmt"
	"time"

	"mekiki/internal/model"
	"mekiki/internal/train"
)

// dryRunHelp is the help of --dry-run.
const dryRunHelp = "say what would run, how long and in how much memory, by a second of trial steps; write nothing"

// planned is what --dry-run tells.
type planned struct {
	Data string        `json:"data"`
	Runs []plannedRuns `json:"runs"`
	// Parallel is the number of runs at once.
	Parallel int `json:"parallel"`
	// Seconds is the wall time of all runs, at most, 0 where it is not known; MemoryMiB what the process had at
	// its peak while it tried one run.
	Seconds   float64 `json:"seconds"`
	MemoryMiB float64 `json:"memory_mib"`
	// Out is the folder that was named; empty for a new one.
	Out string `json:"out"`
	// Note is what else is to say.
	Note string `json:"note,omitempty"`

	unit string
}

// plannedRuns are runs that differ in their seeds only.
type plannedRuns struct {
	Name  string `json:"name"`
	Count int    `json:"count"`
	train.Estimate
}

// estimate measures what one run takes.
func estimate(ctx context.Context, cfg train.Config, mat *material) (train.Estimate, error) {
	session, err := train.Start(train.Job{
		Config: cfg, Data: mat.split, Score: neighbourScore(cfg),
		Meta: model.Meta{Program: version(), Input: mat.input, Classes: mat.classes, Data: mat.data},
	})
	if err != nil {
		return train.Estimate{}, err
	}
	return session.Estimate(ctx)
}

// plan estimates runs of several configurations, count of each, so many at once.
func (a *app) plan(ctx context.Context, src *source, configs []train.Config, names []string, count, parallel int, out string) (*planned, error) {
	p := &planned{Data: src.origin, Parallel: max(1, min(parallel, len(configs)*count)), Out: out, unit: "triplets"}
	if configs[0].Batched() {
		p.unit = "pictures"
	}
	for i, cfg := range configs {
		mat, err := src.material(recipeOfConfig(cfg))
		if err != nil {
			return nil, err
		}
		e, err := estimate(ctx, cfg, mat)
		if err != nil {
			return nil, err
		}
		p.Runs = append(p.Runs, plannedRuns{names[i], count, e})
		p.Seconds += e.Seconds() * float64(count) / float64(p.Parallel)
	}
	p.MemoryMiB = peakRSS()
	return p, nil
}

// planOne estimates one run.
func (a *app) planOne(ctx context.Context, cfg train.Config, given map[string]bool, out string) error {
	src, err := a.openSource(ctx, picturesOf(cfg), recipeOfConfig(cfg))
	if err != nil {
		return err
	}
	if err := callable(src.found); err != nil {
		return err
	}
	if _, err := a.adapt(src, given, &cfg); err != nil {
		return err
	}
	p, err := a.plan(ctx, src, []train.Config{cfg}, []string{cfg.Loss}, 1, 1, out)
	if err != nil {
		return err
	}
	return a.result(p, p.text)
}

func (p *planned) text(t *table) {
	t.line("data\t%s", p.Data)
	for _, r := range p.Runs {
		name := r.Name
		if r.Count > 1 {
			name = fmt.Sprintf("%s, %d runs", name, r.Count)
		}
		t.line("train\t%s: %d weights, at most %d epochs of %d steps over %d %s", name, r.Parameters, r.Epochs, r.Steps, r.Items, p.unit)
		t.line("\tabout %s an epoch, %s a run, measured on %d steps", lasting(r.EpochSeconds), lasting(r.Seconds()), r.Measured)
	}
	switch {
	case p.Seconds == 0:
	case len(p.Runs) > 1 || p.Runs[0].Count > 1:
		t.line("time\tabout %s with %d at a time, evaluation not counted; early stopping and runs that are kept make it less", lasting(p.Seconds), p.Parallel)
	default:
		t.line("time\tabout %s, evaluation not counted; early stopping makes it less", lasting(p.Seconds))
	}
	if p.MemoryMiB > 0 {
		t.line("memory\tabout %.0f MiB for a run with its data", p.MemoryMiB)
	}
	out := p.Out
	if out == "" {
		out = "a new folder in " + runsDir
	}
	t.line("output\t%s", out)
	if p.Note != "" {
		t.line("note\t%s", p.Note)
	}
	t.line("nothing was written")
}

// lasting is a time in words, as long as a person wants it.
func lasting(seconds float64) string {
	d := time.Duration(seconds * float64(time.Second))
	switch {
	case d < 10*time.Second:
		return fmt.Sprintf("%.2g s", seconds)
	case d < 2*time.Minute:
		return fmt.Sprintf("%.0f s", seconds)
	case d < 2*time.Hour:
		return fmt.Sprintf("%.0f minutes", d.Minutes())
	}
	return fmt.Sprintf("%.1f hours", d.Hours())
}
