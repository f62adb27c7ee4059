package cli

import (
	"github.com/spf13/cobra"

	"mekiki/internal/bench"
	"mekiki/internal/work/measure"
	"mekiki/internal/work/settings"
)

func (a *app) benchCommand() *cobra.Command {
	return group(&cobra.Command{
		Use:   "bench",
		Short: "Measure the engine on this machine",
		Long: `Measures the engine on this machine. Other programs use the same cores, so run it
on a quiet machine and compare ratios rather than single figures.`,
	}, a.benchStepCommand(), a.benchProductCommand(), a.benchBatchCommand(), a.benchEmbedCommand(), a.benchLayersCommand(), a.benchEyeCommand(), a.benchInspectCommand(), a.benchKNNCommand())
}

func (a *app) benchStepCommand() *cobra.Command {
	cmd := &cobra.Command{
		Use:   "step",
		Short: "Measure the training step on real triplets",
		Long: `Trains on real triplets for some steps and then measures steps that skip inactive
triplets and steps that do not, alternately: the medians. Beside them stands the
peak of fused multiply-adds of as many cores, measured in the same run.`,
		Example: `  mekiki bench step --batch 64 --workers 2
  mekiki bench step --batch 256 --layers 512,256,64 --json`,
		Args: noArgs,
	}
	var run settings.Choice
	bindRun(cmd, &run, "loss", "data", "sample", "transpose", "triplets", "protocol", "triplet-count",
		"layers", "learning-rate", "batch", "seed", "workers", "chunk")
	own := measure.NewStepConfig()
	bind(cmd, &own)
	cmd.RunE = func(cmd *cobra.Command, _ []string) error {
		cfg, err := run.Resolve("")
		if err != nil {
			return err
		}
		r, err := measure.Step(cmd.Context(), a.desk(), own, cfg.Config)
		if err != nil {
			return err
		}
		return a.result(r, func(t *table) {
			t.line("training step, batch %d, %d workers, %s", r.Batch, r.Workers, r.Kernel)
			t.line("skipping inactive triplets\t%.0f triplets/s\t(%.0f %% live)", r.TripletsPerSecond, 100*r.Live)
			t.line("all triplets\t%.0f triplets/s\t%.1f GFLOP/s, %.0f %% of the peak", r.Dense, r.GFLOPS, 100*r.GFLOPS/r.Peak)
			t.line("peak of fused multiply-adds\t\t%.1f GFLOP/s", r.Peak)
		})
	}
	return cmd
}

func (a *app) benchProductCommand() *cobra.Command {
	cmd := &cobra.Command{
		Use:   "product",
		Short: "Measure the products of a network beside the processor's peak",
		Long: `Measures forward, weight gradient and input gradient of each layer, on one core
and on all workers at once, each the best of 20 runs, beside the peak of fused
multiply-adds measured between the runs.`,
		Example: "  mekiki bench product\n  mekiki bench product --layers 256,64 --json",
		Args:    noArgs,
	}
	var run settings.Choice
	bindRun(cmd, &run, "layers", "workers")
	own := measure.NewProductsConfig()
	bind(cmd, &own)
	cmd.RunE = func(cmd *cobra.Command, _ []string) error {
		cfg, err := run.Resolve("")
		if err != nil {
			return err
		}
		r, err := measure.Products(cmd.Context(), own, cfg.Config)
		if err != nil {
			return err
		}
		return a.products(r)
	}
	return cmd
}

// products prints measured products.
func (a *app) products(r *measure.ProductsMeasured) error {
	return a.result(r, func(t *table) {
		t.line("%s, best of %d runs, share of the measured peak", r.Kernel, bench.ProductRuns)
		t.line("product\t1 core\t\t%d workers\t", r.Workers)
		for _, p := range r.Products {
			t.line("%s\t%.0f GFLOP/s\t%.0f %%\t%.0f GFLOP/s\t%.0f %%",
				p.Name, p.GFLOPS1, 100*p.GFLOPS1/p.Peak1, p.GFLOPSN, 100*p.GFLOPSN/p.PeakN)
		}
	})
}
