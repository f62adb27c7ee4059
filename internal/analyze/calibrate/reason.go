package calibrate

import (
	"fmt"

	"mekiki/internal/analyze/triplets"
	"mekiki/internal/lang"
	"mekiki/internal/metric/triplet"
)

// hardlyActive is the share of triplets below which a hinge is noted as silent.
const hardlyActive = 0.02

// spoken is a distance's name in a sentence.
func spoken(name string) lang.Message {
	switch name {
	case "cosine":
		return lang.T("cosine")
	case "euclidean":
		return lang.T("Euclidean")
	}
	return lang.T("%s", name)
}

// plain is a distance's name as a flag has it, in a sentence.
func plain(name string) lang.Message {
	if name == "euclidean" {
		return lang.T("euclidean")
	}
	return spoken(name)
}

// explain puts the reasons into words, and notes what is doubtful.
func (c *Result) explain() {
	lead := c.Terms[0]
	for i, t := range c.Terms {
		t.Weight.Reason = c.weightReason(i)
		t.Margin.Reason = lang.T("the hinge acts where d(a,n) - d(a,p) < m, and %s of the triplets lie below %.4g: at the start that many pull", percentage(t.Margin.At.Share), t.Margin.Value)
		if t.Zone != nil {
			t.Zone.Reason = t.zoneReason()
		}
	}
	if lead.Margin.Value < 0 {
		c.Notes = append(c.Notes, lang.T("the margin of %s is below 0, because more than %s of the triplets are in the wrong order: ask for more active triplets with --active", spoken(lead.Name), percentage(c.Active)))
	}
	for _, t := range c.Terms[1:] {
		if t.Zone.Weak {
			c.Notes = append(c.Notes, lang.T("%s hardly tells the triplets that %s has wrong from the others (best J %.2f, AUC %.2f): its threshold is little more than a guess, and its term may not help", spoken(t.Name), spoken(lead.Name), t.Zone.BestJ, t.Zone.AUC))
		}
	}
	for _, t := range c.Terms[1:] {
		if n := t.Zone.OnlyThis + t.Zone.Neither; t.Zone.ByYouden && n < fewWrong {
			c.Notes = append(c.Notes, lang.T("only %d triplets are in the wrong order by %s, so the threshold of %s that they chose may be off by much", n, spoken(lead.Name), spoken(t.Name)))
		}
	}
	c.Loss.Reason = lang.T("a sum of hinges as in the article: each weight brings its distance to one scale, the margin of the first keeps a stated share of triplets active")
	if len(c.Terms) > 1 {
		c.Loss.Reason = lang.T("a sum of hinges as in the article: each weight brings its distance to one scale, the margin of the first keeps a stated share of triplets active, and the others speak where the first is likely wrong")
	}
	if p := c.Pairs; p != nil {
		p.Reason = lang.T("one threshold decides on the line, so same pairs are asked to lie below t and different ones above; k and t are the logistic regression of \"different\" on %s, which is where this loss is smallest on these triplets", p.Distance)
		if p.Separated {
			c.Notes = append(c.Notes, lang.T("by %s every same pair is nearer than every different one, so ever steeper k fit ever better; k comes from Platt's targets and is no more than a start", p.Distance))
		}
	}
	if c.Before != nil {
		c.Notes = append(c.Notes, silentHinges(c.Before)...)
	}
}

func (c *Result) weightReason(i int) lang.Message {
	t, lead := c.Terms[i], c.Terms[0]
	w := &t.Weight
	switch {
	case len(c.Terms) == 1:
		return lang.T("a single distance needs no weight: a factor before the whole loss changes nothing for Adam")
	case i == 0:
		return lang.T("the first distance has weight 1, because only the ratio of weights matters: Adam divides a common factor out")
	case c.By == ByGradient && w.ByGradient > 0:
		return lang.T("the gradient of its difference is on average %.4g long, that of %s %.4g: %.4g/%.4g makes both pull alike",
			w.Gradient, spoken(lead.Name), lead.Weight.Gradient, lead.Weight.Gradient, w.Gradient)
	}
	return lang.T("its differences spread by %.4g, those of %s by %.4g (standard deviations): %.4g/%.4g makes both count alike",
		w.SD, spoken(lead.Name), lead.Weight.SD, lead.Weight.SD, w.SD)
}

// RatioReason says what it means that the two weights differ.
func (w *Weight) RatioReason() lang.Message {
	switch {
	case w.Ratio == 0:
		return lang.T("the gradient has no length here, so only the spread can say")
	case w.Ratio > 1.25:
		return lang.T("with weights by spread this distance pulls only 1/%.2g as hard as the first one: it varies much for its slope", w.Ratio)
	case w.Ratio < 0.8:
		return lang.T("with weights by spread this distance pulls %.2g times as hard as the first one: it is steep for how little it varies", 1/w.Ratio)
	}
	return lang.T("both ways agree within a quarter")
}

func (t *Term) zoneReason() lang.Message {
	z := t.Zone
	kind := lang.T("a dead zone of %.4g", z.Threshold)
	if z.Threshold <= 0 {
		kind = lang.T("no dead zone but a margin of %.4g", -z.Threshold)
	}
	how := lang.T("this threshold best tells the triplets that %s has wrong from those it has right", plain(z.Leader))
	if !z.ByYouden {
		how = lang.T("this threshold keeps it silent on the share that was asked for")
		if z.OnlyThis+z.Neither < fewestWrong {
			how = lang.T("%s has only %d triplets wrong, too few to look for a threshold, so it is silent on %s of the others", plain(z.Leader), z.OnlyThis+z.Neither, percentage(usualSilent))
		}
	}
	return lang.T("%s: %s; it acts on %s of the wrong ones and is silent on %s of the right ones (J %.2f)",
		kind, how, percentage(z.At.Acts), percentage(z.At.Silent), z.At.J)
}

// silentHinges names the hinges of a loss that act on no triplet or hardly any,
// as the article's dead zone of 5 does on many data.
func silentHinges(c *triplets.Combined) []lang.Message {
	var out []lang.Message
	for _, h := range c.Hinges {
		if float64(h.Active) < hardlyActive*float64(h.Triplets) {
			out = append(out, lang.T("of the loss before, %s acts on %d of %d triplets (what it is taken of reaches %.4g at most): here this term adds next to nothing", h.Hinge, h.Active, h.Triplets, h.Largest))
		}
	}
	return out
}

// Acting says in words on how many triplets each hinge of a loss acts.
func Acting(hinges []triplet.HingeActivity) lang.List {
	var out lang.List
	for _, h := range hinges {
		out = append(out, lang.T("%s acts on %s", h.Hinge, percentage(float64(h.Active)/float64(h.Triplets))))
	}
	return out
}

func percentage(v float64) string { return fmt.Sprintf("%.3g %%", 100*v) }
