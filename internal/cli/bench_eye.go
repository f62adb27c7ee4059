package cli

import (
	"github.com/spf13/cobra"

	"mekiki/internal/work/measure"
	"mekiki/internal/work/misuse"
)

func (a *app) benchEyeCommand() *cobra.Command {
	cfg := measure.NewEyeConfig()
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
	bind(cmd, &cfg)
	steps := cmd.Flags().Bool("steps", false, "lists the time of each step")
	cmd.RunE = func(cmd *cobra.Command, args []string) error {
		cfg.File = append(args, "")[0]
		r, err := measure.Eye(cmd.Context(), cfg)
		if err != nil {
			return err
		}
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
