package cli

import (
	"github.com/spf13/cobra"

	"mekiki/internal/bench"
	"mekiki/internal/dataset"
	"mekiki/internal/eye"
	"mekiki/internal/work/desk"
	"mekiki/internal/work/misuse"
)

// benchedEye is the result of bench eye.
type benchedEye struct {
	bench.EyeResult
	PeakRSSMiB float64 `json:"peak_rss_mib"` // 0 where the system does not say
}

func (a *app) benchEyeCommand() *cobra.Command {
	cmd := &cobra.Command{
		Use:   "eye [FILE]",
		Short: "Measure a pretrained network, one picture and many",
		Long: `Runs the embedded eye, or a network in a file, on pictures of noise: one picture
after another with all threads, from its bytes to the taps, step by step; then many,
one picture a thread. Beside it stands the peak of fused multiply-adds of as many cores,
measured in the same run.`,
		Example: `  mekiki bench eye
  mekiki bench eye resnet18.onnx --size 256x256 --json`,
		Args: func(_ *cobra.Command, args []string) error {
			if len(args) > 1 {
				return misuse.Errorf("bench eye wants one file, or none for the embedded eye")
			}
			return nil
		},
	}
	f := cmd.Flags()
	size := f.String("size", "256x256", "height and width of the pictures")
	taps := f.StringArray("tap", nil, "layer to compute; may be given several times (default: the eye's own)")
	workers := f.Int("workers", 0, "threads; 0 means one for each core")
	singles := f.Int("singles", 200, "single pictures")
	pictures := f.Int("pictures", 400, "pictures in bulk")
	steps := f.Bool("steps", false, "lists the time of each step")
	cmd.RunE = func(cmd *cobra.Command, args []string) error {
		if *workers < 0 || *workers > mostWorkers || *singles < 1 || *pictures < 1 {
			return misuse.Errorf("workers %d, singles %d, pictures %d; 0 to %d, and at least 1 of each", *workers, *singles, *pictures, mostWorkers)
		}
		h, w, err := dataset.ParseSize(*size)
		if err != nil {
			return &misuse.Error{Err: err}
		}
		e, err := eye.Open(append(args, eye.EmbeddedName)[0], "")
		if err != nil {
			return err
		}
		found, err := bench.Eye(cmd.Context(), e, bench.EyeOptions{
			Height: h, Width: w, Taps: *taps, Workers: *workers, Singles: *singles, Pictures: *pictures, Seed: 1,
		})
		if err != nil {
			return err
		}
		r := benchedEye{found, desk.PeakMemory()}
		return a.result(r, func(t *table) {
			t.line("%s, %s, %.0f MFLOP a picture, %s", foreign(r.Eye), extents(r.Input), r.MFLOP, r.Kernel)
			t.line("one picture, %d workers\t%.2f ms\tshortest %.2f ms", r.Workers, r.Milliseconds, r.Shortest)
			t.line("in bulk, %d workers\t%.0f pictures/s\t%.1f GFLOP/s, %.0f %% of the peak", r.Workers, r.PicturesPerSecond, r.GFLOPS, 100*r.GFLOPS/r.Peak)
			t.line("peak of fused multiply-adds\t%.1f GFLOP/s\t", r.Peak)
			t.line("memory of one picture\t%.1f MiB\t", r.MemoryMiB)
			if *steps {
				t.line("")
				for _, s := range r.Steps {
					t.line("%s\t%s\t%.1f µs", foreign(s.Name), s.Operation, s.Microseconds)
				}
			}
		})
	}
	return cmd
}
