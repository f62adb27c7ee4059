package cli

import (
	"context"
	"fmt"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"mekiki/internal/analyze/calibrate"
	"mekiki/internal/analyze/triplets"
	"mekiki/internal/dataset"
	"mekiki/internal/model"
	"mekiki/internal/report"
	"mekiki/internal/train"
)

// calibrateFlags are the flags of calibrate.
type calibrateFlags struct {
	folderFlags
	raw         bool
	model, part string
	cfg         *configFlags
	opt         calibrate.Options
}

// calibrationKind is what calibrate leaves.
var calibrationKind = resultKind{"a calibration", "calibration", []string{report.CalibrationHTML, report.CalibrationJSON, calibratedFile}}

// calibratedFile is the config file that calibrate writes for train.
const calibratedFile = "calibrated.yaml"

// dataKeys are the settings that say which triplets a run has.
var dataKeys = slices.Concat(pictureKeys, []string{"triplets", "protocol", "triplet-count", "test-size", "val-size", "split-seed", "seed"})

func (a *app) calibrateCommand() *cobra.Command {
	var f calibrateFlags
	cmd := &cobra.Command{
		Use:   "calibrate (--raw | --model FILE)",
		Short: "Suggest weights, margins and thresholds from the distances",
		Long: `Measures distances over the training triplets, of pixels (--raw) or of a model's
embeddings, and suggests the coefficients of a combined loss, each with its reason:
weights that bring the distances to one scale, margins that keep a stated share of
triplets active, a dead zone from where the distances disagree, and a second loss of
two thresholds. Prints formulas to paste; the folder gets calibration.html,
calibration.json, the figures, and calibrated.yaml for 'mekiki train --config'.

The first --distance leads: it has weight 1, the others help where it is wrong.
--loss is a loss to compare with. Test triplets are never looked at.`,
		Example: `  mekiki calibrate --raw
  mekiki calibrate --model runs/last/model.safetensors --by gradient --out cal
  mekiki train --config cal/calibrated.yaml`,
		Args: noArgs,
		RunE: func(cmd *cobra.Command, _ []string) error { return a.calibrate(cmd.Context(), f) },
	}
	set := cmd.Flags()
	set.BoolVar(&f.raw, "raw", false, "measure distances of the pixels")
	set.StringVarP(&f.model, "model", "m", "", "measure distances of the embeddings of this model `file`")
	set.StringSliceVar(&f.opt.Distances, "distance", triplets.DefaultDistances(), "distances, the leading one first; one is allowed")
	set.StringVar(&f.opt.By, "by", calibrate.BySpread, "what weights bring to one scale: spread or gradient")
	set.Float64Var(&f.opt.Active, "active", calibrate.DefaultActive, "share of the triplets that the margin of the first distance keeps active")
	set.Float64Var(&f.opt.Silent, "silent", 0, "share of the triplets that the first distance has right on which the others keep silent; 0 finds the best threshold (Youden's J)")
	set.StringVar(&f.part, "part", "train", "triplets to calibrate on: train or val")
	f.bind(cmd, anyFolder)
	f.cfg = bindConfig(cmd, append([]string{"loss", "param", "workers"}, dataKeys...)...)
	set.Lookup("loss").Usage = "loss to compare with: a name, or a formula"
	for name, values := range map[string][]string{"by": calibrate.ScaleNames(), "part": {"train", "val"}} {
		if err := cmd.RegisterFlagCompletionFunc(name, cobra.FixedCompletions(values, cobra.ShellCompDirectiveNoFileComp)); err != nil {
			panic(err) // only for a flag that is not there
		}
	}
	return cmd
}

func (f *calibrateFlags) check() error {
	switch {
	case f.raw == (f.model != ""):
		return usagef("calibrate needs one of --raw, for pixels, and --model FILE, for embeddings")
	case f.part == "test":
		return usagef("part is test; coefficients that were chosen on test triplets would flatter every figure measured on them later: take train or val")
	case f.part != "train" && f.part != "val":
		return unknown("part", f.part, []string{"train", "val"})
	case !slices.Contains(calibrate.ScaleNames(), f.opt.By):
		return unknown("scale", f.opt.By, calibrate.ScaleNames())
	case !(f.opt.Active > 0 && f.opt.Active < 1):
		return usagef("active is %v; it must lie between 0 and 1", f.opt.Active)
	case !(f.opt.Silent >= 0 && f.opt.Silent < 1):
		return usagef("silent is %v; it must lie between 0 and 1, or be 0 for the best threshold", f.opt.Silent)
	case len(f.opt.Distances) == 0:
		return usagef("distance names none; the usual ones are cosine,euclidean")
	}
	if err := fullNames(f.opt.Distances); err != nil {
		return err
	}
	if slices.Contains(f.opt.Distances, "mahalanobis") {
		return usagef("calibrate does not fit mahalanobis; choose other distances, or look at it with 'mekiki analyze'")
	}
	if f.model == "" {
		return nil
	}
	for _, key := range []string{"protocol", "triplet-count", "test-size", "val-size", "split-seed", "seed"} {
		if f.cfg.changed(key) {
			return usagef("--%s belongs to --raw; with --model the triplets of its training are made again, because others may hold what it is tested on", key)
		}
	}
	return nil
}

func (a *app) calibrate(ctx context.Context, f calibrateFlags) error {
	if err := f.check(); err != nil {
		return err
	}
	cfg, err := f.cfg.resolve("")
	if err != nil {
		return err
	}
	if f.opt.Before, err = cfg.Spec(); err != nil {
		return err
	}
	f.opt.Workers = cfg.Workers
	folder, err := openFolder(calibrationKind, f.folderFlags)
	if err != nil {
		return err
	}
	defer folder.release()
	d := &report.CalibrationData{
		Version: version(), Machine: machine(), Command: a.commandLine(), Time: time.Now(), ConfigFile: calibratedFile,
	}
	in, cfg, err := a.calibrateInput(ctx, f, cfg, d)
	if err != nil {
		return err
	}
	if d.Result, err = calibrate.Run(in, f.opt); err != nil {
		return fmt.Errorf("calibration: %w", err)
	}
	a.lap("calibrate")
	if d.Config, err = calibratedConfig(cfg, d); err != nil {
		return err
	}
	d.Settings = f.settings(cfg)
	d.Timings = a.timings
	if err := ctx.Err(); err != nil {
		return err
	}
	if err := report.WriteCalibration(folder.dir, d); err != nil {
		return err
	}
	return a.document(fileOf(folder.dir, report.CalibrationJSON), func(t *table) { calibrationText(t, d, folder.dir) })
}

// calibrateInput makes the vectors and triplets, and the configuration of a
// training on the same triplets.
func (a *app) calibrateInput(ctx context.Context, f calibrateFlags, cfg train.Config, d *report.CalibrationData) (triplets.Input, train.Config, error) {
	from := picturesOf(cfg)
	var m *model.Model
	var mat *material
	var err error
	if f.raw {
		mat, err = a.gather(ctx, from, recipeOfConfig(cfg))
	} else {
		if m, err = a.loadModel(f.model); err != nil {
			return triplets.Input{}, cfg, err
		}
		mat, cfg, err = a.calibrateMaterial(ctx, m, from, cfg)
	}
	if err != nil {
		return triplets.Input{}, cfg, err
	}
	t, part := mat.split.Train, "training"
	if f.part == "val" {
		t, part = mat.split.Val, "validation"
	}
	im := t.Images
	in := triplets.Input{Dim: im.Size(), U8: im.Pix, F32: im.F32, Index: t.Index, Labels: im.Labels, Classes: mat.classes}
	what, whose := "pixels", "the pixels of "+mat.data.Name
	if m == nil {
		d.Notes = append(d.Notes, "Made from raw pixels: weights, Euclidean margins and t are on the scale of pixels. A network's embedding has a scale of its own; train one, then calibrate again with --model.")
	} else {
		if err := fits(m, im); err != nil {
			return in, cfg, err
		}
		in.Dim, in.U8 = m.Net.Dim(), nil
		if in.F32, err = embed(ctx, m.Net, im, nil, cfg.Workers); err != nil {
			return in, cfg, err
		}
		what = "the embeddings of " + filepath.Base(f.model)
		whose = what
		if f.part == "train" && mat.data.Fingerprint == m.Meta.Data.Fingerprint {
			d.Notes = append(d.Notes, "The model was trained on these very triplets, so it has them further apart than new ones; --part val shows how far new ones are.")
		}
		a.lap("embed")
	}
	d.Title = "Coefficients from " + whose
	d.Source = fmt.Sprintf("Made from %s, on %d %s triplets of %s; test triplets were not looked at.", what, t.Len(), part, mat.data.Name)
	if mat.found != nil {
		d.Notes = append(d.Notes, mat.found.Notes...)
	}
	return in, cfg, nil
}

// calibrateMaterial makes the triplets again that a model was trained on, or
// reads those of another file and splits them as a training would.
func (a *app) calibrateMaterial(ctx context.Context, m *model.Model, from pictures, cfg train.Config) (*material, train.Config, error) {
	r, meta := recipeOfModel(m.Meta.Data), m.Meta.Data
	var mat *material
	var err error
	if cfg.Triplets != "" {
		r.protocol, r.file = dataset.ProtocolFile, cfg.Triplets
		mat, err = a.gather(ctx, from, r)
	} else {
		mat, err = a.gatherFor(ctx, m, from, "")
	}
	if err != nil {
		return nil, cfg, err
	}
	cfg.Triplets, cfg.TripletCount, cfg.Seed = r.file, meta.Count, meta.TripletSeed
	if r.protocol != dataset.ProtocolFile {
		cfg.Protocol = r.protocol
	}
	cfg.TestSize, cfg.ValSize, cfg.SplitSeed = meta.TestSize, meta.ValSize, meta.SplitSeed
	used, err := a.picturesFor(&m.Meta, from)
	if err != nil {
		return nil, cfg, err
	}
	if meta.Folder.Is {
		cfg.SetFolder(used.Folder)
	}
	cfg.Sample, cfg.Transpose = used.Sample, used.Transpose
	return mat, cfg, nil
}

// settings are the choices of a calibration as text.
func (f *calibrateFlags) settings(cfg train.Config) []report.Setting {
	what := "pixels"
	if f.model != "" {
		what = f.model
	}
	silent := "by the best J"
	if f.opt.Silent > 0 {
		silent = fmt.Sprint(f.opt.Silent)
	}
	out := []report.Setting{
		{Key: "vectors", Value: what}, {Key: "distance", Value: strings.Join(f.opt.Distances, ",")}, {Key: "by", Value: f.opt.By},
		{Key: "active", Value: fmt.Sprint(f.opt.Active)}, {Key: "silent", Value: silent}, {Key: "part", Value: f.part},
		{Key: "loss before", Value: cfg.Loss},
	}
	for _, k := range dataKeys {
		if isFolderSetting(k) && configField(&cfg, k).IsZero() {
			continue
		}
		out = append(out, report.Setting{Key: k, Value: configText(&cfg, k)})
	}
	return out
}
