package work

import (
	"context"
	"slices"
	"time"

	"mekiki/internal/analyze/calibrate"
	"mekiki/internal/analyze/triplets"
	"mekiki/internal/lang"
	"mekiki/internal/report/calibration"
	"mekiki/internal/work/desk"
	"mekiki/internal/work/folder"
	"mekiki/internal/work/misuse"
	"mekiki/internal/work/settings"
)

// calibratedFile is the config file that Calibrate writes for train.
const calibratedFile = "calibrated.yaml"

// calibrationKind is what Calibrate leaves.
var calibrationKind = folder.Kind{What: lang.T("a calibration"), Name: "calibration", Files: []string{calibration.HTMLFile, calibration.JSONFile, calibratedFile}}

// CalibrateConfig is what the suggestion of coefficients needs.
type CalibrateConfig struct {
	Raw       bool     `yaml:"raw" json:"raw,omitempty" help:"measure distances of the pixels"`
	Model     string   `yaml:"model" json:"model,omitempty" short:"m" value:"file" help:"measure distances of the embeddings of this model file"`
	Distances []string `yaml:"distance" json:"distance" comma:"yes" help:"distances, the leading one first; one is allowed"`
	By        string   `yaml:"by" json:"by" help:"what weights bring to one scale: spread or gradient"`
	Active    float64  `yaml:"active" json:"active" help:"share of the triplets that the margin of the first distance keeps active"`
	Silent    float64  `yaml:"silent" json:"silent" help:"share of the triplets that the first distance has right on which the others keep silent; 0 finds the best threshold (Youden's J)"`
	Part      string   `yaml:"part" json:"part" help:"triplets to calibrate on: train or val"`
	folder.Choice
	// Run says which triplets there are, and the loss to compare with.
	Run settings.Choice
}

// NewCalibrateConfig has the usual settings.
func NewCalibrateConfig() CalibrateConfig {
	return CalibrateConfig{Distances: triplets.DefaultDistances(), By: calibrate.BySpread, Active: calibrate.DefaultActive, Part: trainPart}
}

// check refuses what no data can make right.
func (f *CalibrateConfig) check() error {
	switch {
	case f.Raw == (f.Model != ""):
		return misuse.Errorf("calibrate needs one of --raw, for pixels, and --model FILE, for embeddings")
	case f.Part == "test":
		return misuse.Errorf("part is test; coefficients that were chosen on test triplets would flatter every figure measured on them later: take train or val")
	case f.Part != "train" && f.Part != "val":
		return misuse.Unknown(lang.T("part"), f.Part, []string{"train", "val"})
	case !slices.Contains(calibrate.ScaleNames(), f.By):
		return misuse.Unknown(lang.T("scale"), f.By, calibrate.ScaleNames())
	case !(f.Active > 0 && f.Active < 1):
		return misuse.Errorf("active is %v; it must lie between 0 and 1", f.Active)
	case !(f.Silent >= 0 && f.Silent < 1):
		return misuse.Errorf("silent is %v; it must lie between 0 and 1, or be 0 for the best threshold", f.Silent)
	case len(f.Distances) == 0:
		return misuse.Errorf("distance names none; the usual ones are cosine,euclidean")
	}
	if err := fullNames(f.Distances); err != nil {
		return err
	}
	if slices.Contains(f.Distances, "mahalanobis") {
		return misuse.Errorf("calibrate does not fit mahalanobis; choose other distances, or look at it with 'mekiki analyze'")
	}
	if f.Model == "" {
		return nil
	}
	for _, key := range []string{"protocol", "triplet-count", "test-size", "val-size", "split-seed", "seed"} {
		if f.Run.Has(key) {
			return misuse.Errorf("--%s belongs to --raw; with --model the triplets of its training are made again, because others may hold what it is tested on", key)
		}
	}
	return nil
}

// Calibrate suggests coefficients of a combined loss from the distances of training
// triplets, and writes a page and a config file. It returns what the page shows, and
// its folder.
func Calibrate(ctx context.Context, at *desk.Desk, cfg CalibrateConfig) (*calibration.Page, string, error) {
	if err := cfg.check(); err != nil {
		return nil, "", err
	}
	run, err := cfg.Run.Resolve("")
	if err != nil {
		return nil, "", err
	}
	opt := calibrate.Options{Distances: cfg.Distances, By: cfg.By, Active: cfg.Active, Silent: cfg.Silent, Workers: run.Workers}
	before, err := run.TripletLoss()
	if err != nil {
		return nil, "", err
	}
	opt.Before = before.Spec()
	held, err := folder.Open(calibrationKind, cfg.Choice)
	if err != nil {
		return nil, "", err
	}
	defer held.Release()
	d := &calibration.Page{
		Lang:    at.Lang,
		Version: at.Program, Machine: at.Machine, Command: at.Command, Time: time.Now(), ConfigFile: calibratedFile,
	}
	in, of, err := calibrateInput(ctx, at, cfg, run.Config, d)
	if err != nil {
		return nil, "", err
	}
	if d.Result, err = calibrate.Run(in, opt); err != nil {
		return nil, "", lang.Errorf("calibration: %w", err)
	}
	at.Lap("calibrate")
	if d.Config, err = calibratedConfig(of, d); err != nil {
		return nil, "", err
	}
	d.Settings = cfg.settings(of)
	d.Timings = at.Timings()
	if err := ctx.Err(); err != nil {
		return nil, "", err
	}
	return d, held.Dir, calibration.Write(held.Dir, d)
}
