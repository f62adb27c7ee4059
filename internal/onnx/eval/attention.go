package eval

import (
	"math"

	"mekiki/internal/onnx/graph"
)

func attention(op graph.Attention, in []*Array, y *Array) {
	q, k, v := in[0], in[1], in[2]
	n := len(q.Shape) - 2
	t, d, s, e := q.Shape[n], q.Shape[n+1], k.Shape[n], v.Shape[n+1]
	weights := make([]float64, s)
	for row := range len(y.F) / max(1, e) {
		head := row / t
		largest, sum := math.Inf(-1), 0.0
		for j := range weights {
			weights[j] = 0
			for i := range d {
				weights[j] += q.F[row*d+i] * k.F[(head*s+j)*d+i]
			}
			weights[j] *= float64(op.Scale)
			largest = max(largest, weights[j])
		}
		for j := range weights {
			weights[j] = math.Exp(weights[j] - largest)
			sum += weights[j]
		}
		for j, w := range weights {
			for i := range e {
				y.F[row*e+i] += w / sum * v.F[(head*s+j)*e+i]
			}
		}
	}
}
