package cli

import (
	"context"
	"fmt"
	"path/filepath"
	"strconv"
	"time"

	"mekiki/internal/dataset"
	"mekiki/internal/model"
	"mekiki/internal/report"
)

// filesAtOnce is how many picture files are in memory at a time.
const filesAtOnce = 512

// fewBroken is how many broken pictures an error names.
const fewBroken = 5

func (a *app) predict(ctx context.Context, f predictFlags, from pictures, paths []string) error {
	m, err := a.loadModel(f.model)
	if err != nil {
		return err
	}
	files, err := findPictures(paths)
	if err != nil {
		return err
	}
	if f.out != "" {
		folder, err := openFolder(predictKind, f.folderFlags)
		if err != nil {
			return err
		}
		defer folder.release()
	}
	k, err := a.knownPictures(ctx, m, from, f)
	if err != nil {
		return err
	}
	p := &report.Prediction{
		Version: version(), Machine: machine(), Command: a.commandLine(), Time: time.Now(), Model: f.model, WeightsSHA256: m.WeightsSHA256(),
		Data: k.about.Data, Origin: k.about.Origin, Known: len(k.about.Names), Classes: k.about.Classes,
		Distance: k.distance, OpenSet: k.about.OpenSet, Notes: k.notes,
		Settings: []report.Setting{{Key: "reject", Value: strconv.FormatFloat(k.about.OpenSet.Reject, 'g', -1, 64)}, {Key: "nearest", Value: strconv.Itoa(f.nearest)}},
	}
	if f.out != "" {
		p.Shown = f.shown
	}
	if err := a.predictFiles(ctx, p, m, k, files, f); err != nil {
		return err
	}
	a.lap("call pictures")
	if err := brokenPictures(p, len(files), f.flags.cfg.SkipBroken); err != nil {
		return err
	}
	p.Timings = a.timings
	page := ""
	if f.out != "" {
		page = filepath.Join(f.out, report.PredictHTML)
		if err := report.WritePrediction(f.out, p); err != nil {
			return err
		}
	}
	return a.document(p.JSON, func(t *table) { predictText(t, p, page) })
}

// predictFiles calls all files, some at a time. Pictures are kept for the page only.
func (a *app) predictFiles(ctx context.Context, p *report.Prediction, m *model.Model, k *known, files []string, f predictFlags) error {
	var seen dataset.PictureTally
	var kept [2]int // known and unknown pictures for the page
	for ; len(files) > 0; files = files[min(filesAtOnce, len(files)):] {
		now := files[:min(filesAtOnce, len(files))]
		im, whole, broken := readEach(ctx, now, m.Meta.Input, f.workers, &seen)
		for i, err := range broken {
			if err != nil {
				p.Broken = append(p.Broken, report.BrokenPicture{File: now[i], Reason: err.Error()})
			}
		}
		if im.N == 0 {
			continue
		}
		emb, err := embed(ctx, m.Net, im, nil, f.workers)
		if err != nil {
			return err
		}
		calls, err := k.Call(ctx, emb, f.nearest)
		if err != nil {
			return err
		}
		for i, c := range calls {
			one := report.Predicted{File: now[whole[i]], Class: k.about.Classes[c.Class], Distance: c.Near[0].Distance}
			one.Unknown = k.about.Decision.Beyond(one.Distance)
			kind := map[bool]int{false: 0, true: 1}[one.Unknown]
			drawn := kept[kind] < p.Shown
			if drawn {
				kept[kind]++
				picture := shown(im, int32(i))
				one.Picture = &picture
			}
			for _, hit := range c.Near {
				one.Neighbours = append(one.Neighbours, k.neighbour(hit, drawn))
			}
			p.Predicted = append(p.Predicted, one)
		}
	}
	a.notePictures(&seen)
	return ctx.Err()
}

// brokenPictures is an error where pictures could not be read and are not to be left out, or none could.
func brokenPictures(p *report.Prediction, files int, skip bool) error {
	n := len(p.Broken)
	if n == 0 || skip && n < files {
		return nil
	}
	text := ""
	for i, b := range p.Broken[:min(n, fewBroken)] {
		if i > 0 {
			text += "; "
		}
		text += b.File + ": " + b.Reason
	}
	if n > fewBroken {
		text += fmt.Sprintf("; and %d more", n-fewBroken)
	}
	if n == files {
		return fmt.Errorf("none of the %d pictures can be read: %s", n, text)
	}
	return fmt.Errorf("%d of %d pictures cannot be read (skip-broken leaves such pictures out): %s", n, files, text)
}
