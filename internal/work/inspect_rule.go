package work

import (
	"mekiki/internal/inspect"
	"mekiki/internal/inspect/risk"
	"mekiki/internal/work/misuse"
	"mekiki/internal/work/settings"
)

// RiskConfig says what thresholds are to keep, or what mistakes cost. What is 0 is not said.
type RiskConfig struct {
	Overkill     settings.Share  `yaml:"overkill" json:"overkill,omitempty" help:"share of good parts that may be NG, such as 1% (fit: 1% if nothing is said)"`
	Review       settings.Share  `yaml:"review" json:"review,omitempty" help:"share of good parts that may be REVIEW or NG, not below --overkill, however low a known bad part lies (fit: 10% if nothing is said)"`
	MaxEscape    settings.Share  `yaml:"max-escape" json:"max_escape,omitempty" help:"share of bad parts that may be OK; needs known bad parts (if nothing is said, no limit: none of the known ones is OK)"`
	Confidence   settings.Share  `yaml:"confidence" json:"confidence,omitempty" help:"confidence of every limit (95% if nothing is said)"`
	CostEscape   settings.Amount `yaml:"cost-escape" json:"cost_escape,omitempty" help:"what a bad part that is OK costs; with --cost-overkill and --bad-rate, the cheapest thresholds"`
	CostOverkill settings.Amount `yaml:"cost-overkill" json:"cost_overkill,omitempty" help:"what a good part that is NG costs, in the same money"`
	CostReview   settings.Amount `yaml:"cost-review" json:"cost_review,omitempty" help:"what it costs that a person looks at a part; without it nobody looks, and nothing is REVIEW"`
	BadRate      settings.Share  `yaml:"bad-rate" json:"bad_rate,omitempty" help:"share of bad parts among all that come, such as 0.5%"`
}

// usualRule is what sets thresholds if nobody says otherwise: shares of good parts, and that no known bad part is OK.
func usualRule() risk.Rule {
	return risk.Rule{Overkill: inspect.DefaultGoal, Review: inspect.DefaultReview, Catch: true}
}

// says reports whether anything is said.
func (c *RiskConfig) says() bool { return *c != RiskConfig{} }

// rule changes r by what is said. Errors are misuses.
func (c *RiskConfig) rule(r risk.Rule) (risk.Rule, error) {
	if !c.says() {
		return r, nil
	}
	for _, s := range settings.Of(c) {
		if share, ok := s.Field.Interface().(settings.Share); ok && share != 0 {
			if err := share.Check(); err != nil {
				return r, misuse.Errorf("%s %w", s.Key, err)
			}
		}
	}
	r.Fixed = nil
	if c.CostEscape != 0 || c.CostOverkill != 0 || c.CostReview != 0 || c.BadRate != 0 {
		return c.byCost(r)
	}
	r.Costs = nil
	if r.Overkill == (risk.OverkillGoal{}) {
		r = usualRule()
	}
	if c.Overkill != 0 {
		r.Overkill.Rate = float64(c.Overkill)
	}
	switch {
	case c.Review != 0 && c.MaxEscape != 0:
		return r, misuse.Errorf("review and max-escape both say where REVIEW begins; give one of them")
	case c.Review != 0:
		r.Review.Rate, r.Escape, r.Catch = float64(c.Review), nil, false
	case c.MaxEscape != 0:
		r.Escape = &risk.EscapeGoal{Rate: float64(c.MaxEscape), Confidence: r.Overkill.Confidence}
	}
	if c.Review != 0 && r.Review.Rate < r.Overkill.Rate {
		return r, misuse.Errorf("review is %v; it must be a share from overkill, %v, up to below 1", r.Review.Rate, r.Overkill.Rate)
	}
	r.Review.Rate = max(r.Review.Rate, r.Overkill.Rate)
	if c.Confidence != 0 {
		r.Overkill.Confidence, r.Review.Confidence = float64(c.Confidence), float64(c.Confidence)
		if r.Escape != nil {
			r.Escape = &risk.EscapeGoal{Rate: r.Escape.Rate, Confidence: float64(c.Confidence)}
		}
	}
	return r, nil
}

// byCost is the rule where costs are said.
func (c *RiskConfig) byCost(r risk.Rule) (risk.Rule, error) {
	switch {
	case c.CostEscape == 0 || c.CostOverkill == 0 || c.BadRate == 0:
		return r, misuse.Errorf("thresholds by cost need cost-escape, cost-overkill and bad-rate, such as --cost-escape 500 --cost-overkill 3 --bad-rate 0.5%%")
	case c.Overkill != 0 || c.Review != 0 || c.MaxEscape != 0:
		return r, misuse.Errorf("costs set both thresholds; leave overkill, review and max-escape out, or the costs")
	}
	r.Costs = &risk.Costs{
		Escape: float64(c.CostEscape), Overkill: float64(c.CostOverkill), BadRate: float64(c.BadRate), Confidence: inspect.DefaultGoal.Confidence,
	}
	if c.Confidence != 0 {
		r.Costs.Confidence = float64(c.Confidence)
	}
	if c.CostReview != 0 {
		look := float64(c.CostReview)
		r.Costs.Look = &look
	}
	return r, nil
}
