package cli

import (
	"fmt"
	"time"

	"github.com/schollz/progressbar/v3"

	"mekiki/internal/report"
)

// mapProgress shows the steps of t-SNE on stderr: a bar on a terminal, else a line
// at each quarter, with --json JSON lines once a second. Call done at the end.
func (a *app) mapProgress() (progress func(done, of int), done func()) {
	var last time.Time
	var bar *progressbar.ProgressBar
	quarters := 0
	progress = func(done, of int) {
		switch {
		case a.json:
			if time.Since(last) < time.Second {
				return
			}
			last = time.Now()
			writeJSONLine(a.Err, mapStep{"progress", done, of})
		case a.Terminal:
			if bar == nil {
				bar = progressbar.NewOptions(of,
					progressbar.OptionSetWriter(a.Err), progressbar.OptionSetWidth(barWidth), progressbar.OptionSetDescription("t-SNE"),
					progressbar.OptionClearOnFinish(), progressbar.OptionSetElapsedTime(false), progressbar.OptionUseANSICodes(true))
			}
			_ = bar.Set(done) // its only error is that of the terminal
		case done*4/of > quarters:
			quarters = done * 4 / of
			fmt.Fprintf(a.Err, "t-SNE %d %%\n", 25*quarters)
		}
	}
	return progress, func() {
		if bar != nil {
			_ = bar.Clear()
		}
	}
}

// mapStep is the event of a map under way: the steps that are done.
type mapStep struct {
	Kind string `json:"kind"`
	Done int    `json:"done"`
	Of   int    `json:"of"`
}

// mapText prints what the maps are worth.
func mapText(t *table, path string, page *report.Map) {
	r := page.Result
	t.line("%d pictures of %d, %s space, seed %d", r.Points, page.Of, r.Space, r.Seed)
	t.line("")
	t.line("map\tneighbours kept\ttrustworthiness\tclass right by 5 neighbours")
	for _, p := range r.Maps {
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
