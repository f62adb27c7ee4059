package cli

import (
	"path/filepath"

	"github.com/spf13/cobra"

	"mekiki/internal/inspect/risk"
	"mekiki/internal/report/contest"
	"mekiki/internal/work"
)

func (a *app) inspectCompareCommand() *cobra.Command {
	cfg := work.NewInspectCompareConfig()
	cmd := &cobra.Command{
		Use:   "compare --data FOLDER",
		Short: "Prove which distance parts good from bad",
		Long: `Learns from the same good parts, drawn again and again, and lets every distance judge
the same tested parts. Prints for each distance how well its scores part good from bad
(AUROC, the mean over the draws), how far each is ahead of the first one, and a sentence
that says whether that could be chance. Intervals are over the draws of good parts and
over the tested parts at once; p-values are corrected for being several (Holm).

--data is a folder with train/good and test, and in test a folder named good and others
for bad parts. Without train, every other picture of the folder good is learned from.

--bad teaches known bad parts besides, drawn from the tested ones, as inspect learn does,
and judges the others: how much are 5, how much are 20 of them worth? Their rows are called
by the distance and "+ NG". With --bad-kinds held they are of all kinds but one, and bad
parts of that kind alone are judged: what does it help against kinds that were never given?
--out writes a page with every draw and the parts about which distances disagree most.

Distances are those of inspect fit: rule, euc, cos, mah, local, or a formula of them.
A distance that is chosen here by its figures looks better than it is: keep parts back
that it is tested on in the end.`,
		Example: `  mekiki inspect compare --data bracket
  mekiki inspect compare --data bracket --good 5,10,20,0 --good-draws 5
  mekiki inspect compare --data bracket --bad 0,5,20 --good-draws 5 --out compared
  mekiki inspect compare --data bracket --distance rule --distance "mah/s_mah + cos/s_cos"`,
		Args: noArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			v, err := work.InspectCompare(cmd.Context(), a.desk(), cfg)
			if err != nil {
				return err
			}
			return a.document(v.JSON, func(t *table) { inspectComparedText(t, v, cfg.Out) })
		},
	}
	bind(cmd, &cfg)
	cmd.Flags().Lookup("out").Usage = "write compare.html and compare.json into this `folder`"
	completes(cmd, "bad-kinds", []string{"any", "held"})
	return cmd
}

// inspectComparedText prints a comparison.
func inspectComparedText(t *table, v *contest.Page, folder string) {
	t.line("parts\t%d good to learn from; tested: %d good, %d bad", v.Good, v.TestGood, v.TestBad)
	for _, c := range v.Counts {
		t.line("")
		t.line("%s; draws: %d", c.Title(), c.Draws)
		t.line("distance\tAUROC (%s interval)\toverkill\tgood under review\tescapes\tlimit on overkill kept", risk.Percent(v.Confidence))
		for _, m := range c.Methods {
			t.line("%s\t%s\t%s\t%s\t%s\t%d of %d", m.Method, between(m.AUROC), risk.Percent(m.Overkill), risk.Percent(m.Review), risk.Percent(m.Escapes), m.Kept, c.Draws)
		}
		for _, s := range c.Verdicts {
			t.line("%s", s)
		}
	}
	if folder != "" {
		t.line("%s", filepath.Join(folder, contest.HTMLFile))
	}
}
