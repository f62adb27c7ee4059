package work

import (
	"context"

	"mekiki/internal/dataset"
	"mekiki/internal/lang"
	"mekiki/internal/report/prediction"
	"mekiki/internal/work/data"
	"mekiki/internal/work/desk"
)

// filesAtOnce is how many picture files are in memory at a time.
const filesAtOnce = 512

// fewBroken is how many broken pictures an error names.
const fewBroken = 5

// predictFiles calls all files, some at a time. Pictures are kept for the page only.
func predictFiles(ctx context.Context, at *desk.Desk, p *prediction.Page, d describer, k *known, files []string, f PredictConfig) error {
	var seen dataset.PictureTally
	var kept [2]int // known and unknown pictures for the page
	for ; len(files) > 0; files = files[min(filesAtOnce, len(files)):] {
		now := files[:min(filesAtOnce, len(files))]
		im, whole, broken := data.ReadEach(ctx, now, d.input(), f.Workers, &seen)
		for i, err := range broken {
			if err != nil {
				p.Broken = append(p.Broken, prediction.BrokenPicture{File: now[i], Reason: err.Error()})
			}
		}
		if im.N == 0 {
			continue
		}
		emb, err := d.embed(ctx, im, nil, f.Workers)
		if err != nil {
			return err
		}
		calls, err := k.Call(ctx, emb, f.Nearest)
		if err != nil {
			return err
		}
		for i, c := range calls {
			one := prediction.Predicted{File: now[whole[i]], Class: k.about.Classes[c.Class], Distance: c.Near[0].Distance}
			one.Unknown = k.about.Decision.Beyond(one.Distance)
			kind := map[bool]int{false: 0, true: 1}[one.Unknown]
			drawn := kept[kind] < p.Shown
			if drawn {
				kept[kind]++
				picture, err := shown(im, int32(i))
				if err != nil {
					return err
				}
				one.Picture = &picture
			}
			for _, hit := range c.Near {
				near, err := k.neighbour(hit, drawn)
				if err != nil {
					return err
				}
				one.Neighbours = append(one.Neighbours, near)
			}
			p.Predicted = append(p.Predicted, one)
		}
	}
	data.NotePictures(at, &seen)
	return ctx.Err()
}

// brokenPictures is an error where pictures could not be read and are not to be left out, or none could.
func brokenPictures(p *prediction.Page, files int, skip bool) error {
	n := len(p.Broken)
	if n == 0 || skip && n < files {
		return nil
	}
	var text lang.Message
	for i, b := range p.Broken[:min(n, fewBroken)] {
		one := lang.T("%s: %s", b.File, lang.Saved(b.Reason))
		if i > 0 {
			one = lang.T("%s; %s", text, one)
		}
		text = one
	}
	if n > fewBroken {
		text = lang.T("%s; and %d more", text, n-fewBroken)
	}
	if n == files {
		return lang.Errorf("none of the %d pictures can be read: %s", n, text)
	}
	return lang.Errorf("%d of %d pictures cannot be read (skip-broken leaves such pictures out): %s", n, files, text)
}
