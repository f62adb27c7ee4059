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
	// Catch lets no known bad part be OK where Escape and Costs are nil: REVIEW begins at the lowest of them then, if
	// good parts do not let it begin earlier.
	Catch bool `json:"catch,omitempty"`
	// Fixed, if not nil, are thresholds that somebody set; no score sets anything.
	Fixed *Thresholds `json:"fixed,omitempty"`
}

// Choice is what a rule chose. But for Thresholds a field is nil where it set nothing.
type Choice struct {
	Thresholds Thresholds `json:"thresholds"`
	// Basis is what the upper threshold rests on; ReviewBasis or, with bad parts, BadBasis
	// what the lower one does: where both are set the former, since bad parts are too few. Caught says what known bad
	// parts have to do with it where none of them is to be OK. CostBasis is what both rest on.
	Basis       *GoodThreshold `json:"basis"`
	ReviewBasis *GoodThreshold `json:"review_basis"`
	BadBasis    *BadThreshold  `json:"bad_basis"`
	Caught      *Caught        `json:"caught,omitempty"`
	CostBasis   *CostChoice    `json:"cost_basis"`
}

// Choose follows a rule, from one score of each of some good parts and two of some bad ones, of which that by what had not seen
// the part counts, but for Catch. Errors are those of FromGood, FromBoth and ByCost, and of Thresholds.Check.
func Choose(r Rule, good []float64, bad BadScores) (*Choice, error) {
	switch {
	case r.Fixed != nil:
		return &Choice{Thresholds: *r.Fixed}, r.Fixed.Check()
	case r.Costs != nil:
		c, err := ByCost(good, bad.Unseen, *r.Costs)
		if err != nil {
			return nil, err
		}
		return &Choice{Thresholds: c.Thresholds, CostBasis: c}, nil
	case r.Escape != nil:
		b, err := FromBoth(good, bad.Unseen, r.Overkill, *r.Escape)
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
	c := &Choice{
		Thresholds: Thresholds{Low: min(review.Threshold, basis.Threshold), High: basis.Threshold},
		Basis:      basis, ReviewBasis: review,
	}
	if r.Catch && len(bad.Learned) > 0 {
		c.catch(bad, r.Review.Confidence)
	}
	return c, nil
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
	case c.Caught != nil && c.ReviewBasis != nil:
		return lang.Sentences{c.ReviewBasis.Message(), c.Caught.Message()}.Message()
	case c.Caught != nil:
		return c.Caught.Message()
	case c.ReviewBasis != nil:
		return c.ReviewBasis.Message()
	case c.CostBasis != nil && c.CostBasis.Costs.Look == nil:
		return lang.T("Nobody looks at parts, so there is no REVIEW between the two; say what a look costs, and there may be.")
	case c.CostBasis != nil:
		return lang.T("REVIEW is as wide as a look for %v pays.", *c.CostBasis.Costs.Look)
	}
	return lang.T("Set by hand; it rests on no count of parts.")
}
