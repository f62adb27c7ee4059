package study

import (
	"mekiki/internal/lang"
	"mekiki/internal/stats"
)

// judge writes the verdicts and the notes.
func (c *Comparison) judge(p *Plan) {
	var texts lang.Sentences
	for i, loss := range p.Losses[1:] {
		v := Verdict{Loss: loss.Name, Sentence: c.sentence(loss.Name, i)}
		c.Verdicts = append(c.Verdicts, v)
		texts = append(texts, v.Sentence)
	}
	c.Verdict = texts.Message()
	if len(p.Seeds) == 1 {
		c.note(lang.T("One seed only: there is no spread to make an interval or a test of. Repeat with --seeds 10."))
	}
	if len(c.Headline.Measures) == 1 {
		c.note(lang.T("The triplets name no data set with official test pictures, so there are no figures on neighbours."))
	}
	if names := c.standIns(); len(names) > 0 {
		c.note(lang.T("In 5-NN accuracy cosine stands in for the own distance of %s: to search neighbours by that takes too long.", lang.All(names)))
	}
	for _, s := range c.Losses {
		if s.Failed > 0 {
			c.note(lang.T("%d of %d runs of %s have no figures; the pairs that they would have made are left out.", s.Failed, len(p.Seeds), s.Name))
		}
	}
}

// standIns are the losses whose own distance has no figure in a headline measure.
func (c *Comparison) standIns() []lang.Message {
	var names []lang.Message
	for _, m := range c.Headline.Measures {
		for i, v := range m.Values {
			if c.Losses[i].Decides == Own && v.By != Own && v.N > 0 {
				names = append(names, lang.T("%s", v.Loss))
			}
		}
	}
	return names
}

func (c *Comparison) note(m lang.Message) { c.Notes = append(c.Notes, m) }

// sentence speaks of one loss, the i-th after the baseline, by every headline measure.
func (c *Comparison) sentence(name string, i int) lang.Message {
	side := c.loss(name)
	if side.SameAs == c.Baseline {
		return c.same(side)
	}
	if side.Runs == 0 {
		return lang.T("No verdict on %s: none of its runs has figures.", name)
	}
	var out lang.Sentences
	for _, h := range c.Headline.Measures {
		d := h.Differences[i]
		out = append(out, stats.Verdict(d.Paired, d.PHolm, h.Measure.spoken(), name, c.Baseline))
	}
	if side.SameAs != "" {
		out = append(out, lang.T("Its runs agree bitwise with those of %s.", side.SameAs))
	}
	return out.Message()
}

// same is the verdict on a loss that is the baseline under another name, or
// that never differed from it.
func (c *Comparison) same(side *Side) lang.Message {
	one := len(c.Seeds) == 1
	switch base := c.loss(c.Baseline); {
	case base.Formula == side.Formula && one:
		return lang.T("%s and %s are the same loss: the one run agrees bitwise in every weight, so there is nothing to tell apart.", side.Name, c.Baseline)
	case base.Formula == side.Formula:
		return lang.T("%s and %s are the same loss: all runs agree bitwise in every weight, so there is nothing to tell apart.", side.Name, c.Baseline)
	case one:
		return lang.T("%s trains bitwise the same networks as %s: the one run agrees in every weight. Where the formulas differ, the difference never acted.", side.Name, c.Baseline)
	}
	return lang.T("%s trains bitwise the same networks as %s: all runs agree in every weight. Where the formulas differ, the difference never acted.", side.Name, c.Baseline)
}
