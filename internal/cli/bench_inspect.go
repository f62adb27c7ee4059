package cli

import (
	"os"

	"github.com/spf13/cobra"

	"mekiki/internal/bench"
	"mekiki/internal/dataset"
	"mekiki/internal/inspect"
	"mekiki/internal/lang"
	"mekiki/internal/work/desk"
	"mekiki/internal/work/misuse"
)

// benchedInspect is the result of bench inspect.
type benchedInspect struct {
	bench.InspectResult
	PeakRSSMiB float64 `json:"peak_rss_mib"` // 0 where the system does not say
}

func (a *app) benchInspectCommand() *cobra.Command {
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
	f := cmd.Flags()
	var opt bench.InspectOptions
	size := f.String("size", "256x256", "height and width of the drawn parts")
	f.IntVar(&opt.Good, "good", 300, "good parts that are drawn to fit on")
	f.IntVar(&opt.Vectors, "gallery", inspect.DefaultVectors, "most vectors of good parts that are kept")
	f.IntVar(&opt.Workers, "workers", 0, "threads; 0 means one for each core")
	f.IntVar(&opt.Singles, "singles", 100, "single pictures")
	f.IntVar(&opt.Pictures, "pictures", 400, "pictures in bulk")
	cmd.RunE = func(cmd *cobra.Command, args []string) error {
		if opt.Workers < 0 || opt.Workers > mostWorkers || opt.Singles < 1 || opt.Pictures < 1 || opt.Good < inspect.LeastGood || opt.Vectors < 1 {
			return misuse.Errorf("workers %d, singles %d, pictures %d, good %d, gallery %d; 0 to %d, at least 1 and 1, at least %d, at least 1",
				opt.Workers, opt.Singles, opt.Pictures, opt.Good, opt.Vectors, mostWorkers, inspect.LeastGood)
		}
		var err error
		if opt.Height, opt.Width, err = dataset.ParseSize(*size); err != nil {
			return &misuse.Error{Err: err}
		}
		if len(args) == 1 {
			if opt.Inspector, err = os.ReadFile(args[0]); err != nil {
				return err
			}
		}
		found, err := bench.Inspect(cmd.Context(), opt)
		if err != nil {
			return err
		}
		r := benchedInspect{found, desk.PeakMemory()}
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
func benchedInspectText(t *table, r benchedInspect) {
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
