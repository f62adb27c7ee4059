package measure

import (
	"context"
	"os"

	"mekiki/internal/bench"
	"mekiki/internal/dataset"
	"mekiki/internal/inspect"
	"mekiki/internal/lang"
	"mekiki/internal/work/desk"
	"mekiki/internal/work/misuse"
	"mekiki/internal/work/settings"
)

// InspectConfig is what a measurement of inspecting is made with.
type InspectConfig struct {
	// File is an inspector; empty fits one on drawn parts.
	File     string `json:"file,omitempty"`
	Size     string `yaml:"size" json:"size" help:"height and width of the drawn parts"`
	Good     int    `yaml:"good" json:"good" help:"good parts that are drawn to fit on"`
	Gallery  int    `yaml:"gallery" json:"gallery" help:"most vectors of good parts that are kept"`
	Workers  int    `yaml:"workers" json:"workers" help:"threads; 0 means one for each core"`
	Singles  int    `yaml:"singles" json:"singles" help:"single pictures"`
	Pictures int    `yaml:"pictures" json:"pictures" help:"pictures in bulk"`
}

// NewInspectConfig has the usual settings.
func NewInspectConfig() InspectConfig {
	return InspectConfig{Size: "256x256", Good: 300, Gallery: inspect.DefaultVectors, Singles: 100, Pictures: 400}
}

// InspectMeasured is the result of a measurement of inspecting.
type InspectMeasured struct {
	bench.InspectResult
	PeakRSSMiB float64 `json:"peak_rss_mib"` // 0 where the system does not say
}

// Inspect measures an inspector on drawn parts: its fit, one picture after another with all threads, the steps
// of one, and many, one a thread.
func Inspect(ctx context.Context, cfg InspectConfig) (*InspectMeasured, error) {
	if err := settings.Threads(cfg.Workers); err != nil {
		return nil, err
	}
	if cfg.Singles < 1 || cfg.Pictures < 1 || cfg.Gallery < 1 || cfg.Good < inspect.LeastGood {
		return nil, misuse.Errorf("singles %d, pictures %d, gallery %d and good %d; at least 1, 1, 1 and %d", cfg.Singles, cfg.Pictures, cfg.Gallery, cfg.Good, inspect.LeastGood)
	}
	o := bench.InspectOptions{Good: cfg.Good, Vectors: cfg.Gallery, Workers: cfg.Workers, Singles: cfg.Singles, Pictures: cfg.Pictures}
	var err error
	if o.Height, o.Width, err = dataset.ParseSize(cfg.Size); err != nil {
		return nil, &misuse.Error{Err: err}
	}
	if cfg.File != "" {
		if o.Inspector, err = os.ReadFile(cfg.File); err != nil {
			return nil, lang.Errorf("inspector: %w", err)
		}
	}
	found, err := bench.Inspect(ctx, o)
	if err != nil {
		return nil, err
	}
	return &InspectMeasured{found, desk.PeakMemory()}, nil
}
