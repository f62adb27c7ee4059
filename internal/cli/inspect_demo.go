package cli

import (
	"github.com/spf13/cobra"

	"mekiki/internal/work"
)

func (a *app) inspectDemoCommand() *cobra.Command {
	cfg := work.NewInspectDemoConfig()
	cmd := &cobra.Command{
		Use:   "demo",
		Short: "The whole of inspection once, on drawn parts",
		Long: `Draws metal rings, learns what the good ones look like, and tests the inspector on
others, good and bad, that it has not seen. The kind of defect that it misses most is
drawn again and taught to it, and the parts of the test are judged anew. Everything is
in the program: no data set, no network, some seconds. The pictures, the inspector and the report go into a folder.

The rings are drawings, not photographs, and their defects go from gross to moderate. How
good an inspection is shows only on pictures of your own parts; the commands for them are
printed at the end.`,
		Example: "  mekiki inspect demo\n  mekiki inspect demo --seed 2 --out rings",
		Args:    noArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			d, err := work.InspectDemo(cmd.Context(), a.desk(), cfg)
			if err != nil {
				return err
			}
			return a.result(d, func(t *table) { demoedText(t, d) })
		},
	}
	bind(cmd, &cfg)
	return cmd
}

// demoedText prints what the demo found, and what to do next.
func demoedText(t *table, d *work.InspectDemoed) {
	f := d.Figures
	t.line("drawn rings, no photographs: learned %d good ones, tested on %d good and %d bad ones (%.1f s)", d.Learned, f.Good, f.Bad, d.Seconds)
	t.line("good parts\t%d OK, %d REVIEW, %d NG", f.Good-f.GoodReview.Count-f.Overkill.Count, f.GoodReview.Count, f.Overkill.Count)
	t.line("bad parts\t%d OK, %d REVIEW, %d NG", f.Escapes.Count, f.BadReview.Count, f.Bad-f.Escapes.Count-f.BadReview.Count)
	for _, k := range f.Kinds {
		t.line("  %s\t%d OK, %d REVIEW, %d NG", foreign(k.Kind), k.Escapes.Count, k.Review.Count, k.Bad-k.Escapes.Count-k.Review.Count)
	}
	if r := f.Ranking; r != nil {
		t.line("AUROC\t%s", between(r.AUROC))
	}
	t.line("escapes\t%s", counted(f.Escapes, f.Confidence))
	t.line("overkill\t%s", counted(f.Overkill, f.Confidence))
	if l := d.Lesson; l != nil {
		b, n := l.Before, l.After
		t.line("")
		t.line("missed most: %s; taught by %d more of these, with masks", foreign(l.Kind), l.Given)
		t.line("\tbefore\tafter")
		t.line("bad and OK, of %d not given\t%d\t%d", n.Bad, b.Escapes, n.Escapes)
		t.line("good and NG, of %d\t%d\t%d", n.Good, b.Overkill, n.Overkill)
		t.line("good and REVIEW\t%d\t%d", b.GoodReview, n.GoodReview)
	}
	t.line("")
	t.line("pictures\t%s", foreign(d.Parts))
	t.line("inspector\t%s", foreign(d.Inspector))
	t.line("report\t%s", foreign(d.Report))
	t.line("")
	t.line("with pictures of your own parts:")
	t.line("  mekiki inspect fit --good good --out bracket.mekiki")
	t.line("  mekiki inspect run bracket.mekiki new")
	t.line("  mekiki inspect learn bracket.mekiki --bad missed")
}
