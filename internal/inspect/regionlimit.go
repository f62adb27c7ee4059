package inspect

import "mekiki/internal/inspect/risk"

// regionLimit is from where on a place is far: what a picture's score needs for REVIEW, but not below what good pictures
// reach, too. A lower threshold may lie among their scores, by known bad parts, costs or by hand; the places that
// reach it would be half of any picture. A picture that is not OK and has no such place shows those that reach its own
// score, or the worst one where none does: scores of two scales, or with a head, add up what lies apart.
func regionLimit(r *Result, low, usual float64) float64 {
	limit, most := max(low, usual), float64(r.Map[farthestPlace(r.Map)])
	if r.Score >= low && most < limit {
		return min(r.Score, most)
	}
	return limit
}

// usualLimit is the threshold of REVIEW that the good pictures set alone; 0 where none is known.
func (n *Inspector) usualLimit() float64 {
	g, err := risk.FromGood(ScoresOf(n.Good), ReviewGoal(n.Rule))
	if err != nil {
		return 0
	}
	return g.Threshold
}

// ReviewGoal is what REVIEW is to keep by good parts alone: DefaultReview for a rule that says nothing of them.
func ReviewGoal(r risk.Rule) risk.OverkillGoal {
	if r.Review == (risk.OverkillGoal{}) {
		return DefaultReview
	}
	return r.Review
}
