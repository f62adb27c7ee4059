package study

import (
	"math"

	"mekiki/internal/lang"
	"mekiki/internal/stats"
)

// decides is the distance of the headline, each loss by its own.
const decides = "decides"

// headline compares the deciding measures, each loss by the distance that stands
// for it, and corrects their p-values for being several.
func (c *Comparison) headline(p *Plan, results []Result) {
	var names []lang.Message
	for _, m := range measures() {
		if !m.Headline {
			continue
		}
		h := c.compare(p, results, m, decides, func(l int) string {
			// Where the own distance has no figure, because neighbours by it would
			// take too long, cosine stands in.
			if c.Losses[l].Decides == Own && !c.has(m.Key, Own, p.Losses[l].Name) {
				return Cosine
			}
			return c.Losses[l].Decides
		})
		if !anyValue(h.Values) {
			continue // no official test pictures
		}
		c.Headline.Measures = append(c.Headline.Measures, h)
		names = append(names, m.Name)
	}
	var t, w []float64
	each := func(f func(*Difference)) {
		for i := range c.Headline.Measures {
			for k := range c.Headline.Measures[i].Differences {
				f(&c.Headline.Measures[i].Differences[k])
			}
		}
	}
	each(func(d *Difference) { t, w = append(t, d.Paired.P), append(w, d.Paired.WilcoxonP) })
	t, w = stats.Holm(t), stats.Holm(w)
	i := 0
	each(func(d *Difference) {
		d.PHolm, d.WilcoxonPHolm = t[i], w[i]
		i++
	})
	c.Headline.Family = lang.T("%s of %s against %s: %s, corrected together by Holm's method. All other p-values are uncorrected and decide nothing.",
		lang.All(names), others(p), c.Baseline, comparisons(i))
}

// has says whether any run of a loss has a figure.
func (c *Comparison) has(measure, distance, loss string) bool {
	for _, m := range c.Measures {
		if m.Measure.Key == measure && m.Distance == distance {
			for _, v := range m.Values {
				if v.Loss == loss && v.N > 0 {
					return true
				}
			}
		}
	}
	return false
}

func anyValue(values []Values) bool {
	for _, v := range values {
		if !math.IsNaN(v.Mean) {
			return true
		}
	}
	return false
}

func others(p *Plan) lang.Message {
	if n := len(p.Losses) - 1; n > 1 {
		return lang.T("each of the %d other losses", n)
	}
	return lang.T("%s", p.Losses[1].Name)
}

func comparisons(n int) lang.Message { return lang.Plural(n, "one comparison", "%d comparisons") }
