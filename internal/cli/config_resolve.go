package cli

import (
	"maps"
	"slices"
	"strings"

	"mekiki/internal/train"
	"mekiki/internal/work/misuse"
)

// resolve makes the configuration of a run: the preset, then saved (a run.json
// to continue, or ""), then the config file, then the flags, each winning over
// the ones before. Parameters that nobody set are the loss's own.
func (c *configFlags) resolve(saved string) (train.Config, error) {
	var inFile train.Config
	params := map[string]float64{} // of the files
	given := map[string]bool{}     // settings that the user chose
	c.given = given
	for _, path := range []string{saved, c.file} {
		if path == "" {
			continue
		}
		file := fileConfig{Config: inFile}
		file.Params = nil
		keys, err := loadConfig(path, &file)
		if err != nil {
			return inFile, err
		}
		if inFile.Loss != "" && file.Loss != inFile.Loss {
			clear(params) // they belonged to the other file's loss
		}
		inFile = file.Config
		maps.Copy(params, file.Params)
		maps.Copy(params, file.shortcuts)
		for _, k := range keys {
			given[k] = true
		}
	}
	fromFlags := map[string]bool{}
	for _, key := range configKeys() {
		if f := c.set.Lookup(key); f != nil && f.Changed {
			given[key], fromFlags[key] = true, true
		}
	}
	value := func(key string) *train.Config {
		if fromFlags[key] {
			return &c.values
		}
		return &inFile
	}

	// The preset and the loss come first: the other defaults depend on them.
	name, loss := "article", ""
	if given["preset"] {
		name = value("preset").Preset
	}
	if c.lossGiven = given["loss"]; c.lossGiven {
		loss = value("loss").Loss
	}
	c.fileParams = maps.Clone(params)
	if fromFlags["loss"] && inFile.Loss != "" && inFile.Loss != loss {
		clear(params) // a file's parameters belong to the file's loss
	}
	cfg, err := train.Preset(name, loss)
	if err != nil {
		return cfg, &misuse.Error{Err: err}
	}
	own := cfg.Params
	for _, key := range configKeys() {
		if given[key] {
			configField(&cfg, key).Set(configField(value(key), key))
		}
	}
	cfg.Params = own
	// Layers as numbers and as text exclude each other: a flag wins over a file, and
	// both over the preset.
	rank := func(key string) int {
		switch {
		case fromFlags[key]:
			return 2
		case given[key] && !configField(&inFile, key).IsZero():
			return 1
		}
		return 0
	}
	switch layers, network := rank("layers"), rank("network"); {
	case layers > network:
		cfg.Network = ""
	case network > layers:
		cfg.Layers = nil
	}
	if c.manyLosses && cfg.OverBatches() {
		cfg.Miner, cfg.Reducer = "", ""
	}
	cfg.Complete()
	if err := c.setParams(&cfg, params); err != nil {
		return cfg, err
	}
	if err := cfg.Validate(); err != nil {
		return cfg, &misuse.Error{Err: err}
	}
	return cfg, nil
}

// setParams sets the parameters of the loss: those of files, then those of flags.
// Whoever sets one that the loss does not have expects an effect, so that is
// refused. But the run.json of older versions named four for every loss, 0 where
// the loss had no such term.
func (c *configFlags) setParams(cfg *train.Config, inFiles map[string]float64) error {
	known := slices.Sorted(maps.Keys(cfg.Params))
	for _, p := range cfg.MinerParameters() {
		known = append(known, p.Name)
	}
	set := func(name string, v float64) error {
		if !slices.Contains(known, name) {
			if len(known) == 0 {
				return misuse.Errorf("loss %s has no parameter %s, it names none; write its numbers as: let %s = 0.5; …", cfg.Loss, name, name)
			}
			return misuse.Errorf("loss %s has no parameter %s; it has %s", cfg.Loss, name, strings.Join(known, ", "))
		}
		cfg.Params[name] = v
		return nil
	}
	for _, name := range slices.Sorted(maps.Keys(inFiles)) {
		if v := inFiles[name]; v != 0 || slices.Contains(known, name) {
			if err := set(name, v); err != nil {
				return err
			}
		}
	}
	if !paramsChanged(c.set) {
		return nil
	}
	for _, name := range slices.Sorted(maps.Keys(c.values.Params)) {
		if err := set(name, c.values.Params[name]); err != nil {
			return err
		}
	}
	return nil
}

// changed says whether a flag was given.
func (c *configFlags) changed(name string) bool {
	f := c.set.Lookup(name)
	return f != nil && f.Changed
}
