package cli

import (
	"github.com/spf13/cobra"

	"mekiki/internal/work"
)

func (a *app) evalCommand() *cobra.Command {
	cfg := work.NewEvaluateConfig()
	cmd := &cobra.Command{
		Use:   "eval --model FILE",
		Short: "Evaluate a model: pairs, neighbours, retrieval, with intervals",
		Long: `Builds the test triplets of the model's training again and evaluates the model on
them and on the official test pictures, with bootstrap 95 % intervals.

With --triplets another file is evaluated: all of it, but for the share that the
model's val-size holds back to choose thresholds on. Is it the file that the
model was trained on, it is split as it was then.

With --beside the report shows the accuracy of other runs on the same data over their
training time in one figure with the model's own. Their accuracy on the official test
pictures comes from the report.json in their folders, where there is one.`,
		Example: `  mekiki eval --model runs/last/model.safetensors
  mekiki eval --model runs/last/model.safetensors --out runs/last
  mekiki eval --model runs/last/model.safetensors --resamples 0 --json
  mekiki eval --model runs/cnn/model.safetensors --out runs/cnn --beside runs/mlp --beside runs/cnn-small`,
		Args: noArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			return a.summed(work.Evaluate(cmd.Context(), a.desk(), cfg))
		},
	}
	bind(cmd, &cfg)
	cmd.Flags().Lookup("data").Usage = "`folder` of the pictures that the model was trained on"
	cmd.Flags().Lookup("out").Usage = "write report.html and report.json into this `folder`"
	return cmd
}
