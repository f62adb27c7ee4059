package nn

import (
	"math"
	"math/rand/v2"
)

// draw sets the initial parameters. Fully connected layers of a plain network and a
// linear end are Glorot-uniform (Glorot and Bengio, 2010), other weights normal
// with variance 2/inputs (He et al., 2015). Biases are 0, scales of normalisations
// and running variances 1.
func (n *Net) draw(seed uint64) {
	r := rand.New(rand.NewPCG(seed, 0x6d656b696b69))
	last := n.plan.last()
	for i, t := range n.tensors {
		v := make([]float32, t.Size())
		switch {
		case t.matrix:
			out := t.Shape[0]
			in := len(v) / out
			linear := t.conv != nil && !t.conv.relu && n.plan.values[t.conv.out] == last && t.conv.out == len(n.plan.values)-1
			limit, deviation := math.Sqrt(6/float64(in+out)), math.Sqrt(2/float64(in))
			for k := range v {
				if n.Plain() || linear {
					v[k] = float32(limit * (2*r.Float64() - 1))
				} else {
					v[k] = float32(deviation * r.NormFloat64())
				}
			}
		case t.ones:
			for k := range v {
				v[k] = 1
			}
		}
		n.setValuesOf(n.params, i, v)
	}
}
