package workers

import "sync/atomic"

// Shares hands out jobs 0 to n-1 to workers, each once. A worker gets the same
// part of them in every step, as far as it keeps up, so that what it touches
// stays in its core's cache; when its part is done it helps the others.
type Shares struct {
	parts []share
}

// share is a part that is still to be done. The padding keeps counters of
// different workers in different cache lines.
type share struct {
	next, end atomic.Int64
	_         [112]byte
}

// NewShares has no jobs yet.
func NewShares(workers int) *Shares { return &Shares{parts: make([]share, workers)} }

// Even starts over with n jobs, shared evenly in their order. No worker may be
// taking any.
func (s *Shares) Even(n int) {
	w := len(s.parts)
	for i := range s.parts {
		s.parts[i].next.Store(int64(n * i / w))
		s.parts[i].end.Store(int64(n * (i + 1) / w))
	}
}

// Each starts over with so many jobs for each worker, in their order.
func (s *Shares) Each(counts []int) {
	at := int64(0)
	for i := range s.parts {
		s.parts[i].next.Store(at)
		at += int64(counts[i])
		s.parts[i].end.Store(at)
	}
}

// Take gives the worker its next job, or false if all are taken.
func (s *Shares) Take(worker int) (job int, ok bool) {
	for i := range s.parts {
		p := &s.parts[(worker+i)%len(s.parts)]
		if j := p.next.Add(1) - 1; j < p.end.Load() {
			return int(j), true
		}
	}
	return 0, false
}
