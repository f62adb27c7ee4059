package inspect

import (
	"context"
	"slices"

	"mekiki/internal/inspect/gallery"
	"mekiki/internal/inspect/patch"
	"mekiki/internal/inspect/risk"
)

// Sight is what all parts of a distance say of a picture, before they are joined: so that
// many distances can judge it by one look.
type Sight struct {
	score, level [parts]float64 // of the map by each part alone, in first powers
	maps         distances
	figures      Figures // but for what is typical
	high, wide   int
	top          int // of the score
}

// sight looks at a picture's values as Judge does, without judging: at the parts that it searches for.
func (j *Judge) sight(pix []uint8) *Sight {
	j.search(j.look.Look(pix))
	s := &Sight{figures: measure(pix, j.n.Input, 0), high: j.high, wide: j.wide, top: j.n.Top}
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
	f, err := patch.New(n.Eye, n.size(), n.factors(), 1)
	if err != nil {
		return err
	}
	return each(ctx, count, workers, func() (func(i int) error, func()) {
		judge, take := newJudge(n, f, 1, gallery.All), worker()
		return func(i int) error {
			pix, err := pictures.Bytes(i)
			if err != nil {
				return err
			}
			take(i, judge.sight(pix))
			return nil
		}, judge.Close
	})
}

// Scorer judges what was seen. One goroutine at a time may use it.
type Scorer struct {
	n    *Inspector
	join *joiner
	room *room
}

// Scorer of the inspector.
func (n *Inspector) Scorer() *Scorer { return &Scorer{n: n, join: n.Mix.joiner()} }

// Score is the score of a picture that a Judge has seen, and what the guard looks at. The
// Judge may be of another inspector that has the same gallery.
func (s *Scorer) Score(x *Sight) (float64, Figures) {
	if s.room == nil {
		s.room = newRoom(x.high, x.wide, x.top)
	}
	s.join.picture(x.level)
	score := s.room.score(func(i int) float32 { return s.join.at(&x.maps, i) })
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
