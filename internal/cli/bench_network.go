package cli

import (
	"runtime"
	"time"

	"github.com/spf13/cobra"

	"mekiki/internal/bench"
	"mekiki/internal/lang"
	"mekiki/internal/model"
	"mekiki/internal/nn"
	"mekiki/internal/train"
	"mekiki/internal/work/desk"
	"mekiki/internal/work/misuse"
	"mekiki/internal/work/settings"
)

// Bounds of what is measured, so that a slip of the finger asks for no terabyte.
const (
	mostSide     = 4096
	mostChannels = 64
	mostWorkers  = train.MostWorkers
)

// benchNetwork is the network that a measurement is of.
type benchNetwork struct {
	preset, text            string
	side, channels, workers int
	seed                    uint64
}

func bindBenchNetwork(cmd *cobra.Command) *benchNetwork {
	b := &benchNetwork{}
	f := cmd.Flags()
	f.StringVar(&b.preset, "preset", "cnn-small", "measures the network of a preset of train")
	f.StringVar(&b.text, "network", "", "layers instead of a preset's, such as \"conv 32; norm; relu; gap; dense 128\"")
	f.IntVar(&b.side, "side", 28, "side of the square pictures")
	f.IntVar(&b.channels, "channels", 1, "channels of the pictures: 1 grey, 3 colour")
	f.IntVar(&b.workers, "workers", 0, "threads; 0 means one for each core")
	f.Uint64Var(&b.seed, "seed", 1, "seed of weights and pictures")
	return b
}

// build makes the network.
func (b *benchNetwork) build() (*nn.Net, error) {
	if b.side < 1 || b.side > mostSide || b.channels < 1 || b.channels > mostChannels {
		return nil, misuse.Errorf("side %d and channels %d; 1 to %d and 1 to %d", b.side, b.channels, mostSide, mostChannels)
	}
	if err := settings.Threads(b.workers); err != nil {
		return nil, err
	}
	if b.workers == 0 {
		b.workers = runtime.GOMAXPROCS(0)
	}
	arch, err := b.arch()
	if err != nil {
		return nil, misuse.Errorf("network: %w", err)
	}
	in := nn.Shape{Height: b.side, Width: b.side, Channels: b.channels}
	if _, err := arch.Output(in); err != nil {
		return nil, misuse.Errorf("network: %w", err)
	}
	if _, err := model.LayoutOf(arch, in); err != nil {
		return nil, misuse.Errorf("network: %w; choose smaller pictures, or fewer or narrower layers", err)
	}
	net, err := nn.Build(arch, in, b.seed)
	if err != nil {
		return nil, misuse.Errorf("network: %w", err)
	}
	return net, nil
}

func (b *benchNetwork) arch() (nn.Arch, error) {
	if b.text != "" {
		return nn.ParseArch(b.text)
	}
	cfg, err := train.Bare(b.preset)
	switch {
	case err != nil:
		return nil, err
	case cfg.Eye != "":
		return nil, lang.Errorf("that of the preset %s reads what an eye sees, not pictures; 'mekiki bench eye' measures the eye", b.preset)
	case cfg.Network == "":
		return nn.Plain(cfg.Layers), nil
	}
	return nn.ParseArch(cfg.Network)
}

// benchedBatch is the result of bench batch.
type benchedBatch struct {
	bench.BatchResult
	PeakRSSMiB float64 `json:"peak_rss_mib"` // 0 where the system does not say
}

func (a *app) benchBatchCommand() *cobra.Command {
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
	network := bindBenchNetwork(cmd)
	batch := cmd.Flags().Int("batch", 128, "pictures in a batch")
	warmup := cmd.Flags().Int("warmup", 5, "training steps before measuring")
	rounds := cmd.Flags().Int("rounds", 5, "times that the step is measured; the median counts")
	slice := cmd.Flags().Duration("slice", time.Second, "time of one round")
	cmd.RunE = func(cmd *cobra.Command, _ []string) error {
		if *batch < 1 || *warmup < 0 || *rounds < 1 || *slice < 0 {
			return misuse.Errorf("batch %d, warmup %d, rounds %d, slice %v; at least 1, 0, 1 and 0s", *batch, *warmup, *rounds, *slice)
		}
		net, err := network.build()
		if err != nil {
			return err
		}
		if err := train.RoomFor(net, *batch); err != nil {
			return misuse.Errorf("%w", err)
		}
		found, err := bench.Batch(cmd.Context(), net, bench.BatchOptions{
			Batch: *batch, Workers: network.workers, Warmup: *warmup, Rounds: *rounds, Slice: *slice, Seed: network.seed,
		})
		if err != nil {
			return err
		}
		r := benchedBatch{found, desk.PeakMemory()}
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

// benchedEmbed is the result of bench embed.
type benchedEmbed struct {
	bench.EmbedResult
	PeakRSSMiB float64 `json:"peak_rss_mib"` // 0 where the system does not say
}

func (a *app) benchEmbedCommand() *cobra.Command {
	cmd := &cobra.Command{
		Use:   "embed",
		Short: "Measure embedding, in bulk and picture by picture",
		Long: `Embeds pictures of noise with a network: many at a time, and one after another, on
all workers and on one core, from the bytes to the embedding. Medians.`,
		Example: `  mekiki bench embed --preset cnn
  mekiki bench embed --network "conv 32 /2; norm; relu; gap; dense 64" --side 256 --pictures 200 --json`,
		Args: noArgs,
	}
	network := bindBenchNetwork(cmd)
	pictures := cmd.Flags().Int("pictures", 10000, "pictures that are embedded in bulk")
	rounds := cmd.Flags().Int("rounds", 3, "times that they are embedded")
	singles := cmd.Flags().Int("singles", 2000, "single pictures")
	cmd.RunE = func(cmd *cobra.Command, _ []string) error {
		if *pictures < 1 || *rounds < 1 || *singles < 1 {
			return misuse.Errorf("pictures %d, rounds %d and singles %d; at least 1", *pictures, *rounds, *singles)
		}
		net, err := network.build()
		if err != nil {
			return err
		}
		if most := mostValues / max(net.Inputs(), net.Dim()); *pictures > most {
			return misuse.Errorf("pictures is %d, too many of %s for the memory; use --pictures %d or less", *pictures, net.Input(), most)
		}
		found, err := bench.Embed(cmd.Context(), net, bench.EmbedOptions{
			Pictures: *pictures, Workers: network.workers, Rounds: *rounds, Singles: *singles, Seed: network.seed,
		})
		if err != nil {
			return err
		}
		r := benchedEmbed{found, desk.PeakMemory()}
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
	network := bindBenchNetwork(cmd)
	cmd.RunE = func(cmd *cobra.Command, _ []string) error {
		net, err := network.build()
		if err != nil {
			return err
		}
		products, err := bench.LayerProducts(cmd.Context(), net, network.workers)
		if err != nil {
			return err
		}
		return a.products(products, network.workers)
	}
	return cmd
}
