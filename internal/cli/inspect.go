package cli

import "github.com/spf13/cobra"

func (a *app) inspectCommand() *cobra.Command {
	return group(&cobra.Command{
		Use: "inspect", Short: "Inspect parts: good or not good, and where",
		Long: `Learns what good parts look like and says of new ones how far they are from it, and
where.`,
		Example: `  mekiki inspect demo
  mekiki inspect fit --good good --out bracket.mekiki
  mekiki inspect run bracket.mekiki new
  mekiki inspect test bracket.mekiki --data test`,
	}, a.inspectDemoCommand(), a.inspectFitCommand(), a.inspectLearnCommand(), a.inspectRunCommand(), a.inspectExplainCommand(), a.inspectAnalyzeCommand(), a.inspectTestCommand(), a.inspectThresholdsCommand(), a.inspectShowCommand(), a.inspectCompareCommand(), a.inspectDrawCommand())
}
