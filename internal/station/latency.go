package station

import (
	"maps"
	"sync"

	"mekiki/internal/station/pictures"
)

// steps are the upper ends, in seconds, of the classes of a Latency.
var steps = []float64{0.005, 0.01, 0.02, 0.03, 0.05, 0.075, 0.1, 0.15, 0.2, 0.3, 0.5, 1, 2, 5}

// Latency is how long results took from picture to verdict, since the start: how many there are,
// their sum in seconds, and how many took so many seconds at most.
type Latency struct {
	Count   uint64
	Seconds float64
	Under   map[float64]uint64
}

// latencies adds up.
type latencies struct {
	mu  sync.Mutex
	sum Latency
}

func (l *latencies) add(milliseconds float64) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.sum.Under == nil {
		l.sum.Under = map[float64]uint64{}
	}
	s := milliseconds / 1000
	l.sum.Count++
	l.sum.Seconds += s
	for _, step := range steps {
		if s <= step {
			l.sum.Under[step]++
		}
	}
}

// Latency is that of all results since the start.
func (s *Station) Latency() Latency {
	s.latency.mu.Lock()
	defer s.latency.mu.Unlock()
	l := s.latency.sum
	l.Under = maps.Clone(l.Under)
	return l
}

// Kept is how many bytes of pictures are kept, and by which policy.
func (s *Station) Kept() (int64, pictures.Policy) { return s.keep.Bytes(), s.cfg.Policy }

// Keeper keeps the pictures, for who reads them.
func (s *Station) Keeper() *pictures.Keeper { return s.keep }
