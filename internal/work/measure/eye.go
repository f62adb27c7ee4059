package measure

import (
	"context"

	"mekiki/internal/bench"
	"mekiki/internal/dataset"
	"mekiki/internal/eye"
	"mekiki/internal/work/desk"
	"mekiki/internal/work/misuse"
	"mekiki/internal/work/settings"
)

// EyeConfig is what a measurement of an eye is made with.
type EyeConfig struct {
	// File is an ONNX file or another one that eye.Open takes; empty is the embedded eye.
	File     string   `json:"file,omitempty"`
	Size     string   `yaml:"size" json:"size" help:"height and width of the pictures"`
	Tap      []string `yaml:"tap" json:"tap,omitempty" help:"layer to compute; may be given several times (default: the eye's own)"`
	Workers  int      `yaml:"workers" json:"workers" help:"threads; 0 means one for each core"`
	Singles  int      `yaml:"singles" json:"singles" help:"single pictures"`
	Pictures int      `yaml:"pictures" json:"pictures" help:"pictures in bulk"`
}

// NewEyeConfig has the usual settings.
func NewEyeConfig() EyeConfig { return EyeConfig{Size: "256x256", Singles: 200, Pictures: 400} }

// EyeMeasured is the result of a measurement of an eye.
type EyeMeasured struct {
	bench.EyeResult
	PeakRSSMiB float64 `json:"peak_rss_mib"` // 0 where the system does not say
}

// Eye measures an eye on pictures of noise: one after another with all threads, then many, one a thread.
func Eye(ctx context.Context, cfg EyeConfig) (*EyeMeasured, error) {
	if err := settings.Threads(cfg.Workers); err != nil {
		return nil, err
	}
	if cfg.Singles < 1 || cfg.Pictures < 1 {
		return nil, misuse.Errorf("singles %d and pictures %d; at least 1 of each", cfg.Singles, cfg.Pictures)
	}
	h, w, err := dataset.ParseSize(cfg.Size)
	if err != nil {
		return nil, &misuse.Error{Err: err}
	}
	if cfg.File == "" {
		cfg.File = eye.EmbeddedName
	}
	e, err := eye.Open(cfg.File, "")
	if err != nil {
		return nil, err
	}
	found, err := bench.Eye(ctx, e, bench.EyeOptions{
		Height: h, Width: w, Taps: cfg.Tap, Workers: cfg.Workers, Singles: cfg.Singles, Pictures: cfg.Pictures, Seed: 1,
	})
	if err != nil {
		return nil, err
	}
	return &EyeMeasured{found, desk.PeakMemory()}, nil
}
