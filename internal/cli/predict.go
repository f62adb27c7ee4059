package cli

import (
	"github.com/spf13/cobra"

	"mekiki/internal/lang"
	"mekiki/internal/work"
)

func (a *app) predictCommand() *cobra.Command {
	cfg := work.NewPredictConfig()
	cmd := &cobra.Command{
		Use:   "predict --model FILE|--eye EYE PATH...",
		Short: "Call pictures by the nearest known ones, or say that they are unknown",
		Long: `Calls each picture by its 5 nearest known pictures, and names the nearest. Known
pictures are the training part of the data set, found as in all commands or named by
--data; distances are those that the model's loss stands for, else cosine.

PATH is a picture, PNG, JPEG, BMP, TIFF or WebP, or a folder of them, at any depth. A
model that was trained on a folder of pictures prepares them as it did there; any other
takes its own size. A picture that cannot be read ends the command, unless
--skip-broken leaves it out, named and counted.

A picture is unknown if it is farther from every known picture than a threshold. That
is chosen on the test part of the data, which the model has not learned from, so that
at most the share --reject of its pictures are called unknown. How many pictures of
classes that are not known pass all the same is measured by leaving out each
class in turn, and is said with the result.

--known FILE keeps the known pictures' embeddings and the threshold: written if it is
not there, else read, so that the next call takes a moment and needs no data (but with
--out, which shows the pictures). Delete it when the data have changed; one of another
model is refused.

--eye looks with a network that has seen the world instead of a model: "embedded", or a
file that 'mekiki eye import' wrote. Nothing is trained: a few known pictures of each kind
are enough. Means of the eye's channels are moved to the middle of the known pictures
and scaled by how much one kind varies; the angle between them decides. Pictures are prepared as
--size (default 256x256), --policy and --roi say. Several pictures of one thing
belong on one side of the split: --object says which part of a name means the thing.

--out writes a page with the pictures and their neighbours side by side.`,
		Example: `  mekiki predict --model runs/last/model.safetensors --data my-parts new/part1.png new/part2.png
  mekiki predict --model runs/last/model.safetensors --data my-parts --out sheet new
  mekiki predict --model runs/last/model.safetensors --data my-parts --reject 0.05 --json new
  mekiki predict --model runs/last/model.safetensors --data my-parts --known known.safetensors new/part1.png
  mekiki predict --eye embedded --data my-parts --size 128 new
  mekiki predict --eye embedded --data my-parts --object 'part([0-9]+)' new`,
		RunE: func(cmd *cobra.Command, args []string) error {
			cfg.Paths, cfg.RejectGiven = args, cmd.Flags().Changed("reject")
			if cfg.Out == "" {
				if err := unheeded(cmd.Flags(), lang.T("without --out"), "shown"); err != nil {
					return err
				}
			}
			p, err := work.Predict(cmd.Context(), a.desk(), cfg)
			if err != nil {
				return err
			}
			return a.document(p.JSON, func(t *table) { predictText(t, p, cfg.Out) })
		},
	}
	bind(cmd, &cfg)
	cmd.Flags().Lookup("out").Usage = "write predict.html and predict.json into this `folder`"
	return cmd
}
