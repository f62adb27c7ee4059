package cli

import (
	"github.com/spf13/cobra"
)

// app is one run of the program.
type app struct {
	System
	json bool
}

func (a *app) root() *cobra.Command {
	root := &cobra.Command{
		Use:   "mekiki",
		Short: "Learn a distance that tells same from different, and prove it",
		Long: `mekiki (目利き, the practised eye) trains a small Siamese network on triplets of
pictures with a distance that you choose, and shows with figures and intervals
what that distance is worth.

Begin with:  mekiki demo`,
		SilenceErrors: true, SilenceUsage: true,
	}
	root.PersistentFlags().BoolVar(&a.json, "json", false, "print the result as one JSON object on stdout, all else as JSON lines on stderr")
	root.SetFlagErrorFunc(flagError)
	return group(root,
		a.trainCommand(),
		a.versionCommand(),
	)
}
