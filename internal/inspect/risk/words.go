package risk

import "mekiki/internal/lang"

// Message says what the threshold is worth.
func (t *GoodThreshold) Message() lang.Message {
	limit, sure := Percent(t.Limit), Percent(t.Goal.Confidence)
	switch t.Basis {
	case ByOrder:
		return lang.T("%d of %d good parts reach this threshold; of new ones at most %s do on average, and at most %s with %s confidence.",
			t.Reached, t.Good, Percent(t.Expected), limit, sure)
	case ByTail:
		if t.Goal.Surely {
			return lang.T("From %d good parts it is known that at most %s of new ones reach this threshold (%s confidence). That it is at most %s is an extrapolation beyond the largest score; it takes %d good parts to know it.",
				t.Good, limit, sure, Percent(t.Goal.Rate), t.Needed)
		}
		return lang.T("From %d good parts it is known that at most %s of new ones reach this threshold (%s confidence). That it is %s on average, and at most %s, is an extrapolation beyond the largest score; it takes %d good parts to do without.",
			t.Good, limit, sure, Percent(t.Goal.Rate), Percent(*t.TailLimit), t.Needed)
	}
	return lang.T("The threshold lies just above the largest score of %d good parts, too few or too much alike to tell more: up to %s of new ones may reach it (%s confidence), not the wanted %s, for which %d good parts are needed.",
		t.Good, limit, sure, Percent(t.Goal.Rate), t.Needed)
}

// Message says what the threshold is worth.
func (t *BadThreshold) Message() lang.Message {
	if t.Met {
		return lang.T("%d of %d bad parts are missed; of new ones at most %s are (%s confidence).",
			t.Missed, t.Bad, Percent(t.Limit), Percent(t.Goal.Confidence))
	}
	return lang.T("The limit of %s cannot be kept. %s", Percent(t.Goal.Rate), NoMiss(t.Bad, t.Goal.Confidence))
}

// Message says what the choice costs, in the unit of its costs.
func (c *CostChoice) Message() lang.Message {
	return lang.T("The cheapest for %d good and %d bad parts: %.4g a part (%s confidence: %.4g to %.4g), where %s are bad; without inspection all OK costs %.4g, all NG %.4g.",
		c.Good, c.Bad, c.Cost.Value, Percent(c.Costs.Confidence), c.Cost.Lo, c.Cost.Hi, Percent(c.Costs.BadRate), c.AllOK, c.AllNG)
}
