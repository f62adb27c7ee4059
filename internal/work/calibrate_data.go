package work

import (
	"context"
	"fmt"
	"path/filepath"
	"reflect"
	"strings"

	"mekiki/internal/analyze/triplets"
	"mekiki/internal/dataset"
	"mekiki/internal/lang"
	"mekiki/internal/model"
	"mekiki/internal/report/calibration"
	"mekiki/internal/report/kit"
	"mekiki/internal/train"
	"mekiki/internal/work/data"
	"mekiki/internal/work/desk"
	"mekiki/internal/work/settings"
)

// calibrateInput makes the vectors and triplets, and the configuration of a
// training on the same triplets.
func calibrateInput(ctx context.Context, at *desk.Desk, f CalibrateConfig, cfg train.Config, d *calibration.Page) (triplets.Input, train.Config, error) {
	from := data.PicturesOf(cfg)
	var m *model.Model
	var mat *data.Material
	var err error
	if f.Raw {
		mat, err = data.Gather(ctx, at, from, data.RecipeOfConfig(cfg))
	} else {
		if m, err = data.LoadModel(at, f.Model); err != nil {
			return triplets.Input{}, cfg, err
		}
		mat, cfg, err = calibrateMaterial(ctx, at, m, from, cfg)
	}
	if err != nil {
		return triplets.Input{}, cfg, err
	}
	t := mat.Split.Train
	if f.Part == "val" {
		t = mat.Split.Val
	}
	if m == nil {
		d.Notes = append(d.Notes, lang.T("Made from raw pixels: weights, Euclidean margins and t are on the scale of pixels. A network's embedding has a scale of its own; train one, then calibrate again with --model.").String())
	} else if f.Part == "train" && mat.Data.Fingerprint == m.Meta.Data.Fingerprint {
		d.Notes = append(d.Notes, lang.T("The model was trained on these very triplets, so it has them further apart than new ones; --part val shows how far new ones are.").String())
	}
	v := view{f.Model, m}
	if err := v.fits(t.Images); err != nil {
		return triplets.Input{}, cfg, err
	}
	in, err := v.ofTriplets(ctx, t, from.Folder.Limit(), cfg.Workers)
	if err != nil {
		return in, cfg, err
	}
	if m != nil {
		at.Lap("embed")
	}
	title, source := calibrationSource(f, t.Len(), mat.Data.Name)
	d.Title, d.Source = title.String(), source.String()
	if mat.Found != nil {
		d.Notes = append(d.Notes, mat.Found.Notes...)
	}
	return in, cfg, nil
}

// calibrationSource says what a calibration was made from, n triplets of data of a name.
func calibrationSource(f CalibrateConfig, n int, name string) (title, source lang.Message) {
	file := filepath.Base(f.Model)
	switch val := f.Part == "val"; {
	case f.Model == "" && val:
		source = lang.T("Made from pixels, on %d validation triplets of %s; test triplets were not looked at.", n, name)
	case f.Model == "":
		source = lang.T("Made from pixels, on %d training triplets of %s; test triplets were not looked at.", n, name)
	case val:
		source = lang.T("Made from the embeddings of %s, on %d validation triplets of %s; test triplets were not looked at.", file, n, name)
	default:
		source = lang.T("Made from the embeddings of %s, on %d training triplets of %s; test triplets were not looked at.", file, n, name)
	}
	if f.Model == "" {
		return lang.T("Coefficients from the pixels of %s", name), source
	}
	return lang.T("Coefficients from the embeddings of %s", file), source
}

// calibrateMaterial makes the triplets again that a model was trained on, or
// reads those of another file and splits them as a training would.
func calibrateMaterial(ctx context.Context, at *desk.Desk, m *model.Model, from data.Pictures, cfg train.Config) (*data.Material, train.Config, error) {
	r, meta := data.RecipeOfModel(m.Meta.Data), m.Meta.Data
	var mat *data.Material
	var err error
	if cfg.Triplets != "" {
		r.Protocol, r.File = dataset.ProtocolFile, cfg.Triplets
		mat, err = data.Gather(ctx, at, from, r)
	} else {
		mat, err = data.GatherFor(ctx, at, m, from, "")
	}
	if err != nil {
		return nil, cfg, err
	}
	cfg.Triplets, cfg.TripletCount, cfg.Seed = r.File, meta.Count, meta.TripletSeed
	if r.Protocol != dataset.ProtocolFile {
		cfg.Protocol = r.Protocol
	}
	cfg.Split, cfg.TestSize, cfg.ValSize, cfg.SplitSeed = mat.Data.Split, meta.TestSize, meta.ValSize, meta.SplitSeed
	used, err := data.PicturesFor(at, &m.Meta, from)
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
func (f *CalibrateConfig) settings(cfg train.Config) []kit.Setting {
	what := "pixels"
	if f.Model != "" {
		what = f.Model
	}
	silent := lang.T("by the best J").String()
	if f.Silent > 0 {
		silent = fmt.Sprint(f.Silent)
	}
	out := []kit.Setting{
		{Key: "vectors", Value: what}, {Key: "distance", Value: strings.Join(f.Distances, ",")}, {Key: "by", Value: f.By},
		{Key: "active", Value: fmt.Sprint(f.Active)}, {Key: "silent", Value: silent}, {Key: "part", Value: f.Part},
		{Key: "loss before", Value: cfg.Loss},
	}
	for _, k := range TripletKeys {
		if isFolderSetting(k) && settings.Field(&cfg, k).IsZero() {
			continue
		}
		out = append(out, kit.Setting{Key: k, Value: settings.Text(&cfg, k)})
	}
	return out
}

// calibratedConfig is a config file for 'mekiki train': the suggested loss, the
// second one as a comment, and the data that it was calibrated on.
func calibratedConfig(cfg train.Config, d *calibration.Page) (string, error) {
	var b strings.Builder
	fmt.Fprintf(&b, "# Written by: %s\n# %s\n\n", strings.ReplaceAll(d.Command, "\n", " "), d.Source)
	fmt.Fprintf(&b, "# 1. %s.\nloss: %s\n", d.Result.Loss.Reason, yamlText(d.Result.Loss.Formula))
	if p := d.Result.Pairs; p != nil {
		fmt.Fprintf(&b, "# 2. %s.\n# To train with this one, take away the # here and the line above.\n# loss: %s\n", p.Reason, yamlText(p.Formula))
	}
	b.WriteString("\n# The triplets that it was calibrated on.\n")
	for _, key := range TripletKeys {
		if isFolderSetting(key) && settings.Field(&cfg, key).IsZero() {
			continue
		}
		v := settings.Text(&cfg, key)
		if isFolderSetting(key) && settings.Field(&cfg, key).Kind() == reflect.String {
			v = yamlText(settings.Field(&cfg, key).String())
		}
		if key == "data" || key == "triplets" {
			if v == "" {
				continue
			}
			path, err := filepath.Abs(v) // the file may be used from anywhere
			if err != nil {
				return "", err
			}
			v = yamlText(path)
		}
		fmt.Fprintf(&b, "%s: %s\n", key, v)
	}
	return b.String(), nil
}

// yamlText quotes a text of one line.
func yamlText(s string) string { return "'" + strings.ReplaceAll(s, "'", "''") + "'" }
