package risk

// Moved is what other thresholds would have done to scores that are stored.
type Moved struct {
	From Thresholds `json:"from"`
	To   Thresholds `json:"to"`
	// Counts are how many parts were called one thing and would be called another.
	Counts []MovedCount `json:"counts"`
	// Changed are the places, in the given parts, of those that would be called otherwise.
	Changed []int `json:"changed"`
}

// MovedCount is how many parts of one verdict would get another, or the same.
type MovedCount struct {
	Was   Verdict `json:"was"`
	Would Verdict `json:"would"`
	Parts int     `json:"parts"`
}

// Move judges stored parts by the thresholds that they were judged by and by others; of a
// part it needs the score and whether it was guarded. Pairs of
// verdicts that do not occur are left out; the rest stand in the order OK, REVIEW, NG of the
// old verdict, then the new one. A score that is no number stays REVIEW. It is an error if
// thresholds are not finite or in the wrong order.
func Move(parts []Part, from, to Thresholds) (*Moved, error) {
	for _, t := range []Thresholds{from, to} {
		if err := t.Check(); err != nil {
			return nil, err
		}
	}
	m := &Moved{From: from, To: to}
	count := map[[2]Verdict]int{}
	for i, p := range parts {
		pair := [2]Verdict{p.verdict(from), p.verdict(to)}
		count[pair]++
		if pair[0] != pair[1] {
			m.Changed = append(m.Changed, i)
		}
	}
	rising := [...]Verdict{OK, Review, NG}
	for _, was := range rising {
		for _, would := range rising {
			if n := count[[2]Verdict{was, would}]; n > 0 {
				m.Counts = append(m.Counts, MovedCount{was, would, n})
			}
		}
	}
	return m, nil
}
