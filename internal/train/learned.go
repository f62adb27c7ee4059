package train

import (
	"math"

	"mekiki/internal/metric/formula"
	"mekiki/internal/metric/triplet"
	"mekiki/internal/nn"
)

// learned is the state of the learned parameters of a loss. A parameter is kept
// as its share of the way from its lower to its upper bound, so that one
// learning rate suits all of them.
type learned struct {
	Share []float64 `json:"share"`
	Best  []float64 `json:"best"` // shares at the best validation
	M     []float64 `json:"m"`    // Adam's moments
	V     []float64 `json:"v"`
	Steps int       `json:"steps"`
}

// learner trains the learned parameters beside the weights: the same Adam, and
// after each step a parameter that left its bounds is put back on them.
type learner struct {
	loss   *triplet.Loss[float32]
	params []formula.Parameter
	adam   nn.Adam
	slopes []float64 // of each triplet of the batch by each parameter
	state  *learned
}

// newLearner starts the parameters where the formula says; nil if there are none.
func newLearner(loss *triplet.Loss[float32], batch int, adam nn.Adam) *learner {
	params := loss.Learned()
	if len(params) == 0 {
		return nil
	}
	n := len(params)
	l := &learner{loss: loss, params: params, adam: adam, slopes: make([]float64, batch*n), state: &learned{
		Share: make([]float64, n), Best: make([]float64, n), M: make([]float64, n), V: make([]float64, n),
	}}
	for k, p := range params {
		l.state.Share[k] = (p.Value - p.Lo) / (p.Hi - p.Lo)
	}
	return l
}

// fits says whether a state of a checkpoint belongs to these parameters.
func (l *learner) fits(s *learned) bool {
	if l == nil || s == nil {
		return l == nil && s == nil
	}
	n := len(l.params)
	return len(s.Share) == n && len(s.Best) == n && len(s.M) == n && len(s.V) == n && s.Steps >= 0
}

// of is the part of slopes for triplets first to first+n of the batch.
func (l *learner) of(first, n int) []float64 {
	if l == nil {
		return nil
	}
	k := len(l.params)
	return l.slopes[first*k : (first+n)*k]
}

// step moves the parameters along the mean slope of a batch, summed in the order
// of the batch.
func (l *learner) step(triplets int) {
	if l == nil {
		return
	}
	s, n := l.state, len(l.params)
	s.Steps++
	t := float64(s.Steps)
	rate := l.adam.LearningRate * math.Sqrt(1-math.Pow(l.adam.Beta2, t)) / (1 - math.Pow(l.adam.Beta1, t))
	for k, p := range l.params {
		g := 0.0
		for i := range triplets {
			g += l.slopes[i*n+k]
		}
		g *= (p.Hi - p.Lo) / float64(triplets)
		s.M[k] += (1 - l.adam.Beta1) * (g - s.M[k])
		s.V[k] += (1 - l.adam.Beta2) * (g*g - s.V[k])
		s.Share[k] = min(max(s.Share[k]-rate*s.M[k]/(math.Sqrt(s.V[k])+l.adam.Epsilon), 0), 1)
	}
	l.apply()
}

// apply gives the loss the present values.
func (l *learner) apply() { l.loss.SetLearned(l.values(l.state.Share)) }

func (l *learner) values(shares []float64) []float64 {
	out := make([]float64, len(shares))
	for k, p := range l.params {
		out[k] = min(max(p.Lo+shares[k]*(p.Hi-p.Lo), p.Lo), p.Hi)
	}
	return out
}

// keep remembers the present parameters as the best.
func (l *learner) keep() {
	if l != nil {
		copy(l.state.Best, l.state.Share)
	}
}

// best puts the best values into a spec, so that a model says what was learned.
func (l *learner) best(s triplet.Spec) triplet.Spec {
	if l == nil {
		return s
	}
	values := map[string]float64{}
	for k, v := range l.values(l.state.Best) {
		values[l.params[k].Name] = v
	}
	return s.With(values)
}
