package measure

import (
	"context"
	"time"

	"mekiki/internal/bench"
	"mekiki/internal/nn"
	"mekiki/internal/train"
	"mekiki/internal/work/data"
	"mekiki/internal/work/desk"
	"mekiki/internal/work/misuse"
)

// StepConfig is what a measurement of the training step on triplets is made with, besides the settings of a run.
type StepConfig struct {
	Warmup int `yaml:"warmup" json:"warmup" help:"training steps before measuring"`
	Rounds int `yaml:"rounds" json:"rounds" help:"times that each way is measured"`
}

// NewStepConfig has the usual settings.
func NewStepConfig() StepConfig { return StepConfig{Warmup: 500, Rounds: 11} }

// Step measures the training step of a run on its triplets.
func Step(ctx context.Context, at *desk.Desk, cfg StepConfig, run train.Config) (*bench.StepResult, error) {
	if err := onTriplets(run); err != nil {
		return nil, err
	}
	if cfg.Warmup < 0 || cfg.Rounds < 1 {
		return nil, misuse.Errorf("warmup %d and rounds %d; at least 0 and 1", cfg.Warmup, cfg.Rounds)
	}
	loss, err := run.TripletLoss()
	if err != nil {
		return nil, err
	}
	mat, err := data.Gather(ctx, at, data.PicturesOf(run), data.RecipeOfConfig(run))
	if err != nil {
		return nil, err
	}
	t := mat.Split.Train
	if run.Batch > t.Len() {
		return nil, misuse.Errorf("batch of %d is larger than the %d training triplets; use --batch %d or less", run.Batch, t.Len(), t.Len())
	}
	// The identity would be faster than a fitted distance.
	net := nn.New(append([]int{t.Images.Size()}, run.Layers...), run.Seed)
	spec, err := train.FitLoss(loss.Spec(), net, t, run.Workers)
	if err != nil {
		return nil, err
	}
	r, err := bench.Step(ctx, t, bench.StepOptions{
		Batch: run.Batch, Workers: run.Workers, Chunk: run.Chunk, Layers: run.Layers, Loss: spec, LearningRate: run.LearningRate,
		Seed: run.Seed, Warmup: cfg.Warmup, Rounds: cfg.Rounds, Slice: 200 * time.Millisecond,
	})
	return &r, err
}

// onTriplets refuses the settings of a run on batches, as a config file may hold: its
// network has other layers.
func onTriplets(cfg train.Config) error {
	if cfg.Batched() {
		return misuse.Errorf("these are settings of a run on batches, and this measures training on triplets; use mekiki bench batch or bench layers, with --network or --preset")
	}
	return nil
}
