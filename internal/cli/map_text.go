package cli

import (
	"fmt"

	"mekiki/internal/report/projector"
)

// mapText prints what the maps are worth.
func mapText(t *table, path string, page *projector.Page) {
	r := page.Result
	t.line("%d pictures of %d, %s space, seed %d", r.Points, page.Of, distanceName(r.Space), r.Seed)
	t.line("")
	t.line("map\tneighbours kept\ttrustworthiness\tclass right by 5 neighbours")
	for _, p := range r.Projections {
		t.line("%s\t%.3f\t%.3f\t%s", p.Method, p.Kept, p.Trustworthiness, shareText(p.KNN5))
	}
	if r.KNN5 != nil {
		t.line("the space itself\t\t\t%s", shareText(r.KNN5))
	}
	t.line("")
	t.line("page\t%s", path)
}

// shareText is a share with three decimals, or a dash where there is none.
func shareText(v *float64) string {
	if v == nil {
		return "-"
	}
	return fmt.Sprintf("%.3f", *v)
}
