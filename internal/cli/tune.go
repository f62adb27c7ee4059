package cli

import (
	"github.com/spf13/cobra"

	"mekiki/internal/report/tuning"
	"mekiki/internal/work"
)

func (a *app) tuneCommand() *cobra.Command {
	cfg := work.NewTuneConfig()
	cmd := &cobra.Command{
		Use:   "tune --loss LOSS --param NAME=LO:HI",
		Short: "Search the parameters of a loss on validation data",
		Long: `Looks for the parameters of a loss, those of its lets, that do best on validation
data, by successive halving: many trials train for few epochs, and the best third
goes on from its checkpoints. The best three, and the loss as it was given, are
then trained on seeds that the search did not use, and the best mean wins.

A range is NAME=LO:HI, or NAME=LO:HI:log for weights that span orders of
magnitude; NAME=VALUE fixes a parameter. Without --loss the loss is that of the
file of --config, such as calibrated.yaml.

Objectives (--objective):
  pairs     validation pairs told right at a threshold that other ones chose
  auc       area under the ROC curve of the validation pairs
  triplets  validation triplets in order
  5nn       pictures of validation triplets by their 5 nearest in training triplets,
            those of test triplets and their copies left out
Test triplets and official test pictures are never looked at. To see what the
result is worth there, give it to compare.

Trials go side by side, one thread each. The budget is wall time over all
sessions: after Ctrl-C or a crash the same command with that folder as --out goes
on; with a larger budget and --overwrite a finished search goes farther. With
--trials the outcome is the same on every machine.`,
		Example: `  mekiki tune --loss combined --param w_euc=0.001:1:log --param m_euc=-10:10 --budget 20m
  mekiki tune --loss "let m = 0.4; relu(cos_ap - cos_an + m)" --param m=0:1 --sample --epochs 9 --trials 9`,
		Args: noArgs,
	}
	bindStudy(cmd, &cfg, &cfg.Run)
	dry := bindDry(cmd)
	cmd.RunE = func(cmd *cobra.Command, _ []string) error {
		if *dry {
			return a.planned(work.PlanTune(cmd.Context(), a.desk(), cfg))
		}
		return a.tuned(work.Tune(cmd.Context(), a.desk(), cfg))
	}
	return cmd
}

// tuned prints what a search found; with --json what tuning.json holds.
func (a *app) tuned(d *tuning.Page, page string, err error) error {
	if err != nil {
		return err
	}
	t := d.Tuning
	return a.document(d.JSON, func(tb *table) {
		tb.line("%s", tb.as(colorVerdict, tb.lang.Say(t.Verdict)))
		for _, n := range t.Notes {
			tb.line("%s", n)
		}
		tb.line("")
		tb.line("formula\t%s", t.Formula)
		tb.line("trials\t%d, brackets %d, %.0f s", len(t.Trials), len(t.Brackets), t.Spent)
		tb.line("train it\t%s", d.Train)
		if d.Compare != "" {
			tb.line("prove it\t%s", d.Compare)
		}
		tb.line("%s", page)
	})
}
