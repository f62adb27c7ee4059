package cli

import (
	"slices"

	"github.com/spf13/cobra"

	"mekiki/internal/report/comparison"
	"mekiki/internal/work"
	"mekiki/internal/work/settings"
)

func (a *app) compareCommand() *cobra.Command {
	cfg := work.NewCompareConfig()
	cmd := &cobra.Command{
		Use:   "compare --loss LOSS --loss LOSS",
		Short: "Compare losses over several seeds, with intervals and tests",
		Long: `Trains with each loss and each seed, and says whether the losses differ. The first
loss is the baseline. Runs of one seed have the same triplets, split, initial
weights and batch order, so that they make pairs; figures are those of train on
test triplets and official test pictures.

A loss is a preset's name or a formula; "mine: FORMULA" gives it a name of your
own. Write --loss once for each. With --preset mlp, cnn-small, cnn or eye, with
--network or --miner, or where one of the losses is over batches, all of them train on the
same batches of pictures; the miner is for those that are losses of triplets.

The verdict rests on two measures, pair accuracy at the held-out threshold and
5-NN accuracy, each loss by the distance that it stands for (cosine where it has
none), with Student's paired t test and Holm's correction over all comparisons
with the baseline. Everything else is in the table.

Runs go side by side, one thread each. Finished runs stay in the output folder
and are used again: after Ctrl-C or a crash the same command with that folder as
--out goes on from the checkpoints, and with more seeds or losses and --overwrite it
makes the missing runs only and writes the page anew.`,
		Example: `  mekiki compare --loss cosine --loss combined --seeds 10
  mekiki compare --preset mlp --miner semi-hard --loss cosine --loss combined --loss normface --seeds 5
  mekiki compare --loss cosine --loss euclidean --sample --epochs 5 --seeds 3 --json`,
		Args: noArgs,
	}
	bindStudy(cmd, &cfg, &cfg.Run)
	dry := bindDry(cmd)
	cmd.RunE = func(cmd *cobra.Command, _ []string) error {
		if *dry {
			return a.planned(work.PlanCompare(cmd.Context(), a.desk(), cfg))
		}
		return a.compared(work.Compare(cmd.Context(), a.desk(), cfg))
	}
	return cmd
}

// bindStudy gives cmd the flags of a study: its own, and the settings that its runs
// share.
func bindStudy(cmd *cobra.Command, cfg any, run *settings.Choice) {
	bind(cmd, cfg)
	bindRun(cmd, run, slices.DeleteFunc(settings.Keys(), func(k string) bool { return slices.Contains(work.NotCompared, k) })...)
}

// compared prints the outcome: with --json what compare.json holds.
func (a *app) compared(d *comparison.Page, page string, err error) error {
	if err != nil {
		return err
	}
	c := d.Comparison
	return a.document(d.JSON, func(t *table) {
		line := t.lang.Text("measure\tby")
		for _, s := range c.Losses {
			line += "\t" + s.Name
		}
		t.line("%s", line)
		for _, m := range slices.Concat(c.Headline.Measures, c.Measures) {
			line := t.lang.Say(m.Measure.Name) + "\t" + distanceName(m.Distance).In(t.lang)
			for _, v := range m.Values {
				line += "\t" + comparison.MeanSD(v)
			}
			t.line("%s", line)
		}
		t.line("")
		for _, v := range c.Verdicts {
			t.line("%s", t.as(colorVerdict, t.lang.Say(v.Sentence)))
		}
		for _, n := range c.Notes {
			t.line("%s", n)
		}
		t.line("%s", page)
	})
}
