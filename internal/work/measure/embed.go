package measure

import (
	"context"

	"mekiki/internal/bench"
	"mekiki/internal/work/desk"
	"mekiki/internal/work/misuse"
)

// EmbedConfig is what a measurement of embedding is made with.
type EmbedConfig struct {
	NetworkConfig
	Pictures int `yaml:"pictures" json:"pictures" help:"pictures that are embedded in bulk"`
	Rounds   int `yaml:"rounds" json:"rounds" help:"times that they are embedded"`
	Singles  int `yaml:"singles" json:"singles" help:"single pictures"`
}

// NewEmbedConfig has the usual settings.
func NewEmbedConfig() EmbedConfig {
	return EmbedConfig{NetworkConfig: NewNetworkConfig(), Pictures: 10000, Rounds: 3, Singles: 2000}
}

// EmbedMeasured is the result of a measurement of embedding.
type EmbedMeasured struct {
	bench.EmbedResult
	PeakRSSMiB float64 `json:"peak_rss_mib"` // 0 where the system does not say
}

// Embed measures embedding, in bulk and picture by picture.
func Embed(ctx context.Context, cfg EmbedConfig) (*EmbedMeasured, error) {
	if cfg.Pictures < 1 || cfg.Rounds < 1 || cfg.Singles < 1 {
		return nil, misuse.Errorf("pictures %d, rounds %d and singles %d; at least 1", cfg.Pictures, cfg.Rounds, cfg.Singles)
	}
	net, err := cfg.build()
	if err != nil {
		return nil, err
	}
	if most := mostValues / max(net.Inputs(), net.Dim()); cfg.Pictures > most {
		return nil, misuse.Errorf("pictures is %d, too many of %s for the memory; use --pictures %d or less", cfg.Pictures, net.Input(), most)
	}
	found, err := bench.Embed(ctx, net, bench.EmbedOptions{
		Pictures: cfg.Pictures, Workers: cfg.Workers, Rounds: cfg.Rounds, Singles: cfg.Singles, Seed: cfg.Seed,
	})
	if err != nil {
		return nil, err
	}
	return &EmbedMeasured{found, desk.PeakMemory()}, nil
}
