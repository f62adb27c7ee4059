package batch

import "math"

// expSum is 1 + Σ exp(z), kept as exp(most)·(exp(-most) + more), most the largest z
// and at least 0, so that no z can overflow. The zero value is the empty sum, 1.
type expSum struct{ most, more float64 }

// add adds exp(z).
func (s *expSum) add(z float64) {
	if z > s.most {
		s.more = s.more*math.Exp(s.most-z) + 1
		s.most = z
		return
	}
	s.more += math.Exp(z - s.most)
}

// log is log(1 + Σ exp(z)).
func (s *expSum) log() float64 {
	if s.most == 0 {
		return math.Log1p(s.more)
	}
	return s.most + math.Log(math.Exp(-s.most)+s.more)
}

// share is exp(z) / (1 + Σ exp(z)).
func (s *expSum) share(z float64) float64 {
	return math.Exp(z-s.most) / (math.Exp(-s.most) + s.more)
}
