package cli

import (
	"github.com/spf13/cobra"

	"mekiki/internal/bench"
	"mekiki/internal/lang"
	"mekiki/internal/work/measure"
	"mekiki/internal/work/misuse"
)

func (a *app) benchInspectCommand() *cobra.Command {
	cfg := measure.NewInspectConfig()
	cmd := &cobra.Command{
		Use:   "inspect [INSPECTOR]",
		Short: "Measure inspecting: fit, one picture and many",
		Long: `Draws good parts, fits an inspector on them and judges others: one picture after
another with all threads, from a PNG file to verdict and map; its steps with one
thread; then many, one picture a thread. With the file of an inspector it measures
that one, without a fit.`,
		Example: `  mekiki bench inspect
  mekiki bench inspect --good 50 --size 512x512
  mekiki bench inspect bracket.mekiki --json`,
		Args: func(_ *cobra.Command, args []string) error {
			if len(args) > 1 {
				return misuse.Errorf("bench inspect wants one inspector, or none to fit one on drawn parts")
			}
			return nil
		},
	}
	bind(cmd, &cfg)
	cmd.RunE = func(cmd *cobra.Command, args []string) error {
		cfg.File = append(args, "")[0]
		r, err := measure.Inspect(cmd.Context(), cfg)
		if err != nil {
			return err
		}
		return a.result(r, func(t *table) { benchedInspectText(t, r) })
	}
	return cmd
}

// stageNames are the steps of a judgement in words.
var stageNames = map[string]lang.Message{
	bench.StageDecode: lang.T("read and unpack the file"),
	bench.StageEye:    lang.T("vectors of all places, by the eye"),
	bench.StageSearch: lang.T("nearest good vectors"),
	bench.StageRest:   lang.T("map, score and regions"),
}

// benchedInspectText prints what was measured.
func benchedInspectText(t *table, r *measure.InspectMeasured) {
	t.line("%s, %dx%d, gallery of %d vectors of %d numbers, %s", foreign(r.Eye), r.Height, r.Width, r.Vectors, r.Numbers, r.Kernel)
	if r.Good > 0 {
		t.line("fit of %d good parts, %d workers\t%.1f s\t", r.Good, r.Workers, r.FitSeconds)
	}
	t.line("opening the inspector\t%.0f ms\t", r.OpenMilliseconds)
	t.line("one picture, %d workers\t%.2f ms\tshortest %.2f ms", r.Workers, r.Milliseconds, r.Shortest)
	t.line("in bulk, %d workers\t%.0f pictures/s\t", r.Workers, r.PicturesPerSecond)
	t.line("steps of one picture, one worker:")
	for _, s := range r.Stages {
		t.line("%s\t%.2f ms\t", stageNames[s.Stage], s.Milliseconds)
	}
	t.line("peak memory\t%.0f MiB\t", r.PeakRSSMiB)
}
