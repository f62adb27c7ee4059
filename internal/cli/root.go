package cli

import (
	"github.com/spf13/cobra"

	"mekiki/internal/lang"
	"mekiki/internal/work/misuse"
)

// app is one run of the program.
type app struct {
	System
	lang lang.Language // of all that people read
	json bool
	// silent leaves out notes and progress, verbose tells what each part took.
	silent, verbose bool
	// command is the name of the command that runs, without "mekiki".
	command string
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

Exit codes: 0 done; 1 failed; 2 wrong usage; 128 and the number of the signal that
stopped the command, such as 130 for Ctrl-C.`,
		SilenceErrors: true, SilenceUsage: true,
	}
	root.PersistentFlags().BoolVar(&a.json, "json", false, "print the result as one JSON object on stdout, all else as JSON lines on stderr")
	root.SetFlagErrorFunc(flagError)
	root.PersistentFlags().BoolVarP(&a.silent, "quiet", "q", false, "no notes and no progress: results, warnings and errors only")
	root.PersistentFlags().BoolVarP(&a.verbose, "verbose", "v", false, "say what each part of the work took")
	bindLanguage(root)
	root.PersistentPreRunE = func(cmd *cobra.Command, _ []string) error {
		if a.silent && a.verbose {
			return misuse.Errorf("quiet and verbose exclude each other; give one of them")
		}
		a.command = cmd.Name()
		a.Terminal = a.Terminal && !a.silent
		a.detail("mekiki %s on %s", version(), machine())
		return nil
	}
	groupHelp(root, a.lang)
	root.Version = version()
	root.SetVersionTemplate(versionLine() + "\n")
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
		a.predictCommand(),
		a.analyzeCommand(),
		a.mapCommand(),
		a.calibrateCommand(),
		a.modelCommand(),
		a.eyeCommand(),
		a.inspectCommand(),
		a.serveCommand(),
		a.stationCommand(),
		a.auditCommand(),
		a.benchCommand(),
		a.versionCommand(),
	)
	nameShells(root)
	nameTopics(root)
	plainFlags(root)
	translate(root, a.lang)
	return root
}
