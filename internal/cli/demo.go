package cli

import (
	"github.com/spf13/cobra"

	"mekiki/internal/work"
)

func (a *app) demoCommand() *cobra.Command {
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
	var cfg work.TrainConfig
	bindRun(cmd, &cfg.Run, "preset", "loss", "data", "sample", "transpose", "epochs", "batch", "seed", "workers")
	bind(cmd, &cfg)
	cmd.RunE = func(cmd *cobra.Command, _ []string) error {
		return a.summed(work.Demo(cmd.Context(), a.desk(), cfg))
	}
	return cmd
}
