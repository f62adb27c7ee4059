package cli

import (
	"fmt"
	"time"

	"github.com/schollz/progressbar/v3"
)

// countStep is the event of something under way: how many are done.
type countStep struct {
	Kind string `json:"kind"`
	Done int    `json:"done"`
	Of   int    `json:"of"`
}

// countProgress shows how much of something is done on stderr: a bar on a terminal, else a
// line at each quarter, with --json JSON lines once a second. Call done at the end.
func (a *app) countProgress(what string) (progress func(done, of int), done func()) {
	var last time.Time
	var bar *progressbar.ProgressBar
	quarters := 0
	progress = func(done, of int) {
		switch {
		case a.silent:
		case a.json:
			if time.Since(last) < time.Second {
				return
			}
			last = time.Now()
			writeJSONLine(a.Err, countStep{"progress", done, of})
		case a.Terminal:
			if bar == nil {
				bar = progressbar.NewOptions(of,
					progressbar.OptionSetWriter(a.Err), progressbar.OptionSetWidth(barWidth), progressbar.OptionSetDescription(what),
					progressbar.OptionClearOnFinish(), progressbar.OptionSetElapsedTime(false), progressbar.OptionUseANSICodes(true))
			}
			_ = bar.Set(done) // its only error is that of the terminal
		case done*4/of > quarters:
			quarters = done * 4 / of
			fmt.Fprintf(a.Err, "%s %d %%\n", what, 25*quarters)
		}
	}
	return progress, func() {
		if bar != nil {
			_ = bar.Clear()
		}
	}
}
