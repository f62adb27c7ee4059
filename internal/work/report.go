package work

import (
	"cmp"
	"context"
	"fmt"
	"maps"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"mekiki/internal/dataset"
	"mekiki/internal/lang"
	"mekiki/internal/model"
	"mekiki/internal/report/evaluation"
	"mekiki/internal/report/kit"
	"mekiki/internal/train"
	"mekiki/internal/work/data"
	"mekiki/internal/work/desk"
	"mekiki/internal/work/settings"
)

// worstShown is how many of the worst-ordered triplets a report shows.
const worstShown = 12

// writeReport writes report.html and report.json into dir and returns the
// path of the page. runs are shown beside each other; nil for none.
func writeReport(ctx context.Context, at *desk.Desk, dir string, m *model.Model, mat *data.Material, j *judgement, settings []kit.Setting, runs []evaluation.Run) (string, error) {
	drawn, err := reportMap(ctx, at, m, mat, j)
	if err != nil {
		return "", err
	}
	worst, err := worstTriplets(mat.Split.Test, j)
	if err != nil {
		return "", err
	}
	d := &evaluation.Page{
		Lang: at.Lang, Version: at.Program, Machine: at.Machine, Command: at.Command, Time: time.Now(),
		Meta: m.Meta, Eval: j.result, Judged: &j.judged, Distances: j.distances,
		Worst: worst, Settings: settings, Timings: at.Timings(), Map: drawn, Runs: runs,
	}
	if mat.Found != nil {
		if mat.Found.Sample && len(mat.Found.Notes) == 0 {
			d.Notes = append(d.Notes, lang.T("This run used the sample inside the program, not the whole of Fashion-MNIST. Get the whole with: mekiki data fetch").String())
		}
		d.Notes = append(d.Notes, mat.Found.Notes...)
	}
	d.Notes = append(d.Notes, j.judged.Classes...)
	for _, w := range mat.Warnings {
		if !slices.Contains(m.Meta.Training.Warnings, w) {
			d.Notes = append(d.Notes, w)
		}
	}
	if err := evaluation.Write(dir, d); err != nil {
		return "", err
	}
	at.Lap("report")
	return filepath.Join(dir, "report.html"), nil
}

// worstTriplets are the triplets whose positive is farthest beyond the
// negative, by the distance that decides.
func worstTriplets(t *dataset.Triplets, j *judgement) ([]evaluation.Triplet, error) {
	ap, an, d := j.decides.ap, j.decides.an, j.distances
	order := make([]int, t.Len())
	for i := range order {
		order[i] = i
	}
	slices.SortStableFunc(order, func(i, j int) int { return cmp.Compare(ap[j]-an[j], ap[i]-an[i]) })
	var worst []evaluation.Triplet
	for _, i := range order[:min(worstShown, len(order))] {
		p, err := shownTriplet(t, i)
		if err != nil {
			return nil, err
		}
		worst = append(worst, evaluation.Triplet{
			Anchor: p[0], Positive: p[1], Negative: p[2],
			CosAP: float64(d.CosAP[i]), CosAN: float64(d.CosAN[i]),
			EucAP: float64(d.EucAP[i]), EucAN: float64(d.EucAN[i]),
		})
	}
	return worst, nil
}

// shown is a picture for the report.
func shown(im *dataset.Images, i int32) (kit.Picture, error) {
	pix, err := im.Bytes(int(i))
	p := kit.Picture{H: im.H, W: im.W, C: im.C, Pix: pix, Index: int(i)}
	if im.Labels != nil {
		p.Class = im.ClassName(im.Labels[i])
	}
	return p, err
}

// shownTriplet are the pictures of a triplet for the report.
func shownTriplet(t *dataset.Triplets, i int) (out [3]kit.Picture, err error) {
	for k, p := range t.Index[i] {
		if out[k], err = shown(t.Images, p); err != nil {
			return out, err
		}
	}
	return out, nil
}

// configSettings are all settings of a run as text, in the order of the help.
func configSettings(cfg train.Config) []kit.Setting {
	var out []kit.Setting
	for _, k := range settings.Keys() {
		out = append(out, kit.Setting{Key: k, Value: settings.Text(&cfg, k)})
	}
	return out
}

// modelSettings are the settings that a model file remembers.
func modelSettings(m *model.Model) []kit.Setting {
	d, t := m.Meta.Data, m.Meta.Training
	text := func(v any) string { return fmt.Sprint(v) }
	loss := kit.Setting{Key: "loss", Value: m.Meta.LossTitle()}
	if o, err := m.Meta.Objective(); err == nil && o.Triplets() != nil {
		loss.Value = o.Triplets().String()
		if name := m.Meta.Loss.Name; name != "" {
			loss.Value = name + ": " + loss.Value
		}
	}
	network := kit.Setting{Key: "network", Value: m.Meta.Network.Arch}
	if w := m.Meta.Network.Widths; w != nil {
		network = kit.Setting{Key: "layers", Value: strings.Trim(strings.ReplaceAll(text(w[1:]), " ", ","), "[]")}
	}
	var looks []kit.Setting
	if e := m.Meta.Eye; e != nil {
		looks = []kit.Setting{{Key: "eye", Value: e.Name}, {Key: "tap", Value: strings.Join(e.Taps, ",")}}
	}
	return slices.Concat([]kit.Setting{loss}, looks, []kit.Setting{
		network, {Key: "learning-rate", Value: text(t.LearningRate)},
		{Key: "batch", Value: text(t.Batch)},
		{Key: "patience", Value: text(t.Patience)}, {Key: "seed", Value: text(m.Meta.Seed)},
		{Key: "data", Value: d.Name}, {Key: "fingerprint", Value: d.Fingerprint},
		{Key: "protocol", Value: d.Triplets}, {Key: "triplets", Value: text(d.Count)},
		{Key: "test-size", Value: text(d.TestSize)}, {Key: "val-size", Value: text(d.ValSize)},
		{Key: "split-seed", Value: text(d.SplitSeed)}, {Key: "split", Value: cmp.Or(d.Split, train.SplitTriplets)},
	}, folderSettings(m), batchSettings(m.Meta.Batch))
}

// folderSettings are those of data of picture files that were used.
func folderSettings(m *model.Model) []kit.Setting {
	f := m.Meta.Data.Folder
	if !f.Is {
		return nil
	}
	var cfg train.Config
	cfg.SetFolder(dataset.Folder{Prepare: data.Preparation(m.Meta.Input), Object: f.Object, TestShare: f.TestShare, Resplit: f.Resplit, SkipBroken: f.SkipBroken})
	var out []kit.Setting
	for _, key := range cfg.FolderGiven() {
		out = append(out, kit.Setting{Key: key, Value: settings.Text(&cfg, key)})
	}
	return out
}

// batchSettings are those of training on whole batches that were used.
func batchSettings(b *model.BatchTraining) []kit.Setting {
	if b == nil {
		return nil
	}
	var out []kit.Setting
	for _, s := range []kit.Setting{
		{Key: "preset", Value: b.Preset}, {Key: "miner", Value: b.Miner}, {Key: "reducer", Value: b.Reducer},
		{Key: "sampler", Value: b.Sampler}, {Key: "augment", Value: b.Augment}, {Key: "schedule", Value: b.Schedule},
		{Key: "weight-decay", Value: unlessZero(b.WeightDecay)}, {Key: "average", Value: unlessZero(b.Average)}, {Key: "clip", Value: unlessZero(b.Clip)},
	} {
		if s.Value != "" {
			out = append(out, s)
		}
	}
	for _, name := range slices.Sorted(maps.Keys(b.Params)) {
		out = append(out, kit.Setting{Key: name, Value: fmt.Sprint(b.Params[name])})
	}
	return out
}

// unlessZero is a number as text, "" for 0, which is a setting that was not used.
func unlessZero(v float64) string {
	if v == 0 {
		return ""
	}
	return fmt.Sprint(v)
}
