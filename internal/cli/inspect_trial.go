package cli

import (
	"path/filepath"

	"github.com/spf13/cobra"

	"mekiki/internal/inspect/risk"
	"mekiki/internal/lang"
	"mekiki/internal/report/inspection"
	"mekiki/internal/stats"
	"mekiki/internal/work"
	"mekiki/internal/work/misuse"
)

func (a *app) inspectTestCommand() *cobra.Command {
	cfg := work.NewInspectTestConfig()
	cmd := &cobra.Command{
		Use:   "test INSPECTOR --data FOLDER",
		Short: "Measure an inspector on parts whose truth is known",
		Long: `Judges pictures whose truth is known: --data is a folder with a folder named good and
others for bad parts, one for each kind of defect. Prints how well scores part good from
bad, and escapes (bad parts that are OK) and overkill (good parts that are NG) at the
inspector's thresholds, each with the limit that so few parts allow. With masks it says
how well the maps find the defects.

Pictures of the test that are among those learned, or nearly, are named first: figures
on them are too good. --object says which pictures show the same object, so that they
count as one.

--out writes a page: the scores with both thresholds to drag, and what each would have
done; curves; the worst escapes and overkill with their heat maps; each kind of defect.

--keep writes the summary into the inspector's file, where inspect show finds it: the set,
the date, counts, AUROC, escapes and overkill with their limits, the thresholds, whether
pictures had been learned, and the SHA-256 of the file that was tested. Verdicts stay the
same to the bit, but the SHA-256 of the file is another one then: who knows the inspector
by it, such as a recipe of a station, knows the one before. What inspect learn makes was
not tested, and keeps none of this.`,
		Example: `  mekiki inspect test bracket.mekiki --data test
  mekiki inspect test bracket.mekiki --data test --out report
  mekiki inspect test bracket.mekiki --data test --keep`,
		Args: func(_ *cobra.Command, args []string) error {
			if len(args) != 1 {
				return misuse.Errorf("inspect test wants one inspector: mekiki inspect test bracket.mekiki --data test")
			}
			return nil
		},
		RunE: func(cmd *cobra.Command, args []string) error {
			cfg.Inspector = args[0]
			if cfg.Out == "" {
				if err := unheeded(cmd.Flags(), lang.T("without --out"), "shown"); err != nil {
					return err
				}
			}
			v, err := work.InspectTest(cmd.Context(), a.desk(), cfg)
			if err != nil {
				return err
			}
			return a.document(v.JSON, func(t *table) { testedText(t, v, cfg.Out) })
		},
	}
	bind(cmd, &cfg)
	cmd.Flags().Lookup("out").Usage = "write report.html and report.json into this `folder`"
	return cmd
}

// testedText prints the figures of a test.
func testedText(t *table, v *inspection.Page, folder string) {
	if words := v.LeakWords(); !words.IsZero() {
		t.line("%s", words)
		for _, l := range v.Leaks {
			t.line("%s", l.Line())
		}
		t.line("")
	}
	f := v.Figures
	t.line("parts\t%d good, %d bad", f.Good, f.Bad)
	if r := f.Ranking; r != nil {
		t.line("AUROC\t%s", between(r.AUROC))
		t.line("average precision\t%s", between(r.AP))
		t.line("bad parts above all good ones\t%s", between(r.ZeroOverkill))
		t.line("best F1\t%s", between(r.F1Max))
	}
	t.line("escapes: bad parts that are OK\t%s", counted(f.Escapes, f.Confidence))
	t.line("overkill: good parts that are NG\t%s", counted(f.Overkill, f.Confidence))
	t.line("under review\t%d good, %d bad", f.GoodReview.Count, f.BadReview.Count)
	for _, g := range v.Guarded {
		t.line("guard: %s\t%d good, %d bad", g.Reason.Message(), g.Good, g.Bad)
	}
	if p := v.Pixels; p != nil {
		t.line("pixels: AUROC\t%.4f", p.AUROC)
		t.line("pixels: AUPRO, false alarms up to 30 %%\t%.4f", p.AUPRO)
		t.line("pixels: best overlap (IoU)\t%.3f", p.IoU)
	}
	for _, k := range f.Kinds {
		t.line("%s\t%d bad, %d escapes", foreign(k.Kind), k.Bad, k.Escapes.Count)
	}
	t.line("time a picture\t%.3g ms", 1000*v.Seconds)
	for _, c := range v.Cautions() {
		t.line("%s", c)
	}
	for _, b := range v.Broken {
		t.line("%s\t%s", foreign(b.File), lang.Saved(b.Error))
	}
	if folder != "" {
		t.line("%s", filepath.Join(folder, inspection.HTMLFile))
	}
}

// between is a figure with its interval.
func between(i stats.Interval) lang.Message {
	return lang.T("%.4f (%.4f to %.4f)", i.Value, i.Lo, i.Hi)
}

// counted is a count with its upper limit.
func counted(r risk.Rate, confidence float64) lang.Message {
	return lang.T("%d of %d; at most %s of those to come (%s confidence)", r.Count, r.Of, risk.Percent(r.AtMost), risk.Percent(confidence))
}
