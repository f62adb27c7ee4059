package study

import (
	"fmt"
	"strings"

	"mekiki/internal/stats"
)

// judge writes the verdicts and the notes.
func (c *Comparison) judge(p *Plan) {
	var texts []string
	for i, loss := range p.Losses[1:] {
		v := Verdict{Loss: loss.Name, Sentence: c.sentence(loss.Name, i)}
		c.Verdicts = append(c.Verdicts, v)
		texts = append(texts, v.Sentence)
	}
	c.Verdict = strings.Join(texts, " ")
	if len(p.Seeds) == 1 {
		c.note("One seed only: there is no spread to make an interval or a test of. Repeat with --seeds 10.")
	}
	if len(c.Headline.Measures) == 1 {
		c.note("The triplets name no data set with official test pictures, so there are no figures on neighbours.")
	}
	if names := c.standIns(); len(names) > 0 {
		c.note("In 5-NN accuracy cosine stands in for the own distance of %s: to search neighbours by that takes too long.", strings.Join(names, " and "))
	}
	for _, s := range c.Losses {
		if s.Failed > 0 {
			c.note("%d of %d runs of %s have no figures; the pairs that they would have made are left out.", s.Failed, len(p.Seeds), s.Name)
		}
	}
}

// standIns are the losses whose own distance has no figure in a headline measure.
func (c *Comparison) standIns() []string {
	var names []string
	for _, m := range c.Headline.Measures {
		for i, v := range m.Values {
			if c.Losses[i].Decides == Own && v.By != Own && v.N > 0 {
				names = append(names, v.Loss)
			}
		}
	}
	return names
}

func (c *Comparison) note(format string, args ...any) {
	c.Notes = append(c.Notes, fmt.Sprintf(format, args...))
}

// sentence speaks of one loss, the i-th after the baseline, by every headline measure.
func (c *Comparison) sentence(name string, i int) string {
	side := c.loss(name)
	if side.SameAs == c.Baseline {
		return c.same(side)
	}
	if side.Runs == 0 {
		return fmt.Sprintf("No verdict on %s: none of its runs has figures.", name)
	}
	var out []string
	for _, h := range c.Headline.Measures {
		d := h.Differences[i]
		out = append(out, stats.Verdict(d.Paired, d.PHolm, h.Measure.spoken(), name, c.Baseline))
	}
	if side.SameAs != "" {
		out = append(out, fmt.Sprintf("Its runs agree bitwise with those of %s.", side.SameAs))
	}
	return strings.Join(out, " ")
}

// same is the verdict on a loss that is the baseline under another name, or
// that never differed from it.
func (c *Comparison) same(side *Side) string {
	runs := "all runs agree"
	if len(c.Seeds) == 1 {
		runs = "the one run agrees"
	}
	if base := c.loss(c.Baseline); base.Formula == side.Formula {
		return fmt.Sprintf("%s and %s are the same loss: %s bitwise in every weight, so there is nothing to tell apart.", side.Name, c.Baseline, runs)
	}
	return fmt.Sprintf("%s trains bitwise the same networks as %s: %s in every weight. Where the formulas differ, the difference never acted.", side.Name, c.Baseline, runs)
}
