package risk

import (
	"math"
	"slices"

	"mekiki/internal/lang"
	"mekiki/internal/stats"
)

// Costs are what mistakes cost, in any one unit of money.
type Costs struct {
	Escape   float64 `json:"escape"`   // of a bad part that is OK, above 0
	Overkill float64 `json:"overkill"` // of a good part that is NG, above 0
	// Look is what it costs that a person looks at a REVIEW part, 0 or more, the person
	// taken to be right; nil where nobody looks.
	Look *float64 `json:"look"`
	// BadRate is the share of bad parts among those that come, above 0 and below 1.
	BadRate float64 `json:"bad_rate"`
	// Confidence is that of the interval, above 0 and below 1.
	Confidence float64 `json:"confidence"`
}

// Check is an error where a figure is out of its range.
func (c Costs) Check() error {
	positive := func(v float64) bool { return v > 0 && !math.IsInf(v, 0) }
	switch {
	case !positive(c.Escape):
		return lang.Errorf("an escape must cost more than 0, not %v: if it costs nothing no part need be inspected", c.Escape)
	case !positive(c.Overkill):
		return lang.Errorf("overkill must cost more than 0, not %v: if it costs nothing every part can be NG", c.Overkill)
	case c.Look != nil && !(*c.Look >= 0 && !math.IsInf(*c.Look, 0)):
		return lang.Errorf("a look must cost 0 or more, not %v", *c.Look)
	case !(c.BadRate > 0 && c.BadRate < 1):
		return lang.Errorf("the share of bad parts must be above 0 and below 1, not %v", c.BadRate)
	}
	return checkConfidence(c.Confidence)
}

// CostChoice is a choice by cost.
type CostChoice struct {
	Thresholds Thresholds `json:"thresholds"`
	Costs      Costs      `json:"costs"`
	// Cost is what a part costs on average, and between what it lies with Costs.Confidence.
	Cost stats.Interval `json:"cost"`
	// AllOK and AllNG are what a part costs where none is inspected.
	AllOK float64 `json:"all_ok"`
	AllNG float64 `json:"all_ng"`
	Good  int     `json:"good"` // parts it was chosen by
	Bad   int     `json:"bad"`
}

// ByCost chooses the thresholds of least cost, from one score of each of some good and bad
// parts. With p the share of bad parts, the cost of a part is
//
//	p (escape P(OK|bad) + look P(REVIEW|bad)) + (1-p) (overkill P(NG|good) + look P(REVIEW|good))
//
// with the shares found on the given parts. Both thresholds lie halfway between scores that
// occur. Of equally cheap choices it takes the smallest REVIEW band, then the lowest
// threshold. The interval adds the limits of the four shares (Clopper and Pearson, 1934) as
// Zou, Huang and Zhang (2009) add independent ones, which is on the safe side of shares that
// exclude each other. The choice was made on the same parts, so the cost itself is a
// little too low; the interval is wide enough for that, see docs/math.md. It is an error if there is
// no good or no bad part, or the costs are none.
func ByCost(good, bad []float64, costs Costs) (*CostChoice, error) {
	if err := costs.Check(); err != nil {
		return nil, err
	}
	mustFinite("ByCost", good)
	mustFinite("ByCost", bad)
	if len(good) == 0 || len(bad) == 0 {
		return nil, lang.Errorf("a threshold by cost needs good and bad parts; there are %d good and %d bad ones", len(good), len(bad))
	}
	c := &CostChoice{
		Costs: costs, Good: len(good), Bad: len(bad),
		AllOK: costs.BadRate * costs.Escape, AllNG: (1 - costs.BadRate) * costs.Overkill,
	}
	c.Thresholds = cheapest(newCuts(good, bad), costs)
	c.Cost = costs.of(c.Thresholds, good, bad)
	return c, nil
}

// cuts are the places where a threshold can part some scores.
type cuts struct {
	value     []float64 // rising; a part at or above it reaches it
	good, bad []float64 // share of parts below it
}

func newCuts(good, bad []float64) *cuts {
	g, b := slices.Sorted(slices.Values(good)), slices.Sorted(slices.Values(bad))
	all := slices.Concat(g, b)
	slices.Sort(all)
	all = slices.Compact(all)
	c := &cuts{}
	for i := range len(all) + 1 {
		var v float64
		switch i {
		case 0:
			v = all[0]
		case len(all):
			v = above(all[i-1])
		default:
			v = between(all[i-1], all[i])
		}
		goods, _ := slices.BinarySearch(g, v)
		bads, _ := slices.BinarySearch(b, v)
		c.value = append(c.value, v)
		c.good = append(c.good, float64(goods)/float64(len(g)))
		c.bad = append(c.bad, float64(bads)/float64(len(b)))
	}
	return c
}

// cheapest takes the two cuts of least cost. That is a sum of a part that only the lower one
// sets and one that only the upper one sets, so one pass finds both.
func cheapest(c *cuts, costs Costs) Thresholds {
	escape, overkill := costs.BadRate*costs.Escape, (1-costs.BadRate)*costs.Overkill
	look := 0.0
	if costs.Look != nil {
		look = *costs.Look
	}
	below := func(i int) float64 { return look * (costs.BadRate*c.bad[i] + (1-costs.BadRate)*c.good[i]) }
	var best Thresholds
	low, atLow, least := 0, math.Inf(1), math.Inf(1)
	for high, value := range c.value {
		// The lower cut may be any up to this one; without a look it is this one.
		if own := escape*c.bad[high] - below(high); own <= atLow || costs.Look == nil {
			low, atLow = high, own
		}
		if cost := atLow + below(high) + overkill*(1-c.good[high]); cost < least {
			least, best = cost, Thresholds{Low: c.value[low], High: value}
		}
	}
	return best
}

// of is the cost of a part at thresholds, by the shares of the given parts.
func (c Costs) of(t Thresholds, good, bad []float64) stats.Interval {
	look := 0.0
	if c.Look != nil {
		look = *c.Look
	}
	return sum([]term{
		{c.BadRate * c.Escape, share(t, bad, OK), len(bad)},
		{(1 - c.BadRate) * c.Overkill, share(t, good, NG), len(good)},
		{c.BadRate * look, share(t, bad, Review), len(bad)},
		{(1 - c.BadRate) * look, share(t, good, Review), len(good)},
	}, c.Confidence)
}

// share is that of scores with a verdict.
func share(t Thresholds, scores []float64, v Verdict) float64 {
	n := 0
	for _, s := range scores {
		if t.Verdict(s) == v {
			n++
		}
	}
	return float64(n) / float64(len(scores))
}
