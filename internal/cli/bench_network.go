package cli

import (
	"github.com/spf13/cobra"

	"mekiki/internal/work/measure"
)

func (a *app) benchBatchCommand() *cobra.Command {
	cfg := measure.NewBatchConfig()
	cmd := &cobra.Command{
		Use:   "batch",
		Short: "Measure the training step of a general network",
		Long: `Trains a network on batches of pictures of noise, with AdamW and the loss normface
over 10 classes, and shows the median rate. Beside it stands the peak of fused
multiply-adds of as many cores, measured in the same run.`,
		Example: `  mekiki bench batch --preset cnn
  mekiki bench batch --network "conv 32 /2; norm; relu; gap; dense 64" --side 256 --batch 8 --json`,
		Args: noArgs,
	}
	bind(cmd, &cfg)
	cmd.RunE = func(cmd *cobra.Command, _ []string) error {
		r, err := measure.Batch(cmd.Context(), cfg)
		if err != nil {
			return err
		}
		return a.result(r, func(t *table) {
			t.line("training step, %s, batch %d, %d parameters, %d workers, %s", r.Input, r.Batch, r.Parameters, r.Workers, r.Kernel)
			t.line("rate\t%.0f pictures/s\t%.2f ms a step", r.PicturesPerSecond, r.Milliseconds)
			t.line("products\t%.1f GFLOP/s\t%.0f %% of the peak, %.1f MFLOP a picture", r.GFLOPS, 100*r.GFLOPS/r.Peak, r.MFLOP)
			t.line("peak of fused multiply-adds\t%.1f GFLOP/s\t", r.Peak)
			t.line("peak memory\t%.0f MiB\t", r.PeakRSSMiB)
		})
	}
	return cmd
}

func (a *app) benchEmbedCommand() *cobra.Command {
	cfg := measure.NewEmbedConfig()
	cmd := &cobra.Command{
		Use:   "embed",
		Short: "Measure embedding, in bulk and picture by picture",
		Long: `Embeds pictures of noise with a network: many at a time, and one after another, on
all workers and on one core, from the bytes to the embedding. Medians.`,
		Example: `  mekiki bench embed --preset cnn
  mekiki bench embed --network "conv 32 /2; norm; relu; gap; dense 64" --side 256 --pictures 200 --json`,
		Args: noArgs,
	}
	bind(cmd, &cfg)
	cmd.RunE = func(cmd *cobra.Command, _ []string) error {
		r, err := measure.Embed(cmd.Context(), cfg)
		if err != nil {
			return err
		}
		return a.result(r, func(t *table) {
			t.line("embedding, %s, %d parameters, %s", r.Input, r.Parameters, r.Kernel)
			t.line("in bulk, %d workers\t%.0f pictures/s\t%.1f GFLOP/s, %.0f %% of the peak", r.Workers, r.PicturesPerSecond, r.GFLOPS, 100*r.GFLOPS/r.Peak)
			t.line("one picture, %d workers\t%.1f µs\t%.1f MFLOP", r.Workers, r.Microseconds, r.MFLOP)
			t.line("one picture, 1 core\t%.1f µs\t", r.OneCore)
			t.line("peak memory\t%.0f MiB\t", r.PeakRSSMiB)
		})
	}
	return cmd
}

func (a *app) benchLayersCommand() *cobra.Command {
	cfg := measure.NewNetworkConfig()
	cmd := &cobra.Command{
		Use:   "layers",
		Short: "Measure each layer of a general network beside the processor's peak",
		Long: `Measures each convolution and each fully connected layer forward, the gradient of
its input and that of its weights, on one core and on all workers at once, each the
best of 20 runs, beside the peak of fused multiply-adds measured between the runs.
Multiplications count as those of the plain way. A convolution of 3x3 by tiles
(Winograd) needs down to 16 for 36 of them, so its share can pass 100 %.`,
		Example: "  mekiki bench layers --preset cnn\n  mekiki bench layers --network \"conv 16 /2; norm; relu; gap; dense 64\" --side 64 --json",
		Args:    noArgs,
	}
	bind(cmd, &cfg)
	cmd.RunE = func(cmd *cobra.Command, _ []string) error {
		r, err := measure.Layers(cmd.Context(), cfg)
		if err != nil {
			return err
		}
		return a.products(r)
	}
	return cmd
}
