package work

import (
	"context"
	"path/filepath"

	"mekiki/internal/eval"
	"mekiki/internal/lang"
	"mekiki/internal/report/evaluation"
	"mekiki/internal/work/desk"
	"mekiki/internal/work/folder"
)

// shownRun is what a demo leaves.
var shownRun = folder.Kind{What: lang.T("a run"), Name: "demo", Files: reportFiles}

// Demo is Train with a whole evaluation and a report.
func Demo(ctx context.Context, at *desk.Desk, cfg TrainConfig) (*Summary, error) {
	r, run, err := openRun(at, shownRun, &cfg)
	if err != nil {
		return nil, err
	}
	defer r.Release()
	m, mat, err := trainInto(ctx, at, &run, r, cfg.Resume)
	if err != nil {
		return nil, err
	}
	// A run that replaces another does so with its report; until then the old one is
	// whole, and the checkpoint leads back here.
	if !r.replaces() {
		if err := r.finish(m); err != nil {
			return nil, trainedOnly(at, r.Dir, err)
		}
	}
	opt := eval.Options{Resamples: eval.DefaultResamples, Workers: run.Workers}
	j, err := judge(ctx, at, m, mat, opt)
	if err != nil {
		return nil, trainedOnly(at, r.Dir, err)
	}
	if _, err := writeReport(ctx, at, r.work, m, mat, j, configSettings(run.Config), nil); err != nil {
		return nil, trainedOnly(at, r.Dir, err)
	}
	if r.replaces() {
		if err := r.finish(m, reportFiles...); err != nil {
			return nil, trainedOnly(at, r.Dir, err)
		}
	}
	s := summarize(m, j, opt, filepath.Join(r.Dir, modelFile))
	s.Report, s.Trained = filepath.Join(r.Dir, evaluation.HTMLFile), true
	return s, nil
}
