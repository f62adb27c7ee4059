package cli

import (
	"github.com/spf13/cobra"

	"mekiki/internal/analyze/calibrate"
	"mekiki/internal/report/calibration"
	"mekiki/internal/work"
)

func (a *app) calibrateCommand() *cobra.Command {
	cfg := work.NewCalibrateConfig()
	cmd := &cobra.Command{
		Use:   "calibrate (--raw | --model FILE)",
		Short: "Suggest weights, margins and thresholds from the distances",
		Long: `Measures distances over the training triplets, of pixels (--raw) or of a model's
embeddings, and suggests the coefficients of a combined loss, each with its reason:
weights that bring the distances to one scale, margins that keep a stated share of
triplets active, a dead zone from where the distances disagree, and a second loss of
two thresholds. Prints formulas to paste; the folder gets calibration.html,
calibration.json, the figures, and calibrated.yaml for 'mekiki train --config'.

The first --distance leads: it has weight 1, the others help where it is wrong.
--loss is a loss to compare with. Test triplets are never looked at.`,
		Example: `  mekiki calibrate --raw
  mekiki calibrate --model runs/last/model.safetensors --by gradient --out cal
  mekiki train --config cal/calibrated.yaml`,
		Args: noArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			d, dir, err := work.Calibrate(cmd.Context(), a.desk(), cfg)
			if err != nil {
				return err
			}
			return a.document(fileOf(dir, calibration.JSONFile), func(t *table) { calibrationText(t, d, dir) })
		},
	}
	bind(cmd, &cfg)
	bindRun(cmd, &cfg.Run, append([]string{"loss", "param", "workers"}, work.TripletKeys...)...)
	cmd.Flags().Lookup("loss").Usage = "loss to compare with: a name, or a formula"
	completes(cmd, "by", calibrate.ScaleNames())
	completes(cmd, "part", []string{"train", "val"})
	return cmd
}
