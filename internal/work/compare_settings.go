package work

import (
	"slices"

	"mekiki/internal/lang"
	"mekiki/internal/report/kit"
	"mekiki/internal/train"
)

// NotCompared are the settings of a run that a study has no flags or other ones
// for: loss and seed differ between the runs, the machine is shared by them, and what
// chooses a model's threshold changes no figure.
var NotCompared = []string{"loss", "param", "seed", "workers", "chunk", "dense", "false-accept", "costs"}

// mined says whether a miner picks the triplets of a run.
func mined(cfg train.Config) bool { return cfg.Miner != "" }

// comparedSettings are the settings that all runs of a comparison share. Miner and
// reducer are those of the losses of triplets: others have none.
func comparedSettings(configs []train.Config) []kit.Setting {
	cfg := configs[0]
	if i := slices.IndexFunc(configs, mined); i >= 0 {
		cfg.Miner, cfg.Reducer = configs[i].Miner, configs[i].Reducer
	}
	out := sharedSettings(cfg)
	for i, s := range out {
		if (s.Key == "miner" || s.Key == "reducer") && s.Value != "" && slices.ContainsFunc(configs, func(c train.Config) bool { return !mined(c) }) {
			out[i].Value = lang.T("%s (losses of triplets)", s.Value).String()
		}
	}
	return out
}

// sharedSettings are the settings that all runs of a study share.
func sharedSettings(cfg train.Config) []kit.Setting {
	var out []kit.Setting
	for _, s := range configSettings(cfg) {
		if !slices.Contains(NotCompared, s.Key) && s.Key != "checkpoint-every" {
			out = append(out, s)
		}
	}
	return out
}
