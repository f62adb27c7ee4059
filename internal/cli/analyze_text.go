package cli

import (
	"path/filepath"

	"mekiki/internal/report/analysis"
	"mekiki/internal/work"
)

// analysisText prints the analysis as a short table.
func analysisText(t *table, r *work.Analyzed) {
	t.line("triplets\t%d of %s, part %s", r.Triplets, r.Data, r.Part)
	t.line("loss\t%s", r.Loss)
	t.line("")
	t.line("\td(a,p)\td(a,n)\tdifference\tsd\tin order")
	for _, d := range r.Spreads() {
		t.line("%s\t%.4g\t%.4g\t%.4g\t%.4g\t%.2f %%", distanceName(d.Name), d.AP.Mean, d.AN.Mean, d.Diff.Mean, d.Diff.SD, 100*d.Share)
	}
	t.line("")
	for _, c := range r.Correlations {
		if len(r.Distances) > 3 && c.A != r.Distances[0].Name {
			continue // all of them stand on the page
		}
		t.line("correlation\t%s, %s: Pearson %.3f, Spearman %.3f", distanceName(c.A), distanceName(c.B), c.Pearson, c.Spearman)
	}
	if d := r.Disagreement; d != nil {
		t.line("disagreement\t%d right by %s alone, %d by %s alone, McNemar p = %.2g", d.OnlyA, distanceName(d.A), d.OnlyB, distanceName(d.B), d.P)
	}
	t.line("length\t%.1f %% of the squared distance of positives, %.1f %% of negatives", 100*r.Lengths.AP.LengthShare, 100*r.Lengths.AN.LengthShare)
	if r.Combined != nil {
		for _, h := range r.Combined.Hinges {
			t.line("hinge\t%s acts on %.2f %%", h.Hinge, 100*float64(h.Active)/float64(h.Triplets))
		}
	}
	for _, n := range r.Notes {
		t.line("note\t%s", n)
	}
	t.line("")
	t.line("page\t%s", filepath.Join(r.Dir, analysis.HTMLFile))
}
