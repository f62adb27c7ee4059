package inspect

import "time"

// Stages is how long the steps of a judgement took.
type Stages struct {
	Eye    time.Duration // from values to the vectors of places
	Search time.Duration // the nearest vectors of the gallery
	Rest   time.Duration // map, score, regions, guard
}

// Measure is Judge with a clock.
func (j *Judge) Measure(pix []uint8) (*Result, Stages) {
	var s Stages
	start := time.Now()
	lap := func(of *time.Duration) {
		now := time.Now()
		*of, start = now.Sub(start), now
	}
	j.see(pix)
	lap(&s.Eye)
	j.search()
	lap(&s.Search)
	r := j.result(pix)
	lap(&s.Rest)
	return r, s
}
