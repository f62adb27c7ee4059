package cli

import "github.com/spf13/cobra"

func (a *app) inspectCommand() *cobra.Command {
	return group(&cobra.Command{
		Use: "inspect", Short: "Inspect parts: good or not good, and where",
		Long: `Learns what good parts look like and says of new ones how far they are from it, and
where.`,
		Example: `  mekiki inspect draw --out drawn
  mekiki inspect fit --good drawn/train/good --out ring.mekiki
  mekiki inspect test ring.mekiki --data drawn/test
  mekiki inspect run ring.mekiki drawn/test`,
	}, a.inspectFitCommand(), a.inspectLearnCommand(), a.inspectRunCommand(), a.inspectTestCommand(), a.inspectThresholdsCommand(), a.inspectDrawCommand())
}
