package cli

import (
	"time"

	"github.com/spf13/cobra"

	"mekiki/internal/lang"
	"mekiki/internal/work"
	"mekiki/internal/work/folder"
)

// bindDry gives cmd the flag --dry-run.
func bindDry(cmd *cobra.Command) *bool {
	return cmd.Flags().Bool("dry-run", false, "say what would run, how long and in how much memory, by a second of trial steps; write nothing")
}

// planned prints what would run.
func (a *app) planned(p *work.Plan, err error) error {
	if err != nil {
		return err
	}
	return a.result(p, func(t *table) { planText(t, p) })
}

func planText(t *table, p *work.Plan) {
	t.line("data\t%s", p.Data)
	for _, r := range p.Runs {
		name := lang.T("%s", r.Name)
		if r.Count > 1 {
			name = lang.T("%s, %d runs", r.Name, r.Count)
		}
		items := lang.T("%d triplets", r.Items)
		if p.Unit == "pictures" {
			items = lang.T("%d pictures", r.Items)
		}
		t.line("train\t%s: %d weights, at most %d epochs of %d steps over %s", name, r.Parameters, r.Epochs, r.Steps, items)
		t.line("\tabout %s an epoch, %s a run, measured on %d steps", lasting(r.EpochSeconds), lasting(r.Seconds()), r.Measured)
	}
	switch {
	case p.Seconds == 0:
	case len(p.Runs) > 1 || p.Runs[0].Count > 1:
		t.line("time\tabout %s with %d at a time, evaluation not counted; early stopping and runs that are kept make it less", lasting(p.Seconds), p.Parallel)
	default:
		t.line("time\tabout %s, evaluation not counted; early stopping makes it less", lasting(p.Seconds))
	}
	if p.MemoryMiB > 0 {
		t.line("memory\tabout %.0f MiB for a run with its data", p.MemoryMiB)
	}
	out := lang.T("%s", p.Out)
	if p.Out == "" {
		out = lang.T("a new folder in %s", folder.Runs)
	}
	t.line("output\t%s", out)
	if p.Note != "" {
		t.line("note\t%s", lang.Saved(p.Note))
	}
	t.line("nothing was written")
}

// lasting is a time in words, as long as a person wants it.
func lasting(seconds float64) lang.Message {
	d := time.Duration(seconds * float64(time.Second))
	switch {
	case d < 10*time.Second:
		return lang.T("%.2g s", seconds)
	case d < 2*time.Minute:
		return lang.T("%.0f s", seconds)
	case d < 2*time.Hour:
		return lang.T("%.0f minutes", d.Minutes())
	}
	return lang.T("%.1f hours", d.Hours())
}
