package partanalysis

import (
	"slices"

	"mekiki/internal/analyze/distances"
	"mekiki/internal/inspect/risk"
	"mekiki/internal/lang"
	"mekiki/internal/report/kit"
	"mekiki/internal/report/partfigure"
)

// Title names a group.
func (g *Group) Title() lang.Message {
	if g.Made {
		return lang.T("made-up defects")
	}
	return lang.T("known bad parts")
}

// MethodName says a method of Standings.
func MethodName(name string) lang.Message {
	switch name {
	case Own:
		return lang.T("the inspector's distance")
	case Sum:
		return lang.T("plain sum")
	case Suggested:
		return lang.T("weights by known bad parts")
	}
	return lang.T("%s alone", partfigure.PartName(name))
}

// Verdict is the sentence over the page: how far each distance sees the first group, and what the sum of them is worth.
func (p *Page) Verdict() lang.Message {
	if len(p.Groups) == 0 {
		return lang.T("There are good pictures alone, and nothing to hold them against: give bad parts with --bad, or make defects with --made.")
	}
	g := &p.Groups[0]
	var singles kit.List
	for _, s := range g.Standings {
		if slices.Contains(p.Parts, s.Method) {
			singles = append(singles, lang.T("%s %s", partfigure.PartName(s.Method), kit.Plain(estimate(s)).Value))
		}
	}
	out := []lang.Message{
		lang.T("How often a picture of %s scores above a good one (AUROC): %s; the inspector's distance %s.", g.Title(), singles, kit.Plain(estimate(g.Standings[0])).Value),
		p.pairWords(g),
	}
	if g.Made {
		out = append(out, lang.T("These defects are made up: they say what a distance sees, not how well real ones are found."))
	}
	return kit.Sentences(out...)
}

// pairWords say how often length and angle disagree.
func (p *Page) pairWords(g *Group) lang.Message {
	x := g.pair()
	if x == nil {
		return lang.Message{}
	}
	n := len(g.Pictures)
	if x.OnlyA+x.OnlyB == 0 {
		return lang.T("Length and angle see the same of them: %s.", kit.Share(x.Both, n))
	}
	return lang.T("Both length and angle see %s of them, only length %s, only angle %s.", kit.Share(x.Both, n), kit.Share(x.OnlyA, n), kit.Share(x.OnlyB, n))
}

// pair is that of length and angle; nil where there is none.
func (g *Group) pair() *distances.Pair {
	for i := range g.Pairs {
		if g.Pairs[i].A == "euc" && g.Pairs[i].B == "cos" {
			return &g.Pairs[i]
		}
	}
	return nil
}

// Advice says what the suggested weights would change.
func (p *Page) Advice() lang.Message {
	if p.ByBad == 0 {
		return lang.T("Without known bad parts the weights follow from good pictures alone: each distance counts by one over the variance of its scores. Made-up defects set no weights: those that they ask for swing with their strength.")
	}
	for i := range p.Groups {
		g := &p.Groups[i]
		for _, l := range g.Leads {
			if !g.Made && l.Method == Suggested {
				return kit.Sentences(p.change(g, l), lang.T("Each picture was scored by weights that were found without it."))
			}
		}
	}
	return lang.Message{}
}

// change is what the suggestion would do to AUROC.
func (p *Page) change(g *Group, l risk.Lead) lang.Message {
	from, to := kit.Plain(estimate(g.Standings[0])).Value, kit.Plain(estimate(g.Standings[len(g.Standings)-1])).Value
	points := lang.T("%s points, %s interval %s to %s", kit.SignedPoints(l.Mean.Value), risk.Percent(l.Confidence), kit.SignedPoints(l.Mean.Lo), kit.SignedPoints(l.Mean.Hi))
	switch {
	case l.Same:
		return lang.T("Weights by %s known bad parts put these pictures in as good an order as they are in now, AUROC %s.", kit.Count(p.ByBad), from)
	case l.P >= 1-l.Confidence:
		return lang.T("Keep what there is: weights by %s known bad parts take AUROC from %s to %s (%s), which may be chance.", kit.Count(p.ByBad), from, to, points)
	case l.Mean.Value < 0:
		return lang.T("Keep what there is: weights by %s known bad parts take AUROC from %s to %s (%s), which is worse.", kit.Count(p.ByBad), from, to, points)
	case l.Adjusted >= 1-l.Confidence:
		return lang.T("Weights by %s known bad parts take AUROC from %s to %s (%s). Among all comparisons of this page that may be chance (p = %.3f after Holm's correction): test it on other parts.", kit.Count(p.ByBad), from, to, points, l.Adjusted)
	}
	return lang.T("Weights by %s known bad parts take AUROC from %s to %s (%s), which is more than chance. Test it on other parts before it is used.", kit.Count(p.ByBad), from, to, points)
}
