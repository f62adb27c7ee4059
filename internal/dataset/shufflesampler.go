package dataset

import (
	"math/rand/v2"

	"mekiki/internal/lang"
)

// ShuffleSampler deals the pictures in random order, whatever their classes:
// each at most once an epoch.
//
// What is left over after the last whole batch makes a smaller one if it is at
// least half a batch; a smaller rest is not used in this epoch, because the
// statistics of a few pictures spoil batch normalisation. Every epoch leaves out
// others.
type ShuffleSampler struct {
	deal
	rows int
	want int // the batch that was asked for
}

// NewShuffleSampler deals batches of `batch` pictures out of rows, indices in
// im without repetition; nil rows are all pictures. Where there are fewer
// pictures than that, the one batch holds all of them, which is a warning. It
// is an error if the batch or the pictures are fewer than two. It panics on rows
// that are not in im, or twice.
func NewShuffleSampler(im *Images, rows []int32, batch int, seed uint64) (*ShuffleSampler, error) {
	rows = usable(im, rows)
	n := len(rows)
	if batch < 2 {
		return nil, lang.Errorf("a batch of %d: choose at least 2 pictures a batch", batch)
	}
	if n < 2 {
		return nil, lang.Errorf("batches need at least two pictures to learn from, and there are %d: add pictures or hold fewer back", n)
	}
	s := &ShuffleSampler{rows: n, want: batch}
	s.deal = deal{size: min(batch, n), seed: seed, stream: shuffleStream, epoch: -1, order: make([]int32, n), draw: func(rng *rand.Rand) {
		copy(s.order, rows)
		shuffle(rng, s.order)
	}}
	s.batches, s.rest = n/s.size, s.size
	if over := n % s.size; 2*over >= s.size {
		s.batches, s.rest = s.batches+1, over
	}
	return s, nil
}

// Warnings says if a batch cannot be as large as asked.
func (s *ShuffleSampler) Warnings() []string {
	if s.rows >= s.want {
		return nil
	}
	return []string{lang.T("the batch of %d is larger than the %d pictures to learn from; every batch holds them all", s.want, s.rows).String()}
}

// shuffle puts the pictures in random order.
func shuffle(rng *rand.Rand, rows []int32) {
	rng.Shuffle(len(rows), func(i, j int) { rows[i], rows[j] = rows[j], rows[i] })
}
