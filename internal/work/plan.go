package work

import (
	"context"

	"mekiki/internal/lang"
	"mekiki/internal/train"
	"mekiki/internal/work/data"
	"mekiki/internal/work/desk"
)

// Plan is what would run, how long and in how much memory.
type Plan struct {
	Data lang.Message  `json:"data"`
	Runs []PlannedRuns `json:"runs"`
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

	// Unit is what a step takes: triplets or pictures.
	Unit string `json:"-"`
}

// PlannedRuns are runs that differ in their seeds only.
type PlannedRuns struct {
	Name  string `json:"name"`
	Count int    `json:"count"`
	train.Estimate
}

// PlanTrain measures by a second of trial steps what a training would take. It writes
// nothing.
func PlanTrain(ctx context.Context, at *desk.Desk, cfg TrainConfig) (*Plan, error) {
	run, err := cfg.Run.Resolve("")
	if err != nil {
		return nil, err
	}
	src, _, err := runData(ctx, at, run.Given, &run.Config)
	if err != nil {
		return nil, err
	}
	return plan(ctx, at, src, []train.Config{run.Config}, []string{run.Loss}, 1, 1, cfg.Out)
}

// plan estimates runs of several configurations, count of each, so many at once.
func plan(ctx context.Context, at *desk.Desk, src *data.Source, configs []train.Config, names []string, count, parallel int, out string) (*Plan, error) {
	p := &Plan{Data: src.Origin, Parallel: max(1, min(parallel, len(configs)*count)), Out: out, Unit: "triplets"}
	if configs[0].Batched() {
		p.Unit = "pictures"
	}
	for i, cfg := range configs {
		mat, err := src.Material(data.RecipeOfConfig(cfg))
		if err != nil {
			return nil, err
		}
		e, err := estimate(ctx, at, cfg, mat)
		if err != nil {
			return nil, err
		}
		p.Runs = append(p.Runs, PlannedRuns{names[i], count, e})
		p.Seconds += e.Seconds() * float64(count) / float64(p.Parallel)
	}
	p.MemoryMiB = desk.PeakMemory()
	return p, nil
}

// estimate measures what one run takes.
func estimate(ctx context.Context, at *desk.Desk, cfg train.Config, mat *data.Material) (train.Estimate, error) {
	session, err := train.Start(jobOf(at, cfg, mat))
	if err != nil {
		return train.Estimate{}, err
	}
	return session.Estimate(ctx)
}
