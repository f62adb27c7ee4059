package work

import (
	"context"
	"errors"
	"path/filepath"

	"mekiki/internal/eval"
	"mekiki/internal/lang"
	"mekiki/internal/model"
	"mekiki/internal/train"
	"mekiki/internal/work/data"
	"mekiki/internal/work/desk"
	"mekiki/internal/work/folder"
	"mekiki/internal/work/settings"
)

// trained is what a training leaves.
var trained = folder.Kind{What: lang.T("a run")}

// TrainConfig is what one training and its evaluation need.
type TrainConfig struct {
	// Run are the settings of the run.
	Run settings.Choice
	folder.Choice
	Resume bool `yaml:"resume" json:"resume,omitempty" help:"go on with the run in the output folder, by default the one that was stopped last; if it has no checkpoint yet, from the beginning"`
}

// Train trains a model into a folder and evaluates it, quickly: without intervals, and
// without figures of retrieval.
func Train(ctx context.Context, at *desk.Desk, cfg TrainConfig) (*Summary, error) {
	r, run, err := openRun(at, trained, &cfg)
	if err != nil {
		return nil, err
	}
	defer r.Release()
	m, mat, err := trainInto(ctx, at, &run, r, cfg.Resume)
	if err != nil {
		return nil, err
	}
	if err := r.finish(m); err != nil {
		return nil, trainedOnly(at, r.Dir, err)
	}
	opt := eval.Options{Distances: []string{"cosine", "euclidean"}, SkipRetrieval: true, LittleMemory: true, Workers: run.Workers}
	j, err := judge(ctx, at, m, mat, opt)
	if err != nil {
		return nil, trainedOnly(at, r.Dir, err)
	}
	s := summarize(m, j, opt, filepath.Join(r.Dir, modelFile))
	s.Trained, s.Folder = true, run.Data
	return s, nil
}

// trainInto loads the data and trains in the folder of a run, which the caller finishes.
// It adapts the settings in run that were not given.
func trainInto(ctx context.Context, at *desk.Desk, run *settings.Resolved, r *runFolder, resume bool) (*model.Model, *data.Material, error) {
	goOn := resumeCommand(at, r.Dir)
	if err := r.begin(run.Config, run.Given); err != nil {
		r.refused()
		return nil, nil, err
	}
	session, mat, err := startTraining(ctx, at, run, r, resume)
	if err != nil {
		if ctx.Err() != nil {
			return nil, nil, &Stopped{GoOn: goOn, Cause: err}
		}
		r.refused()
		return nil, nil, err
	}
	defer session.Close()
	if err := r.settle(run.Config); err != nil {
		return nil, nil, err
	}
	if resume && !exists(filepath.Join(r.work, train.CheckpointFile)) {
		at.Note("no checkpoint in %s; this run starts from the beginning", r.Dir)
	}
	m, err := session.Run(ctx)
	if errors.Is(err, context.Canceled) {
		return nil, nil, &Stopped{GoOn: goOn, Cause: err}
	}
	if err != nil {
		return nil, nil, err
	}
	at.Lap("train")
	if err := decide(ctx, at, m, mat.Split, run.Config); err != nil {
		if ctx.Err() != nil {
			return nil, nil, &Stopped{GoOn: goOn, Cause: err}
		}
		return nil, nil, err
	}
	return m, mat, nil
}

// startTraining loads the data, fits the settings to them and makes a session.
func startTraining(ctx context.Context, at *desk.Desk, run *settings.Resolved, r *runFolder, resume bool) (*train.Session, *data.Material, error) {
	_, mat, err := runData(ctx, at, run.Given, &run.Config)
	if err != nil {
		return nil, nil, err
	}
	job := jobOf(at, run.Config, mat)
	job.Dir, job.Resume, job.Events = r.work, resume, at.Training()
	session, err := train.Start(job)
	return session, mat, err
}

// runData opens the data of runs, fits the settings that were not given to them, and
// makes the material of the first configuration.
func runData(ctx context.Context, at *desk.Desk, given map[string]bool, configs ...*train.Config) (*data.Source, *data.Material, error) {
	cfg := configs[0]
	src, e, err := openRuns(ctx, at, configs...)
	if err != nil {
		return nil, nil, err
	}
	mat, err := data.Adapt(at, src, given, configs...)
	at.Lap("make triplets")
	if err == nil {
		err = lookFor(ctx, at, src, mat, e, *cfg)
	}
	if err != nil {
		return nil, nil, err
	}
	return src, mat, data.Callable(src.Found)
}
