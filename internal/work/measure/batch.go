package measure

import (
	"context"
	"time"

	"mekiki/internal/bench"
	"mekiki/internal/train"
	"mekiki/internal/work/desk"
	"mekiki/internal/work/misuse"
)

// BatchConfig is what a measurement of the training step is made with.
type BatchConfig struct {
	NetworkConfig
	Batch  int           `yaml:"batch" json:"batch" help:"pictures in a batch"`
	Warmup int           `yaml:"warmup" json:"warmup" help:"training steps before measuring"`
	Rounds int           `yaml:"rounds" json:"rounds" help:"times that the step is measured; the median counts"`
	Slice  time.Duration `yaml:"slice" json:"slice" help:"time of one round"`
}

// NewBatchConfig has the usual settings.
func NewBatchConfig() BatchConfig {
	return BatchConfig{NetworkConfig: NewNetworkConfig(), Batch: 128, Warmup: 5, Rounds: 5, Slice: time.Second}
}

// BatchMeasured is the result of a measurement of the training step.
type BatchMeasured struct {
	bench.BatchResult
	PeakRSSMiB float64 `json:"peak_rss_mib"` // 0 where the system does not say
}

// Batch measures the training step of a network on pictures of noise.
func Batch(ctx context.Context, cfg BatchConfig) (*BatchMeasured, error) {
	if cfg.Batch < 1 || cfg.Warmup < 0 || cfg.Rounds < 1 || cfg.Slice < 0 {
		return nil, misuse.Errorf("batch %d, warmup %d, rounds %d, slice %v; at least 1, 0, 1 and 0s", cfg.Batch, cfg.Warmup, cfg.Rounds, cfg.Slice)
	}
	net, err := cfg.build()
	if err != nil {
		return nil, err
	}
	if err := train.RoomFor(net, cfg.Batch); err != nil {
		return nil, misuse.Errorf("%w", err)
	}
	found, err := bench.Batch(ctx, net, bench.BatchOptions{
		Batch: cfg.Batch, Workers: cfg.Workers, Warmup: cfg.Warmup, Rounds: cfg.Rounds, Slice: cfg.Slice, Seed: cfg.Seed,
	})
	if err != nil {
		return nil, err
	}
	return &BatchMeasured{found, desk.PeakMemory()}, nil
}
