package batch

import (
	"math"

	"mekiki/internal/metric/distance"
)

// multiSimilarity is the multi-similarity loss with its own mining of pairs (Wang,
// Han, Huang, Dong and Scott, "Multi-Similarity Loss with General Pair Weighting
// for Deep Metric Learning", CVPR 2019, equations 13 to 15) on the cosine s:
//
//	L = 1/n Σ_i [ 1/α log(1 + Σ_p exp(-α(s_ip - λ))) + 1/β log(1 + Σ_k exp(β(s_ik - λ))) ]
//
// over the positives p and negatives k of picture i that are worth it:
//
//	s_ip < max_k s_ik + ε        s_ik > min_p s_ip - ε
//
// A picture without a positive or a negative in the batch adds nothing, but counts
// in n. λ is base, ε epsilon. Defaults are those of the authors' program (λ = 0.5;
// the paper says 1). Gradient: log(1 + Σ exp(z)) has the slope exp(z)/(1 + Σ exp(z))
// by each z, and the inner -α or β cancels against 1/α or 1/β,
//
//	∂L/∂s_ip = -exp(-α(s_ip-λ)) / (n (1 + Σ ...))        ∂L/∂s_ik = exp(β(s_ik-λ)) / (n (1 + Σ ...))
//
// what the mining picks taken as it is.
type multiSimilarity[T distance.Float] struct {
	alpha, beta, base, epsilon float64
	rows                       unitRows[T]
	s                          []T // cosines, then slopes, (n, n)
	times                      matrixProduct[T]
}

var _ = register(&entry{
	name: "multi-similarity", argument: "cos",
	params: []param{{"alpha", 2, 1e-3, 1000}, {"beta", 50, 1e-3, 1000}, {"base", 0.5, -1, 2}, {"epsilon", 0.1, 0, 4}},
	single: newMultiSimilarity[float32], double: newMultiSimilarity[float64],
})

func newMultiSimilarity[T distance.Float](s setup) (term[T], error) {
	return &multiSimilarity[T]{alpha: s.param("alpha"), beta: s.param("beta"), base: s.param("base"), epsilon: s.param("epsilon")}, nil
}

func (l *multiSimilarity[T]) eval(b *input[T]) float64 {
	n := b.n
	l.rows.set(b.emb, n, b.dim)
	l.s = grow(l.s, n*n)
	b.products(l.s, l.rows.u, l.rows.u, n, n, b.dim)
	b.stats.Unit = "pairs"
	loss := 0.0
	for i := range n {
		loss += l.anchor(b, i, l.s[i*n:(i+1)*n])
	}
	if b.grad != nil {
		symmetrise(l.s, n)
		l.times.into(b.grad, l.s, l.rows.u, n, n, b.dim, b.products)
		l.rows.back(b.grad, b.dim)
	}
	return loss / float64(n)
}

// anchor is the loss of picture i. It turns its row of cosines into slopes.
func (l *multiSimilarity[T]) anchor(b *input[T], i int, row []T) float64 {
	of, class := b.groups.of, b.groups.of[i]
	farthest, nearest := math.Inf(1), math.Inf(-1)
	for j, s := range row {
		switch {
		case j == i:
		case of[j] == class:
			farthest = min(farthest, float64(s))
		default:
			nearest = max(nearest, float64(s))
		}
	}
	if math.IsInf(farthest, 1) || math.IsInf(nearest, -1) {
		clear(row)
		return 0
	}
	b.stats.Considered += len(row) - 1
	var same, other expSum
	for j, s := range row {
		switch s := float64(s); {
		case j == i:
		case of[j] == class:
			if s < nearest+l.epsilon {
				same.add(-l.alpha * (s - l.base))
				b.stats.Live++
			}
		case s > farthest-l.epsilon:
			other.add(l.beta * (s - l.base))
			b.stats.Live++
		}
	}
	n := float64(b.n)
	for j := range row {
		s, slope := float64(row[j]), 0.0
		switch {
		case j == i:
		case of[j] == class:
			if s < nearest+l.epsilon {
				slope = -same.share(-l.alpha*(s-l.base)) / n
			}
		case s > farthest-l.epsilon:
			slope = other.share(l.beta*(s-l.base)) / n
		}
		row[j] = T(slope)
	}
	return same.log()/l.alpha + other.log()/l.beta
}
