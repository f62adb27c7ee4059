package search

// pairSeeker measures every pair.
type pairSeeker struct {
	v        *view
	near     []podium
	keyed    *keyed // nil if no keys are asked for
	distance [span]float64
}

func newPairSeeker(v *view, rows int, keys bool) *pairSeeker {
	s := &pairSeeker{v: v, near: make([]podium, rows)}
	if keys {
		s.keyed = newKeyed(rows, v.distinct())
	}
	return s
}

func (s *pairSeeker) fill(query []float32, want Want) {
	for i := range len(query) / s.v.dim {
		x := query[i*s.v.dim : (i+1)*s.v.dim]
		s.near[i].clear(want)
		for k, t := range s.v.strips {
			for from := 0; from < t.rows(); from += span {
				s.span(i, k<<stripBits, from, x, t)
			}
		}
	}
}

// span measures the rows of a strip that begin at from; first is the place of the strip's first.
func (s *pairSeeker) span(i, first, from int, x []float32, t *strip) {
	distance := s.distance[:min(span, t.rows()-from)]
	for j := range distance {
		distance[j] = s.v.measure.Value(x, t.row(from+j))
		s.near[i].add(distance[j], int32(first+from+j), int32(t.copies(from+j)))
	}
	if s.keyed != nil {
		s.keyed.set(i, first+from, distance)
	}
}

func (s *pairSeeker) keys(i int) []uint32   { return s.keyed.key[i] }
func (s *pairSeeker) nearest(i int) *podium { return &s.near[i] }
