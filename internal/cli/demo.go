package cli

import (
	"context"
	"path/filepath"

	"github.com/spf13/cobra"

	"mekiki/internal/eval"
	"mekiki/internal/report"
	"mekiki/internal/train"
)

// demoKind is what demo leaves beside a run.
var demoKind = resultKind{what: "a run", name: "demo", files: reportFiles}

func (a *app) demoCommand() *cobra.Command {
	var f runFlags
	cmd := &cobra.Command{
		Use:   "demo",
		Short: "The whole system once: data, triplets, training, evaluation, report",
		Long: `Finds Fashion-MNIST (or downloads it, or takes the sample inside the program),
makes the triplets of the article, trains its network with the combined
distance, evaluates it and writes a report. It prints the report's path and
opens nothing.`,
		Example: "  mekiki demo\n  mekiki demo --sample\n  mekiki demo --loss cosine --seed 2 --out demo-cosine",
		Args:    noArgs,
	}
	config := bindConfig(cmd, "preset", "loss", "data", "sample", "transpose", "epochs", "batch", "seed", "workers")
	f.bind(cmd)
	cmd.RunE = func(cmd *cobra.Command, _ []string) error {
		r, cfg, err := f.open(demoKind, config, a.note)
		if err != nil {
			return err
		}
		defer r.release()
		return a.demo(cmd.Context(), cfg, config.given, r, f.resume)
	}
	return cmd
}

func (a *app) demo(ctx context.Context, cfg train.Config, given map[string]bool, r *runFolder, resume bool) error {
	m, mat, err := a.train(ctx, &cfg, given, r, resume)
	if err != nil {
		return err
	}
	// A run that replaces another does so with its report; until then the old one is
	// whole, and the checkpoint leads back here.
	if !r.replaces() {
		if err := r.finish(m); err != nil {
			return a.trainedOnly(r, err)
		}
	}
	opt := eval.Options{Resamples: eval.DefaultResamples, Workers: cfg.Workers}
	j, err := a.judge(ctx, m, mat, opt)
	if err != nil {
		return a.trainedOnly(r, err)
	}
	if _, err := a.writeReport(ctx, r.work, m, mat, j, configSettings(cfg), nil); err != nil {
		return a.trainedOnly(r, err)
	}
	if r.replaces() {
		if err := r.finish(m, reportFiles...); err != nil {
			return a.trainedOnly(r, err)
		}
	}
	s := summarize(m, j, opt, filepath.Join(r.dir, modelFile))
	s.Report, s.trained = filepath.Join(r.dir, report.HTMLFile), true
	return a.result(s, s.text)
}
