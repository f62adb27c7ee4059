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
	moves := Moves{}
	for i, p := range parts {
		was, would := p.verdict(from), p.verdict(to)
		moves.Add(was, would)
		if was != would {
			m.Changed = append(m.Changed, i)
		}
	}
	m.Counts = moves.Counts()
	return m, nil
}

// Moves count parts by the verdict that they had and the one that they would have.
type Moves map[[2]Verdict]int

// Add counts one part.
func (m Moves) Add(was, would Verdict) { m[[2]Verdict{was, would}]++ }

// Counts are those of the pairs that occur, in the order OK, REVIEW, NG of the old verdict, then the new one.
func (m Moves) Counts() []MovedCount {
	list := []MovedCount{}
	rising := [...]Verdict{OK, Review, NG}
	for _, was := range rising {
		for _, would := range rising {
			if n := m[[2]Verdict{was, would}]; n > 0 {
				list = append(list, MovedCount{was, would, n})
			}
		}
	}
	return list
}
