package cli

import "github.com/spf13/cobra"

func (a *app) inspectCommand() *cobra.Command {
	return group(&cobra.Command{Use: "inspect", Short: "Inspect parts: good or not good, and where"}, a.inspectDrawCommand())
}
