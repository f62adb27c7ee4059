package cli

import (
	"slices"

	"github.com/spf13/cobra"

	"mekiki/internal/work"
)

func (a *app) dataCheckCommand() *cobra.Command {
	cfg := work.NewCheckConfig()
	cmd := &cobra.Command{
		Use:   "check",
		Short: "Look for exact and near duplicates across the split, bad labels, blank pictures",
		Long: `Looks at every picture and label: label ranges, class counts, pictures of one
value, and all exact and near duplicates within and across training and test
part. Prints what it found; problems in the data are no failure of the command.

Two pictures are near-duplicates if 1 - r is at most --near, r being the
correlation of their values: also if one is darker, lighter or of less contrast.

With --triplets the pictures of a file of triplets are checked, split into
training, validation and test triplets as train does it. A picture that occurs
several times within one part counts once. Triplets whose labels contradict them
are found, too: a positive of another class than the anchor, a negative of the
same, one picture in two places of a triplet, one with several labels.

--model or --raw also measures the 5-nearest-neighbour accuracy of the test
pictures with and without those that leaked. --out writes a page with the
pictures side by side, the worst first, and the pairs as CSV.`,
		Example: `  mekiki data check
  mekiki data check --out check --model runs/last/model.safetensors
  mekiki data check --data my-idx-folder --near 0.002 --mirrored --json
  mekiki data check --triplets triplets.npy`,
		Args: noArgs,
	}
	bindRun(cmd, &cfg.Run, slices.Concat(work.PictureKeys, []string{"triplets", "test-size", "val-size", "split-seed", "workers"})...)
	bind(cmd, &cfg)
	cmd.Flags().Lookup("out").Usage = "write check.html, check.json, pairs.csv and leaked.csv into this `folder`"
	cmd.RunE = func(cmd *cobra.Command, _ []string) error {
		d, err := work.CheckData(cmd.Context(), a.desk(), cfg)
		if err != nil {
			return err
		}
		return a.document(d.JSON, func(t *table) { checkText(t, d, cfg.Out) })
	}
	return cmd
}
