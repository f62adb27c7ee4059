package cli

import (
	"path/filepath"

	"github.com/spf13/cobra"

	"mekiki/internal/eval"
	"mekiki/internal/report/kit"
	"mekiki/internal/report/partanalysis"
	"mekiki/internal/work"
	"mekiki/internal/work/misuse"
)

func (a *app) inspectAnalyzeCommand() *cobra.Command {
	cfg := work.NewInspectAnalyzeConfig()
	cmd := &cobra.Command{
		Use:   "analyze INSPECTOR",
		Short: "Show what each distance of an inspector sees, and where they disagree",
		Long: `Holds the single distances of an inspector against each other: length (Euclidean),
angle (cosine), unusual direction (Mahalanobis), on good pictures, on good pictures with
made-up defects of graded strength, and on known bad parts. Prints how well each puts them
apart alone, summed and as the inspector weighs them, which pictures only one of them sees,
and what weights, scales and powers follow from the data, as a formula for
inspect fit --distance.

Without --good the pictures that the inspector keeps are taken, each judged by good ones
that were chosen without it. Known bad parts are those of --bad, else those that it keeps;
where there are masks (ground_truth beside the folder, or --masks), places in the defects
count, else those that are farthest.

--out writes a page with histograms, angle against length, and the pictures on which both
disagree with the map of each.`,
		Example: `  mekiki inspect analyze bracket.mekiki --out distances
  mekiki inspect analyze bracket.mekiki --bad missed --out distances
  mekiki inspect analyze bracket.mekiki --data test`,
		Args: func(_ *cobra.Command, args []string) error {
			if len(args) != 1 {
				return misuse.Errorf("inspect analyze wants an inspector: mekiki inspect analyze bracket.mekiki")
			}
			return nil
		},
		RunE: func(cmd *cobra.Command, args []string) error {
			cfg.Inspector = args[0]
			p, err := work.InspectAnalyze(cmd.Context(), a.desk(), cfg)
			if err != nil {
				return err
			}
			return a.document(p.JSON, func(t *table) { inspectAnalyzedText(t, p, cfg.Out) })
		},
	}
	bind(cmd, &cfg)
	cmd.Flags().Lookup("out").Usage = "write distances.html and distances.json into this `folder`"
	return cmd
}

// inspectAnalyzedText prints an analysis of distances.
func inspectAnalyzedText(t *table, p *partanalysis.Page, folder string) {
	t.line("%s", p.Verdict())
	for _, n := range p.Notes {
		t.line("%s", n)
	}
	for i := range p.Groups {
		g := &p.Groups[i]
		t.line("")
		t.line("%s: %d; good: %d", kit.Capital(g.Title()), len(g.Pictures), len(p.Good.Pictures))
		t.line("distance\tAUROC")
		for _, s := range g.Standings {
			t.line("%s\t%s", partanalysis.MethodName(s.Method), kit.Plain(eval.Interval(s.AUROC)))
		}
	}
	t.line("")
	t.line("%s", p.Advice())
	t.line("distance\t%s", p.Formula)
	if folder != "" {
		t.line("%s", filepath.Join(folder, partanalysis.HTMLFile))
	}
}
