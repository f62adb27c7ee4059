package cli

import (
	"path/filepath"
	"strconv"
	"strings"

	"github.com/spf13/cobra"

	"mekiki/internal/inspect"
	"mekiki/internal/inspect/risk"
	"mekiki/internal/lang"
	"mekiki/internal/report/verdicts"
	"mekiki/internal/work"
	"mekiki/internal/work/misuse"
)

func (a *app) inspectRunCommand() *cobra.Command {
	cfg := work.NewInspectRunConfig()
	cmd := &cobra.Command{
		Use:   "run INSPECTOR PATH...",
		Short: "Judge pictures: OK, NG or REVIEW, and where",
		Long: `Judges each picture by an inspector: OK, NG, or REVIEW, the score, and where the picture
is farthest from all good ones. PATH is a picture or a folder of them, at any depth.

A picture unlike all that was learned (dark, blurred, moved, another part or size), one
that is to the bit the one before it (a frozen camera), and one that cannot be read is
REVIEW, with the reason, never OK. The exit code is 0 whatever the verdicts are; --json
has all figures. --out writes a page with the pictures and their heat maps.`,
		Example: `  mekiki inspect run bracket.mekiki new
  mekiki inspect run bracket.mekiki new --out sheet
  mekiki inspect run bracket.mekiki new/part1.png --json`,
		Args: func(_ *cobra.Command, args []string) error {
			if len(args) < 2 {
				return misuse.Errorf("inspect run wants an inspector and pictures: mekiki inspect run bracket.mekiki new")
			}
			return nil
		},
		RunE: func(cmd *cobra.Command, args []string) error {
			cfg.Inspector, cfg.Paths = args[0], args[1:]
			if cfg.Out == "" {
				if err := unheeded(cmd.Flags(), lang.T("without --out"), "shown"); err != nil {
					return err
				}
			}
			v, err := work.InspectRun(cmd.Context(), a.desk(), cfg)
			if err != nil {
				return err
			}
			return a.document(v.JSON, func(t *table) { inspectedText(t, v, cfg.Out) })
		},
	}
	bind(cmd, &cfg)
	cmd.Flags().Lookup("out").Usage = "write verdicts.html and verdicts.json into this `folder`"
	return cmd
}

// inspectedText prints verdicts.
func inspectedText(t *table, v *verdicts.Page, folder string) {
	t.line("picture\tverdict\tscore\twhere (share of width, height)\twhy")
	for _, p := range v.Parts {
		why := p.Reason.Message()
		if p.Error != "" {
			why = lang.T("%s", lang.Saved(p.Error))
		}
		t.line("%s\t%s\t%.4g\t%s\t%s", foreign(p.File), p.Verdict.String(), p.Score, places(p.Regions), why)
	}
	t.line("")
	t.line("%d OK, %d REVIEW, %d NG; NG from a score of %.4g on", v.Count(risk.OK), v.Count(risk.Review), v.Count(risk.NG), v.Thresholds.High)
	if folder != "" {
		t.line("%s", filepath.Join(folder, verdicts.HTMLFile))
	}
}

// mostPlaces is how many regions a line shows.
const mostPlaces = 3

// places are the worst regions by their middles.
func places(list []inspect.Region) string {
	var texts []string
	for _, r := range list[:min(mostPlaces, len(list))] {
		number := func(v float64) string { return strconv.FormatFloat(v, 'f', 2, 64) }
		texts = append(texts, number(r.X+r.Width/2)+", "+number(r.Y+r.Height/2))
	}
	return strings.Join(texts, "; ")
}
