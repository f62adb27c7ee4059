package cli

import (
	"path/filepath"
	"strconv"
	"strings"

	"github.com/spf13/cobra"

	"mekiki/internal/inspect"
	"mekiki/internal/lang"
	"mekiki/internal/report/explanation"
	"mekiki/internal/report/kit"
	"mekiki/internal/work"
	"mekiki/internal/work/misuse"
)

func (a *app) inspectExplainCommand() *cobra.Command {
	cfg := work.NewInspectExplainConfig()
	cmd := &cobra.Command{
		Use:   "explain INSPECTOR PATH...",
		Short: "Say why pictures are judged as they are",
		Long: `Says why an inspector judges a picture as it does: the places that are far from good, the
good places that are nearest to each and those of known bad parts, how far they are,
which part of the distance decided (length, angle or an unusual direction), how far the
score lies from both thresholds, and what the guard looked at. PATH is a picture or a
folder of them, at most 50 in all.

--out writes a page with the heat maps and the places side by side, from the pictures that
the inspector keeps. One that keeps none names them.`,
		Example: `  mekiki inspect explain bracket.mekiki new/part1.png
  mekiki inspect explain bracket.mekiki new/part1.png --out why`,
		Args: func(_ *cobra.Command, args []string) error {
			if len(args) < 2 {
				return misuse.Errorf("inspect explain wants an inspector and pictures: mekiki inspect explain bracket.mekiki new/part1.png")
			}
			return nil
		},
		RunE: func(cmd *cobra.Command, args []string) error {
			cfg.Inspector, cfg.Paths = args[0], args[1:]
			p, err := work.InspectExplain(cmd.Context(), a.desk(), cfg)
			if err != nil {
				return err
			}
			return a.document(p.JSON, func(t *table) { explainedText(t, p, cfg.Out) })
		},
	}
	bind(cmd, &cfg)
	cmd.Flags().Lookup("out").Usage = "write explain.html and explain.json into this `folder`"
	return cmd
}

// explainedText prints the reasons of verdicts.
func explainedText(t *table, p *explanation.Page, folder string) {
	for _, x := range p.Pictures {
		if x.Error != "" {
			t.line("%s: %s", foreign(x.File), x.Words(p.Thresholds))
			continue
		}
		t.line("%s: %s", foreign(x.File), x.Verdict.String())
		t.line("%s", x.Words(p.Thresholds))
		for _, place := range x.Places {
			t.line("at %s, %s: distance %s. %s", kit.Brief(place.X), kit.Brief(place.Y), kit.Number(place.Distance), explanation.Decided(place))
			t.line("  nearest good: %s", nearby(place.Good))
			if len(place.Bad) > 0 {
				t.line("  nearest known bad: %s", nearby(place.Bad))
			}
		}
		t.line("")
	}
	if folder != "" {
		t.line("%s", filepath.Join(folder, explanation.HTMLFile))
	}
}

// nearby are places with their distances.
func nearby(list []inspect.Neighbour) lang.Message {
	var texts []string
	for _, n := range list {
		texts = append(texts, n.Name+" "+strconv.FormatFloat(n.Distance, 'g', 4, 64))
	}
	return lang.T("%s", strings.Join(texts, ", "))
}
