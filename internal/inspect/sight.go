package inspect

import (
	"context"
	"slices"

	"mekiki/internal/inspect/risk"
)

// Sight is what all parts of a distance say of a picture, before they are joined: so that
// many distances can judge it by one look. What its methods tell is of the fine scale.
type Sight struct {
	score, level [parts]float64 // of the map by each part alone, in first powers
	maps         distances
	figures      Figures // but for what is typical
	high, wide   int
	top          int    // of the score
	coarse       *Sight // of the same picture at the coarse scale; nil where it was not looked at
}

// sight looks at a picture's values as Judge does, without judging: at the parts that it searches for.
func (j *Judge) sight(pix []uint8) *Sight {
	j.see(pix)
	j.search()
	s := j.seen()
	s.figures = measure(pix, j.n.Input, 0)
	return s
}

// seen is what was searched, but for figures.
func (j *Judge) seen() *Sight {
	s := &Sight{high: j.high, wide: j.wide, top: j.n.Top}
	if j.coarse != nil {
		s.coarse = j.coarse.seen()
	}
	s.level = j.levels()
	for p, list := range j.far {
		if list != nil {
			s.score[p] = j.room.score(func(i int) float32 { return list[i] })
			s.maps[p] = slices.Clone(list)
		}
	}
	return s
}

// See looks at pictures 0 to count-1, spread over the workers, each of which makes its own
// function that takes what was seen. The inspector's distance says whether local ones are seen.
// Errors are in a user's words.
func (n *Inspector) See(ctx context.Context, pictures Pictures, count, workers int, worker func() func(i int, s *Sight)) error {
	f, err := n.views(1)
	if err != nil {
		return err
	}
	all := make([]int, count)
	for i := range all {
		all[i] = i
	}
	return n.see(ctx, f, pictures, all, workers, worker)
}

// Score is that of the picture by one part alone, an index of PartNames: of first powers of a
// difference, as Distances are. 0 where the part was not seen.
func (s *Sight) Score(part int) float64 { return s.score[part] }

// Level is the lower quartile of that part over the picture's places.
func (s *Sight) Level(part int) float64 { return s.level[part] }

// Distances are those of the places by one part, row by row (high, wide), not smoothed: |x-y|, √(2 cos),
// the Mahalanobis distance, or |x-y| over the spread. Nil where the part was not seen. They are not changed.
func (s *Sight) Distances(part int) []float32 { return s.maps[part] }

// Shape is how many places there are.
func (s *Sight) Shape() (high, wide int) { return s.high, s.wide }

// Map is the smooth map of the distances of places by one part, as the score is of.
func (s *Sight) Map(part int) []float32 {
	m := make([]float32, s.high*s.wide)
	smooth(m, s.maps[part], s.high, s.wide)
	return m
}

// Scorer judges what was seen. One goroutine at a time may use it.
type Scorer struct {
	n      *Inspector
	join   *joiner
	room   *room
	coarse *Scorer // nil: one scale is all
}

// Scorer of the inspector, by its frozen distance.
func (n *Inspector) Scorer() *Scorer {
	s := &Scorer{n: n, join: n.Mix.joiner()}
	if n.Coarse != nil {
		s.coarse = n.coarse().Scorer()
	}
	return s
}

// ScorerBy is that of the fine scale of the inspector with another mix; only scores mean something then.
func (n *Inspector) ScorerBy(m Mix) *Scorer {
	by := n.FineOnly()
	by.Mix = m
	return by.Scorer()
}

// Score is the score of a picture that a Judge has seen, and what the guard looks at. The
// Judge may be of another inspector that has the same galleries; it panics if that has no coarse scale and this one has.
func (s *Scorer) Score(x *Sight) (float64, Figures) {
	if s.room == nil {
		s.room = newRoom(x.high, x.wide, x.top)
	}
	s.join.picture(x.level)
	score := s.room.score(func(i int) float32 { return s.join.at(&x.maps, i) })
	if s.coarse != nil {
		own, _ := s.coarse.Score(x.coarse)
		score = s.n.Coarse.joined(score, own)
	}
	f := x.figures
	f.Typical = s.n.Mix.strange(x.level)
	return score, f
}

// Verdict is that on a picture that a Judge has seen, with its score.
func (s *Scorer) Verdict(x *Sight) (risk.Verdict, float64) {
	score, f := s.Score(x)
	if s.n.Guard.look(f) != "" {
		return risk.Review, score
	}
	return s.n.Thresholds.Verdict(score), score
}
