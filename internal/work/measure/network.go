package measure

import (
	"runtime"

	"mekiki/internal/lang"
	"mekiki/internal/model"
	"mekiki/internal/nn"
	"mekiki/internal/train"
	"mekiki/internal/work/misuse"
	"mekiki/internal/work/settings"
)

// Bounds of what is measured, so that a slip of the finger asks for no terabyte.
const (
	mostSide     = 4096
	mostChannels = 64
)

// NetworkConfig is the network that a measurement is of.
type NetworkConfig struct {
	Preset   string `yaml:"preset" json:"preset" help:"measures the network of a preset of train"`
	Network  string `yaml:"network" json:"network,omitempty" help:"layers instead of a preset's, such as \"conv 32; norm; relu; gap; dense 128\""`
	Side     int    `yaml:"side" json:"side" help:"side of the square pictures"`
	Channels int    `yaml:"channels" json:"channels" help:"channels of the pictures: 1 grey, 3 colour"`
	Workers  int    `yaml:"workers" json:"workers" help:"threads; 0 means one for each core"`
	Seed     uint64 `yaml:"seed" json:"seed" help:"seed of weights and pictures"`
}

// NewNetworkConfig has the usual settings.
func NewNetworkConfig() NetworkConfig {
	return NetworkConfig{Preset: "cnn-small", Side: 28, Channels: 1, Seed: 1}
}

// build makes the network. Workers are counted then.
func (cfg *NetworkConfig) build() (*nn.Net, error) {
	if cfg.Side < 1 || cfg.Side > mostSide || cfg.Channels < 1 || cfg.Channels > mostChannels {
		return nil, misuse.Errorf("side %d and channels %d; 1 to %d and 1 to %d", cfg.Side, cfg.Channels, mostSide, mostChannels)
	}
	if err := settings.Threads(cfg.Workers); err != nil {
		return nil, err
	}
	if cfg.Workers == 0 {
		cfg.Workers = runtime.GOMAXPROCS(0)
	}
	arch, err := cfg.arch()
	if err != nil {
		return nil, misuse.Errorf("network: %w", err)
	}
	in := nn.Shape{Height: cfg.Side, Width: cfg.Side, Channels: cfg.Channels}
	if _, err := arch.Output(in); err != nil {
		return nil, misuse.Errorf("network: %w", err)
	}
	if _, err := model.LayoutOf(arch, in); err != nil {
		return nil, misuse.Errorf("network: %w; choose smaller pictures, or fewer or narrower layers", err)
	}
	net, err := nn.Build(arch, in, cfg.Seed)
	if err != nil {
		return nil, misuse.Errorf("network: %w", err)
	}
	return net, nil
}

func (cfg *NetworkConfig) arch() (nn.Arch, error) {
	if cfg.Network != "" {
		return nn.ParseArch(cfg.Network)
	}
	preset, err := train.Bare(cfg.Preset)
	switch {
	case err != nil:
		return nil, err
	case preset.Eye != "":
		return nil, lang.Errorf("that of the preset %s reads what an eye sees, not pictures; 'mekiki bench eye' measures the eye", cfg.Preset)
	case preset.Network == "":
		return nn.Plain(preset.Layers), nil
	}
	return nn.ParseArch(preset.Network)
}
