package cli

import (
	"mekiki/internal/metric"
	"mekiki/internal/train"
)

// resolve makes the configuration of a run: the preset, then saved (a run.json
// to continue, or ""), then the config file, then the flags, each winning over
// the ones before. Coefficients that nobody set are the loss's own.
func (c *configFlags) resolve(saved string) (train.Config, error) {
	var inFile train.Config
	given := map[string]bool{} // settings that the user chose
	for _, path := range []string{saved, c.file} {
		if path == "" {
			continue
		}
		keys, err := loadConfig(path, &inFile)
		if err != nil {
			return inFile, err
		}
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
	name, loss := "article", "combined"
	if given["preset"] {
		name = value("preset").Preset
	}
	if given["loss"] {
		loss = value("loss").Loss
	}
	for _, key := range coefficients {
		// A file's coefficients belong to the file's loss.
		if fromFlags["loss"] && inFile.Loss != "" && inFile.Loss != loss && !fromFlags[key] {
			delete(given, key)
		}
	}
	cfg, err := train.Preset(name, loss)
	if err != nil {
		return cfg, &usageError{err: err}
	}
	for key := range given {
		configField(&cfg, key).Set(configField(value(key), key))
	}
	if err := cfg.Validate(); err != nil {
		return cfg, &usageError{err: err}
	}
	return cfg, idle(cfg, given, fromFlags)
}

// idle refuses a coefficient that the loss has no term for: whoever gave it
// expects an effect. A saved run.json names all of them, with the value that
// the loss has anyway.
func idle(cfg train.Config, given, fromFlags map[string]bool) error {
	own, err := metric.DefaultCoefficients(cfg.Loss)
	if err != nil {
		return err
	}
	for _, term := range []struct {
		weight float64
		keys   []string
	}{
		{own.WeightCos, []string{"margin-cos", "weight-cos"}},
		{own.WeightEuc, []string{"margin-euc", "weight-euc"}},
	} {
		for _, key := range term.keys {
			value := configField(&cfg, key).Float()
			if term.weight == 0 && (fromFlags[key] || given[key] && value != 0) {
				return usagef("loss %s has no term for %s; leave it out or choose another loss", cfg.Loss, key)
			}
		}
	}
	return nil
}

// changed says whether a flag was given.
func (c *configFlags) changed(name string) bool {
	f := c.set.Lookup(name)
	return f != nil && f.Changed
}
