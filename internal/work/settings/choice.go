package settings

import (
	"maps"
	"slices"
	"strings"

	"mekiki/internal/metric/batch"
	"mekiki/internal/train"
	"mekiki/internal/work/misuse"
)

// Choice is what somebody who asks for a run chose of its settings. The zero value
// chooses nothing.
type Choice struct {
	// Values are the settings that were chosen one by one; only those in Given count.
	// "param" stands for all parameters in Values.Params.
	Values train.Config
	Given  map[string]bool
	// File is a config file with more of them, nil for none; Given wins over it.
	File *File
	// ManyLosses says that miner and reducer are for those of several losses that
	// take them.
	ManyLosses bool
}

// Has says whether a setting was chosen one by one.
func (c *Choice) Has(key string) bool { return c.Given[key] }

// WithLoss is the same choice with another loss.
func (c Choice) WithLoss(loss string) *Choice {
	given := maps.Clone(c.Given)
	if given == nil {
		given = map[string]bool{}
	}
	c.Values.Loss, given["loss"] = loss, true
	c.Given = given
	return &c
}

// Resolved is a configuration and what is known about how it came about.
type Resolved struct {
	train.Config
	// Given are the settings that files or the choice have; only the others are adapted
	// to the data.
	Given map[string]bool
	// FileParams are the parameters that files set, used or not.
	FileParams map[string]float64
}

// Resolve makes the configuration of a run: the preset, then saved (a run.json
// to continue, or ""), then the config file, then what was chosen one by one, each winning over
// the ones before. Parameters that nobody set are the loss's own.
func (c *Choice) Resolve(saved string) (Resolved, error) {
	r := Resolved{Given: map[string]bool{}}
	var inFile train.Config
	params := map[string]float64{} // of the files
	given := r.Given
	var last *File
	if saved != "" {
		var err error
		if last, err = OpenFile(saved); err != nil {
			return r, err
		}
	}
	for _, f := range []*File{last, c.File} {
		if f == nil {
			continue
		}
		file := file{Config: inFile}
		file.Params = nil
		keys, err := f.run(&file)
		if err != nil {
			return r, err
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
	for _, key := range Keys() {
		if c.Given[key] {
			given[key] = true
		}
	}
	value := func(key string) *train.Config {
		if c.Given[key] {
			return &c.Values
		}
		return &inFile
	}

	// The preset and the loss come first: the other defaults depend on them.
	name, loss := "article", ""
	switch {
	case given["preset"]:
		name = value("preset").Preset
	case given["eye"] && value("eye").Eye != "":
		name = train.EyePreset
	}
	if given["loss"] {
		loss = value("loss").Loss
	}
	r.FileParams = maps.Clone(params)
	if c.Given["loss"] && inFile.Loss != "" && inFile.Loss != loss {
		clear(params) // a file's parameters belong to the file's loss
	}
	cfg, err := train.Preset(name, loss)
	if err != nil {
		return r, &misuse.Error{Err: err}
	}
	own := cfg.Params
	for _, key := range Keys() {
		if given[key] {
			Field(&cfg, key).Set(Field(value(key), key))
		}
	}
	cfg.Params = own
	// Layers as numbers and as text exclude each other: what was chosen one by one wins over a file, and
	// both over the preset.
	rank := func(key string) int {
		switch {
		case c.Given[key]:
			return 2
		case given[key] && !Field(&inFile, key).IsZero():
			return 1
		}
		return 0
	}
	// So do the two ways to choose a threshold; a file has both, as a run.json does.
	if c.Given["costs"] && c.Given["false-accept"] && c.Values.Costs != "" {
		return r, misuse.Errorf("costs and false-accept exclude each other: each says by itself how the threshold is chosen; give one of them")
	}
	if c.Given["false-accept"] && !c.Given["costs"] {
		cfg.Costs = ""
	}
	switch layers, network := rank("layers"), rank("network"); {
	case layers > network:
		cfg.Network = ""
	case network > layers:
		cfg.Layers = nil
	}
	if c.ManyLosses && batch.Is(cfg.Loss) {
		cfg.Miner, cfg.Reducer = "", ""
	}
	cfg.Complete()
	if err := c.setParams(&cfg, params); err != nil {
		return r, err
	}
	if err := cfg.Validate(); err != nil {
		return r, &misuse.Error{Err: err}
	}
	r.Config = cfg
	return r, nil
}

// setParams sets the parameters of the loss: those of files, then those chosen one by one.
// Whoever sets one that the loss does not have expects an effect, so that is
// refused. But the run.json of older versions named four for every loss, 0 where
// the loss had no such term.
func (c *Choice) setParams(cfg *train.Config, inFiles map[string]float64) error {
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
	if !c.Given["param"] {
		return nil
	}
	for _, name := range slices.Sorted(maps.Keys(c.Values.Params)) {
		if err := set(name, c.Values.Params[name]); err != nil {
			return err
		}
	}
	return nil
}
