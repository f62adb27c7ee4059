package cli

import (
	"github.com/spf13/cobra"

	"mekiki/internal/report"
	"mekiki/internal/work/misuse"
)

// predictFlags are the flags of predict.
type predictFlags struct {
	model  string
	known  string
	reject float64
	// rejectSet says that the user chose reject.
	rejectSet bool
	nearest   int
	shown     int
	workers   int
	flags     pictureFlags
	folderFlags
}

// predictKind is what predict leaves.
var predictKind = resultKind{"a prediction", "predict", []string{report.PredictHTML, report.PredictJSON}}

func (a *app) predictCommand() *cobra.Command {
	var f predictFlags
	cmd := &cobra.Command{
		Use:   "predict --model FILE PATH...",
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

--out writes a page with the pictures and their neighbours side by side.`,
		Example: `  mekiki predict --model runs/last/model.safetensors --data my-parts new/part1.png new/part2.png
  mekiki predict --model runs/last/model.safetensors --data my-parts --out sheet new
  mekiki predict --model runs/last/model.safetensors --data my-parts --reject 0.05 --json new
  mekiki predict --model runs/last/model.safetensors --data my-parts --known known.safetensors new/part1.png`,
		RunE: func(cmd *cobra.Command, args []string) error {
			f.rejectSet = cmd.Flags().Changed("reject")
			if err := f.check(args); err != nil {
				return err
			}
			if f.out == "" {
				if err := unheeded(cmd.Flags(), "without --out", "shown"); err != nil {
					return err
				}
			}
			from, err := f.flags.pictures()
			if err != nil {
				return err
			}
			return a.predict(cmd.Context(), f, from, args)
		},
	}
	set := cmd.Flags()
	set.StringVarP(&f.model, "model", "m", "", "model `file`")
	set.StringVar(&f.known, "known", "", "`file` that keeps the embeddings of the known pictures for the next call, such as known.safetensors")
	set.Float64Var(&f.reject, "reject", 0.01, "largest share of held-out pictures of known classes that are called unknown, 0 up to below 1")
	set.IntVar(&f.nearest, "nearest", 5, "known pictures to name for each picture, 1 to 100")
	set.IntVar(&f.shown, "shown", 100, "most pictures on the page, 0 to 1000; unknown ones come first")
	set.IntVar(&f.workers, "workers", 0, "threads; 0 takes every core")
	f.bind(cmd, "write predict.html and predict.json into this `folder`")
	f.flags.bind(cmd, storedKeys...)
	return cmd
}

// check refuses what no data can make right.
func (f *predictFlags) check(paths []string) error {
	switch {
	case f.model == "":
		return misuse.Errorf("predict needs --model FILE, such as runs/last/model.safetensors")
	case len(paths) == 0:
		return misuse.Errorf("predict needs pictures, or folders of them")
	case !(f.reject >= 0 && f.reject < 1):
		return misuse.Errorf("reject is %v; it must be a share from 0 up to below 1, such as 0.01", f.reject)
	case f.nearest < 1 || f.nearest > 100:
		return misuse.Errorf("nearest is %d; it must lie between 1 and 100", f.nearest)
	case f.shown < 0 || f.shown > 1000:
		return misuse.Errorf("shown is %d; it must lie between 0 and 1000", f.shown)
	case f.workers < 0 || f.workers > 1024:
		return misuse.Errorf("workers is %d; it must lie between 0 and 1024", f.workers)
	}
	return nil
}
