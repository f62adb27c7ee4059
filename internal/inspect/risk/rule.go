package risk

import "mekiki/internal/lang"

// Rule is how thresholds follow from scores. The zero value is no rule.
type Rule struct {
	// Overkill is what NG is to keep. Review is what REVIEW is to keep where no cost sets the lower threshold, and
	// bad parts do not or are too few for Escape: they may let it begin earlier then, never later.
	Overkill OverkillGoal `json:"overkill"`
	Review   OverkillGoal `json:"review"`
	// Escape is what OK is to keep, by known bad parts; nil where they set nothing.
	Escape *EscapeGoal `json:"escape,omitempty"`
	// Costs, if not nil, set both thresholds, and no goal does.
	Costs *Costs `json:"costs,omitempty"`
	// Fixed, if not nil, are thresholds that somebody set; no score sets anything.
	Fixed *Thresholds `json:"fixed,omitempty"`
}

// Choice is what a rule chose. But for Thresholds a field is nil where it set nothing.
type Choice struct {
	Thresholds Thresholds `json:"thresholds"`
	// Basis is what the upper threshold rests on; ReviewBasis or, with bad parts, BadBasis
	// what the lower one does: where both are set the former, since bad parts are too few. CostBasis is what both do.
	Basis       *GoodThreshold `json:"basis"`
	ReviewBasis *GoodThreshold `json:"review_basis"`
	BadBasis    *BadThreshold  `json:"bad_basis"`
	CostBasis   *CostChoice    `json:"cost_basis"`
}

// Choose follows a rule, from one score of each of some good and some bad parts. Errors are
// those of FromGood, FromBoth and ByCost, and of Thresholds.Check.
func Choose(r Rule, good, bad []float64) (*Choice, error) {
	switch {
	case r.Fixed != nil:
		return &Choice{Thresholds: *r.Fixed}, r.Fixed.Check()
	case r.Costs != nil:
		c, err := ByCost(good, bad, *r.Costs)
		if err != nil {
			return nil, err
		}
		return &Choice{Thresholds: c.Thresholds, CostBasis: c}, nil
	case r.Escape != nil:
		b, err := FromBoth(good, bad, r.Overkill, *r.Escape)
		if err != nil {
			return nil, err
		}
		c := &Choice{Thresholds: b.Thresholds, Basis: b.Good, BadBasis: b.Bad}
		if b.Bad.Met {
			return c, nil
		}
		return c, c.keepReview(good, r.Review)
	}
	basis, err := FromGood(good, r.Overkill)
	if err != nil {
		return nil, err
	}
	review, err := FromGood(good, r.Review)
	if err != nil {
		return nil, err
	}
	return &Choice{
		Thresholds: Thresholds{Low: min(review.Threshold, basis.Threshold), High: basis.Threshold},
		Basis:      basis, ReviewBasis: review,
	}, nil
}

// keepReview lets nothing be OK that is REVIEW by good parts alone, nor less be NG: a few bad parts that lie far away say
// nothing of those that do not.
func (c *Choice) keepReview(good []float64, goal OverkillGoal) error {
	review, err := FromGood(good, goal)
	if err != nil {
		return err
	}
	if low := min(review.Threshold, c.Basis.Threshold); low < c.BadBasis.Threshold {
		c.ReviewBasis, c.Thresholds = review, Thresholds{Low: low, High: c.Basis.Threshold}
	}
	return nil
}

// WhyHigh says what the upper threshold rests on.
func (c *Choice) WhyHigh() lang.Message {
	switch {
	case c.Basis != nil:
		return c.Basis.Message()
	case c.CostBasis != nil:
		return c.CostBasis.Message()
	}
	return lang.T("Set by hand; it rests on no count of parts.")
}

// WhyLow says what the lower threshold rests on.
func (c *Choice) WhyLow() lang.Message {
	switch {
	case c.BadBasis != nil && c.ReviewBasis != nil:
		return lang.Sentences{c.ReviewBasis.Message(), c.BadBasis.Message()}.Message()
	case c.BadBasis != nil:
		return c.BadBasis.Message()
	case c.ReviewBasis != nil:
		return c.ReviewBasis.Message()
	case c.CostBasis != nil && c.CostBasis.Costs.Look == nil:
		return lang.T("Nobody looks at parts, so there is no REVIEW between the two; say what a look costs, and there may be.")
	case c.CostBasis != nil:
		return lang.T("REVIEW is as wide as a look for %v pays.", *c.CostBasis.Costs.Look)
	}
	return lang.T("Set by hand; it rests on no count of parts.")
}
