package cli

import (
	"runtime"
	"time"

	"github.com/spf13/cobra"

	"mekiki/internal/bench"
	"mekiki/internal/kernel"
	"mekiki/internal/nn"
	"mekiki/internal/train"
	"mekiki/internal/work/data"
	"mekiki/internal/work/misuse"
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
	warmup := cmd.Flags().Int("warmup", 500, "training steps before measuring")
	rounds := cmd.Flags().Int("rounds", 11, "times that each way is measured")
	cmd.RunE = func(cmd *cobra.Command, _ []string) error {
		cfg, err := run.Resolve("")
		if err != nil {
			return err
		}
		if err := onTriplets(cfg.Config); err != nil {
			return err
		}
		if *warmup < 0 || *rounds < 1 {
			return misuse.Errorf("warmup %d and rounds %d; at least 0 and 1", *warmup, *rounds)
		}
		loss, err := cfg.TripletLoss()
		if err != nil {
			return err
		}
		mat, err := data.Gather(cmd.Context(), a.desk(), data.PicturesOf(cfg.Config), data.RecipeOfConfig(cfg.Config))
		if err != nil {
			return err
		}
		t := mat.Split.Train
		if cfg.Batch > t.Len() {
			return misuse.Errorf("batch of %d is larger than the %d training triplets; use --batch %d or less", cfg.Batch, t.Len(), t.Len())
		}
		// The identity would be faster than a fitted distance.
		net := nn.New(append([]int{t.Images.Size()}, cfg.Layers...), cfg.Seed)
		spec, err := train.FitLoss(loss.Spec(), net, t, cfg.Workers)
		if err != nil {
			return err
		}
		r, err := bench.Step(cmd.Context(), t, bench.StepOptions{
			Batch: cfg.Batch, Workers: cfg.Workers, Chunk: cfg.Chunk, Layers: cfg.Layers, Loss: spec, LearningRate: cfg.LearningRate,
			Seed: cfg.Seed, Warmup: *warmup, Rounds: *rounds, Slice: 200 * time.Millisecond,
		})
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

// onTriplets refuses the settings of a run on batches, as a config file may hold: its
// network has other layers.
func onTriplets(cfg train.Config) error {
	if cfg.Batched() {
		return misuse.Errorf("these are settings of a run on batches, and this measures training on triplets; use mekiki bench batch or bench layers, with --network or --preset")
	}
	return nil
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
	inputs := cmd.Flags().Int("inputs", 28*28, "width of the input")
	cmd.RunE = func(cmd *cobra.Command, _ []string) error {
		cfg, err := run.Resolve("")
		if err != nil {
			return err
		}
		if err := onTriplets(cfg.Config); err != nil {
			return err
		}
		if *inputs < 1 {
			return misuse.Errorf("inputs %d; at least 1", *inputs)
		}
		workers := cfg.Workers
		if workers == 0 {
			workers = runtime.GOMAXPROCS(0)
		}
		products, err := bench.Products(cmd.Context(), append([]int{*inputs}, cfg.Layers...), workers)
		if err != nil {
			return err
		}
		return a.products(products, workers)
	}
	return cmd
}

// benchedProducts is the result of bench product and bench layers.
type benchedProducts struct {
	Kernel   string                `json:"kernel"` // the inner loops that were used
	Workers  int                   `json:"workers"`
	Products []bench.ProductResult `json:"products"`
}

// products prints measured products.
func (a *app) products(products []bench.ProductResult, workers int) error {
	r := benchedProducts{kernel.Active().String(), workers, products}
	return a.result(r, func(t *table) {
		t.line("%s, best of %d runs, share of the measured peak", r.Kernel, bench.ProductRuns)
		t.line("product\t1 core\t\t%d workers\t", workers)
		for _, p := range r.Products {
			t.line("%s\t%.0f GFLOP/s\t%.0f %%\t%.0f GFLOP/s\t%.0f %%",
				p.Name, p.GFLOPS1, 100*p.GFLOPS1/p.Peak1, p.GFLOPSN, 100*p.GFLOPSN/p.PeakN)
		}
	})
}
