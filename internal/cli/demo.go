package cli

import (
	"context"
	"path/filepath"

	"github.com/spf13/cobra"

	"mekiki/internal/eval"
	"mekiki/internal/train"
)

func (a *app) demoCommand() *cobra.Command {
	var out string
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
	config := bindConfig(cmd, "preset", "loss", "data", "sample", "epochs", "batch", "seed", "workers")
	cmd.Flags().StringVarP(&out, "out", "o", "mekiki-demo", "output `folder`, made if missing; with --sample mekiki-demo-sample")
	cmd.RunE = func(cmd *cobra.Command, _ []string) error {
		cfg, err := config.resolve("")
		if err != nil {
			return err
		}
		if cfg.Sample && !cmd.Flags().Changed("out") {
			out += "-sample"
		}
		return a.demo(cmd.Context(), cfg, config.given, out)
	}
	return cmd
}

func (a *app) demo(ctx context.Context, cfg train.Config, given map[string]bool, out string) error {
	release, err := openFolder(out)
	if err != nil {
		return err
	}
	defer release()
	m, mat, err := a.train(ctx, &cfg, given, out, false)
	if err != nil {
		return err
	}
	opt := eval.Options{Resamples: eval.DefaultResamples, Workers: cfg.Workers}
	j, err := a.judge(ctx, m, mat, opt)
	if err != nil {
		return err
	}
	path, err := a.writeReport(ctx, out, m, mat, j, configSettings(cfg), nil)
	if err != nil {
		return err
	}
	s := summarize(m, j, opt, filepath.Join(out, modelFile))
	s.Report, s.trained = path, true
	return a.result(s, s.text)
}
