package cli

import (
	"slices"

	"github.com/spf13/cobra"

	"mekiki/internal/drawn"
	"mekiki/internal/work"
)

func (a *app) inspectDrawCommand() *cobra.Command {
	cfg := work.NewDrawPartsConfig()
	cmd := &cobra.Command{
		Use:   "draw",
		Short: "Draw parts, good and bad, to try an inspection on",
		Long: `Draws parts as a camera over a table would see them: a turned metal ring with holes,
a printed label, a woven cloth. Light, noise, place and turn differ from part to part.
Bad parts have a defect, from gross to faint, and a mask that says where it is.

These are drawings, not photographs: they are for trying things out and for tests whose
answer must be known. What an inspection is worth shows on pictures of your own parts.

The folder has the layout of MVTec AD: train/good, test/good, test/DEFECT,
ground_truth/DEFECT; drawn.json says what is in it. The same seed gives the same pictures
on every machine.`,
		Example: `  mekiki inspect draw --out parts
  mekiki inspect draw --kind label --good 30 --bad 60 --faintest 1 --size 512x512 --out labels`,
		Args: noArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			d, err := work.DrawParts(cmd.Context(), a.desk(), cfg)
			if err != nil {
				return err
			}
			return a.document(fileOf(d.Folder, work.DrawnFile), func(t *table) { drawnText(t, d) })
		},
	}
	bind(cmd, &cfg)
	completes(cmd, "kind", drawn.Kinds())
	return cmd
}

// drawnText prints how many parts of each kind were drawn.
func drawnText(t *table, d *work.DrawnParts) {
	t.line("drawn parts, no photographs: %s, %d x %d, seed %d", d.Kind, d.Height, d.Width, d.Seed)
	t.line("train/good\t%d parts", d.Good)
	t.line("test/good\t%d parts", d.TestGood)
	for _, defect := range drawn.Defects(d.Kind) {
		bad := slices.DeleteFunc(slices.Clone(d.Bad), func(b work.DrawnBad) bool { return b.Defect != defect })
		if len(bad) > 0 {
			t.line("test/%s\t%d parts\tfaintness %.2g to %.2g", defect, len(bad), bad[0].Faintness, bad[len(bad)-1].Faintness)
		}
	}
	t.line("%s", d.Folder)
}
