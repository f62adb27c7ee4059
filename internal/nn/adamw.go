package nn

import (
	"math"

	"mekiki/internal/kernel"
)

// AdamW configures Adam with decoupled weight decay (Loshchilov and Hutter,
// 2019), in PyTorch's form: Epsilon is added to the corrected root, and a step
// first takes rate*WeightDecay of a weight off. The zero value is no optimiser;
// DefaultAdamW gives PyTorch's defaults.
type AdamW struct{ Beta1, Beta2, Epsilon, WeightDecay float64 }

// DefaultAdamW are the defaults of PyTorch with the given weight decay.
func DefaultAdamW(weightDecay float64) AdamW { return AdamW{0.9, 0.999, 1e-8, weightDecay} }

// step gives the scalars of step t, from 1, at a learning rate; decay is whether
// the weights decay.
func (a AdamW) step(t int, rate float64, decay bool) kernel.AdamStep {
	n := float64(t)
	root := math.Sqrt(1 - math.Pow(a.Beta2, n))
	s := kernel.AdamStep{
		Rate:          float32(rate * root / (1 - math.Pow(a.Beta1, n))),
		OneMinusBeta1: float32(1 - a.Beta1), OneMinusBeta2: float32(1 - a.Beta2),
		Epsilon: float32(a.Epsilon * root),
	}
	if decay {
		s.Decay = float32(rate * a.WeightDecay)
	}
	return s
}

// adamSteps are those of weights that do not decay and of weights that do.
type adamSteps struct{ plain, decay kernel.AdamStep }

// both are the steps at a rate.
func (a AdamW) both(t int, rate float64) adamSteps {
	return adamSteps{a.step(t, rate, false), a.step(t, rate, true)}
}

// Adaptive is AdamW at work on one slab of weights, such as the learned weights
// of a loss. The zero value starts from the beginning.
type Adaptive struct {
	Steps int
	// M and V are the moments, of the length of the weights filled up with zeros to a
	// multiple of 16; nil before the first step.
	M, V []float32
}

// Step moves weights w along their gradient g, of the same length, which must be
// a multiple of 16 or is padded by a copy.
func (s *Adaptive) Step(o AdamW, w, g []float32, rate float64) {
	padded := kernel.Pad(len(w))
	if s.M == nil {
		s.M, s.V = make([]float32, padded), make([]float32, padded)
	}
	s.Steps++
	if padded == len(w) {
		kernel.Adam(w, s.M, s.V, g, o.step(s.Steps, rate, true))
		return
	}
	wp, gp := make([]float32, padded), make([]float32, padded)
	copy(wp, w)
	copy(gp, g)
	kernel.Adam(wp, s.M, s.V, gp, o.step(s.Steps, rate, true))
	copy(w, wp)
}
