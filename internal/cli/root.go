package cli

import (
	"time"

	"github.com/spf13/cobra"

	"mekiki/internal/report"
)

// app is one run of the program.
type app struct {
	System
	json bool
	// timings are the parts of the run so far, see lap.
	timings []report.Timing
	since   time.Time
}

// lap ends a part of the run and names it for the report's timings.
func (a *app) lap(name string) {
	now := time.Now()
	a.timings = append(a.timings, report.Timing{Name: name, Seconds: now.Sub(a.since).Seconds()})
	a.since = now
}

func (a *app) root() *cobra.Command {
	root := &cobra.Command{
		Use:   "mekiki",
		Short: "Learn a distance that tells same from different, and prove it",
		Long: `mekiki (目利き, the practised eye) trains a small Siamese network on triplets of
pictures with a distance that you choose, and shows with figures and intervals
what that distance is worth.

Begin with:  mekiki demo

Environment: MEKIKI_DATA names a folder with the four Fashion-MNIST files;
MEKIKI_PUREGO=1 turns the assembly off.

Exit codes: 0 done; 1 failed, or stopped with Ctrl-C; 2 wrong usage.`,
		SilenceErrors: true, SilenceUsage: true,
	}
	root.PersistentFlags().BoolVar(&a.json, "json", false, "print the result as one JSON object on stdout, all else as JSON lines on stderr")
	root.SetFlagErrorFunc(flagError)
	root.SetOut(a.Out) // before the completion command takes it over
	root.SetErr(a.Err)
	group(root,
		a.demoCommand(),
		a.dataCommand(),
		a.lossCommand(),
		a.trainCommand(),
		a.compareCommand(),
		a.tuneCommand(),
		a.evalCommand(),
		a.embedCommand(),
		a.analyzeCommand(),
		a.mapCommand(),
		a.calibrateCommand(),
		a.modelCommand(),
		a.benchCommand(),
		a.versionCommand(),
	)
	nameShells(root)
	plainFlags(root)
	return root
}
