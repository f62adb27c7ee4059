package work

import (
	"context"
	"fmt"

	"mekiki/internal/dataset"
	"mekiki/internal/eye"
	"mekiki/internal/lang"
	"mekiki/internal/model"
	"mekiki/internal/nn"
	"mekiki/internal/train"
	"mekiki/internal/work/data"
	"mekiki/internal/work/desk"
	"mekiki/internal/work/misuse"
)

// openRuns opens the data of runs that differ in nothing that is said of pictures. With an
// eye these are prepared as the eye wants them; a size that goes by the pictures is put
// into the settings.
func openRuns(ctx context.Context, at *desk.Desk, configs ...*train.Config) (*data.Source, *eye.Eye, error) {
	cfg := *configs[0]
	from := data.PicturesOf(cfg)
	var e *eye.Eye
	if cfg.Eye != "" {
		var err error
		if e, err = eye.Open(cfg.Eye, ""); err != nil {
			return nil, nil, err
		}
		if from.Folder.Prepare, err = preparationFor(e, EmbedConfig{Eye: cfg.Eye, Pictures: cfg}); err != nil {
			return nil, nil, err
		}
		// A layer that does not exist is said before pictures are read.
		if _, err := eyeGraph(e, cfg.Eye, eye.Options{Height: from.Folder.Prepare.H, Width: from.Folder.Prepare.W, Taps: cfg.Tap}); err != nil {
			return nil, nil, err
		}
	}
	if cfg.Size == train.SizeAuto {
		_, stride, err := strides(e, cfg.Eye, cfg.Tap)
		if err != nil {
			return nil, nil, err
		}
		if h, w := e.Fixed(); h == 0 && w == 0 {
			from.Folder.Sizer = eyeSizer{stride}
		}
	}
	src, err := data.Open(ctx, at, from, data.RecipeOfConfig(cfg))
	if err == nil && from.Folder.Sizer != nil && src.Found != nil && src.Found.Folder != nil {
		made := src.Found.Folder.Prepare
		for _, c := range configs {
			c.Size = fmt.Sprintf("%dx%d", made.H, made.W)
		}
	}
	return src, e, err
}

// lookFor lets the eye of runs look at their pictures once, and puts it before the
// networks that are trained on src. Without an eye there is nothing to do.
func lookFor(ctx context.Context, at *desk.Desk, src *data.Source, mat *data.Material, e *eye.Eye, cfg train.Config) error {
	if e == nil {
		return nil
	}
	in := mat.Input
	f, err := e.Front(eye.Options{Height: in.Height, Width: in.Width, Taps: cfg.Tap})
	if err != nil {
		return lang.Errorf("%s: %w", cfg.Eye, err)
	}
	if p := f.Pictures(); in.Height != p.Height || in.Width != p.Width || in.Channels != 1 && in.Channels != p.Channels {
		return misuse.Errorf("the pictures are %d x %d x %d, %s takes %d x %d x %d", in.Height, in.Width, in.Channels, cfg.Eye, p.Height, p.Width, p.Channels)
	}
	looks := nn.Front(f)
	if cfg.Tune != "" {
		if src.Tail, err = e.Tail(cfg.Tune, eye.Options{Height: in.Height, Width: in.Width, Taps: cfg.Tap}); err != nil {
			return lang.Errorf("%s: %w", cfg.Eye, err)
		}
		mat.Tail, looks = src.Tail, src.Tail
	}
	if err := see(ctx, at, looks, mat, cfg.Folder().Limit(), cfg.Workers); err != nil {
		return err
	}
	src.Front, mat.Front = f, f
	at.Lap("look at pictures")
	return nil
}

// longLook is how many pictures take seconds to look at.
const longLook = 200

// see lets a front look once at all pictures of a run.
func see(ctx context.Context, at *desk.Desk, f nn.Front, mat *data.Material, memory dataset.Memory, workers int) error {
	all := []*dataset.Images{mat.Split.Train.Images}
	if mat.Found != nil {
		all = append(all, mat.Found.Set.Train, mat.Found.Set.Test)
	}
	for _, im := range all {
		shown, done := at.Count(lang.T("pictures"))
		err := train.See(ctx, f, im, int64(memory), workers, func(n, of int) {
			if of >= longLook {
				shown(n, of)
			}
		})
		done()
		if err != nil {
			return err
		}
	}
	return nil
}

// jobOf is a run on the material, behind its eye if there is one.
func jobOf(at *desk.Desk, cfg train.Config, mat *data.Material) train.Job {
	j := train.Job{
		Config: cfg, Data: mat.Split, Score: neighbourScore(cfg.Workers), Notes: mat.Warnings,
		Meta: model.Meta{Program: at.Program, Input: mat.Input, Classes: mat.Classes, Data: mat.Data},
	}
	if mat.Front != nil {
		j.Front, j.Tail, j.Meta.Eye = mat.Front, mat.Tail, model.EyeOf(mat.Front)
	}
	return j
}
