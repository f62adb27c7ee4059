package cli

import (
	"errors"

	"github.com/spf13/cobra"

	"mekiki/internal/inspect/risk"
	"mekiki/internal/lang"
	"mekiki/internal/work"
	"mekiki/internal/work/misuse"
)

func (a *app) inspectLearnCommand() *cobra.Command {
	var cfg work.InspectLearnConfig
	cmd := &cobra.Command{
		Use:   "learn INSPECTOR --bad FOLDER --good FOLDER",
		Short: "Learn from parts that were judged wrongly",
		Long: `Makes an inspector learn parts that it judged wrongly: bad ones that were missed, with
--bad, and good ones that were called bad, with --good. Good parts join what it knows of
good. From three bad ones on a small network is trained by triplets of places, in which
bad places lie far from good ones; it counts as much as known parts, judged by networks
that had not seen them, say it should, or not at all. No known bad part is OK then: REVIEW
begins at the lowest of them where good parts do not let it begin earlier.
Where bad parts have masks (--masks, or a folder ground_truth beside, as many data sets
have it) or boxes (--boxes), places within them are the bad ones; else those that are
farthest from good, chosen anew as the network learns.

What that does to all parts that it knows is shown before and after: to each good part
judged by what had not seen it, to each bad one if it came again, and how many bad ones
would be OK by what had not seen them, which is what to expect of others like these. The
inspector is not written without --accept if it would be worse: if a known bad part that
was NG or REVIEW would be OK, if more good ones would be NG, or if more good ones would be
REVIEW or NG than before and than go with the wanted share of REVIEW (inspect fit --review,
10%) at the confidence of the limits: of 20 good parts 5 are too many. A bad part that
looks like good ones pulls REVIEW down to it; --review 10% lets REVIEW begin by good
parts alone, and such a part be OK.

The inspector is replaced whole, and the old one kept beside it under the first digits
of its SHA-256, such as bracket.mekiki.1f3a9c04; --out writes another file instead.
Where it comes from, what came in, when and by whom (--by) stands in the file.`,
		Example: `  mekiki inspect learn bracket.mekiki --bad missed
  mekiki inspect learn bracket.mekiki --good overkill --bad missed --by "K. Sato"
  mekiki inspect learn bracket.mekiki --bad missed --review 10%
  mekiki inspect learn bracket.mekiki --bad missed --out try.mekiki --json`,
		Args: func(_ *cobra.Command, args []string) error {
			if len(args) != 1 {
				return misuse.Errorf("inspect learn wants one inspector: mekiki inspect learn bracket.mekiki --bad missed")
			}
			return nil
		},
		RunE: func(cmd *cobra.Command, args []string) error {
			cfg.Inspector = args[0]
			l, err := work.InspectLearn(cmd.Context(), a.desk(), cfg)
			if l == nil {
				return err
			}
			return errors.Join(a.result(l, func(t *table) { learnedText(t, l) }), err)
		},
	}
	bind(cmd, &cfg)
	return cmd
}

// mostChanged is how many parts with another verdict a text names.
const mostChanged = 20

// learnedText prints what was learned.
func learnedText(t *table, l *work.InspectLearned) {
	if l.File != "" {
		t.line("inspector\t%s", foreign(l.File))
	} else {
		t.line("nothing is written; what would be:")
	}
	if l.Kept != "" {
		t.line("the old one\t%s", foreign(l.Kept))
	}
	t.line("learned\t%d good, %d bad; known already: %d", l.Good, l.Bad, len(l.Skipped))
	for _, f := range l.Skipped[:min(mostChanged, len(l.Skipped))] {
		t.line("\tknown already: %s", foreign(f))
	}
	if l.Marked > 0 {
		t.line("\tof %d bad ones a mask or a box says where the defect is", l.Marked)
	}
	network := lang.T("none: bad parts are too few, or known ones are parted no better by it")
	if l.Head {
		network = lang.T("trained on bad parts; it is part of the score")
	}
	t.line("network\t%s", network)
	t.line("NG from a score of\t%.4g", l.Thresholds.High)
	t.line("REVIEW from a score of\t%.4g", l.Thresholds.Low)
	if l.BadBasis != nil {
		t.line("\t%s", l.BadBasis.Message())
	}
	if l.Caught != nil {
		t.line("\t%s", l.Caught.Message())
	}
	t.line("")
	t.line("known parts\tbefore\tafter")
	b, n := l.Before, l.After
	t.line("good and NG, of %d, each judged by what had not seen it\t%d\t%d", n.Good, b.Overkill, n.Overkill)
	t.line("good and REVIEW\t%d\t%d", b.GoodReview, n.GoodReview)
	t.line("bad and OK, of %d\t%d\t%d", n.Bad, b.Escapes, n.Escapes)
	t.line("bad and REVIEW\t%d\t%d", b.BadReview, n.BadReview)
	t.line("bad and OK, each judged by what had not seen it\t%d\t%d", b.EscapesUnseen, n.EscapesUnseen)
	movesText(t, lang.T("good parts that changed"), l.MovedGood)
	movesText(t, lang.T("bad parts that changed"), l.MovedBad)
	if len(l.Changed) > 0 {
		t.line("")
		t.line("part\tis\tbefore\tafter")
		for _, c := range l.Changed[:min(mostChanged, len(l.Changed))] {
			is := lang.T("good")
			if c.Bad {
				is = lang.T("bad")
			}
			t.line("%s\t%s\t%s %.4g\t%s %.4g", foreign(c.Name), is, c.Before.Verdict.String(), c.Before.Score, c.After.Verdict.String(), c.After.Score)
		}
		if more := len(l.Changed) - mostChanged; more > 0 {
			t.line("and %d more; --json has all", more)
		}
	}
	for _, f := range l.Missed {
		t.line("%s\tis OK even now: nothing in the picture tells it from good parts", foreign(f))
	}
}

// movesText prints how many parts went from one verdict to another, if any did.
func movesText(t *table, whose lang.Message, counts []risk.MovedCount) {
	var list lang.List
	for _, c := range counts {
		if c.Was != c.Would {
			list = append(list, lang.T("%s → %s: %d", c.Was.String(), c.Would.String(), c.Parts))
		}
	}
	if len(list) > 0 {
		t.line("%s\t%s", whose, list)
	}
}
