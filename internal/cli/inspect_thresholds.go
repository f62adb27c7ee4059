package cli

import (
	"strings"

	"github.com/spf13/cobra"

	"mekiki/internal/inspect/risk"
	"mekiki/internal/lang"
	"mekiki/internal/work"
	"mekiki/internal/work/misuse"
)

func (a *app) inspectThresholdsCommand() *cobra.Command {
	var cfg work.ThresholdsConfig
	cmd := &cobra.Command{
		Use:   "thresholds INSPECTOR",
		Short: "Show where REVIEW and NG begin, and move it",
		Long: `Shows from which score on a part is REVIEW and NG, and what that rests on. The inspector
learns nothing anew when thresholds are moved. They are moved

  by what they are to keep  --overkill 0.5%, --review 5%, --max-escape 1%
  by cost                   --cost-escape 500 --cost-overkill 3 --cost-review 1 --bad-rate 0.5%
  by hand                   --ng-from 1.8 --review-from 1.4

What the new ones do to all pictures that the inspector knows is shown first: good ones,
each judged without itself, and known bad ones. With --results it is shown for what
inspect run or inspect test printed with --json, too. Only --write changes the inspector.

Few bad parts prove little, whatever the threshold. With 12 bad parts and no miss the
escape rate may still be 22 % (95 % confidence). Bad parts that are needed, none missed:

  escape rate of at most    5 %   2 %   1 %  0.5 %  0.1 %
  bad parts                  59   149   299    598   2995`,
		Example: `  mekiki inspect thresholds bracket.mekiki
  mekiki inspect thresholds bracket.mekiki --overkill 0.5%
  mekiki inspect run bracket.mekiki lot7 --json > lot7.json
  mekiki inspect thresholds bracket.mekiki --max-escape 1% --results lot7.json
  mekiki inspect thresholds bracket.mekiki --cost-escape 500 --cost-overkill 3 --cost-review 1 --bad-rate 0.5% --write`,
		Args: func(_ *cobra.Command, args []string) error {
			if len(args) != 1 {
				return misuse.Errorf("inspect thresholds wants one inspector: mekiki inspect thresholds bracket.mekiki")
			}
			return nil
		},
		RunE: func(cmd *cobra.Command, args []string) error {
			cfg.Inspector = args[0]
			m, err := work.InspectThresholds(cmd.Context(), a.desk(), cfg)
			if err != nil {
				return err
			}
			return a.result(m, func(t *table) { movedText(t, m, cfg) })
		},
	}
	bind(cmd, &cfg)
	return cmd
}

// movedText prints thresholds, and what others do.
func movedText(t *table, m *work.MovedThresholds, cfg work.ThresholdsConfig) {
	t.line("thresholds of %s:", foreign(m.Inspector))
	thresholdsText(t, &m.Now.Choice)
	knownText(t, m.Now.Figures)
	if m.New != nil {
		t.line("")
		t.line("new thresholds:")
		thresholdsText(t, &m.New.Choice)
		knownText(t, m.New.Figures)
		t.line("")
		t.line("what they change on the %d pictures that it knows:", m.Known.Pictures)
		changesText(t, m.Known)
		if m.Stored != nil {
			t.line("")
			t.line("what they would have changed on the %d pictures of %s:", m.Stored.Pictures, foreign(cfg.Results))
			changesText(t, m.Stored)
		}
	}
	t.line("")
	neededText(t, m.Needed)
	switch {
	case m.Written:
		t.line("written into %s", foreign(m.Inspector))
	case m.New != nil:
		t.line("nothing is written yet; with --write it is")
	}
}

// thresholdsText prints where NG and REVIEW begin, and what that rests on.
func thresholdsText(t *table, c *risk.Choice) {
	t.line("NG from a score of\t%.4g", c.Thresholds.High)
	t.line("\t%s", c.WhyHigh())
	t.line("REVIEW from a score of\t%.4g", c.Thresholds.Low)
	t.line("\t%s", c.WhyLow())
}

// knownText prints what thresholds make of the pictures that an inspector knows.
func knownText(t *table, f *risk.Figures) {
	t.line("known good parts\t%d OK, %d REVIEW, %d NG", f.Good-f.GoodReview.Count-f.Overkill.Count, f.GoodReview.Count, f.Overkill.Count)
	if f.Bad > 0 {
		t.line("known bad parts\t%d OK, %d REVIEW, %d NG", f.Escapes.Count, f.BadReview.Count, f.Bad-f.Escapes.Count-f.BadReview.Count)
	} else {
		t.line("known bad parts\tnone")
	}
	t.line("\teach judged by what had not seen it")
}

// mostMoved is how many pictures are listed that would be called otherwise.
const mostMoved = 20

// changesText prints what other thresholds do to pictures.
func changesText(t *table, m *work.MovedPictures) {
	for _, c := range m.Counts {
		if c.Was != c.Would {
			t.line("%s → %s\t%d", c.Was.String(), c.Would.String(), c.Parts)
		}
	}
	if len(m.Changed) == 0 {
		t.line("no verdict changes")
	}
	for _, p := range m.Changed[:min(mostMoved, len(m.Changed))] {
		t.line("%s\t%.4g\t%s → %s\t%s", foreign(p.File), p.Score, p.Was.String(), p.Would.String(), truth(p.Truth))
	}
	if more := len(m.Changed) - mostMoved; more > 0 {
		t.line("and %d more; --json lists all", more)
	}
}

// truth says what a picture is.
func truth(kind string) any {
	switch kind {
	case "good":
		return lang.T("good")
	case "bad":
		return lang.T("bad")
	}
	return foreign(kind)
}

// neededText prints how many parts prove a rate.
func neededText(t *table, rows []risk.NeededParts) {
	var rates, counts []string
	for _, r := range rows {
		rates, counts = append(rates, risk.Percent(r.Rate)), append(counts, lang.English.Text("%d", r.None))
	}
	t.line("to show a rate of at most\t%s", strings.Join(rates, "\t"))
	t.line("parts without one such case\t%s", strings.Join(counts, "\t"))
	if len(rows) > 0 {
		t.line("(%s confidence; bad parts for escapes, good parts for overkill)", risk.Percent(rows[0].Confidence))
	}
}
