package batch

import (
	"math"

	"mekiki/internal/metric/distance"
)

// faint is the share of a softmax below which a picture counts as not live: what
// is left to learn from it is next to nothing.
const faint = 1e-3

// supcon is the supervised contrastive loss L_out of Khosla and others
// ("Supervised Contrastive Learning", NeurIPS 2020, equation 2) on the cosine: each
// picture i is to find the others of its class, P(i), among all other pictures,
//
//	L = mean over i of  -1/|P(i)| Σ_p∈P(i) log( exp(s_ip/t) / Σ_j≠i exp(s_ij/t) )
//
// with s the cosine and t the temperature tau. The mean runs over the pictures whose
// P(i) is not empty. Gradient, with q_ij = exp(s_ij/t) / Σ_k≠i exp(s_ik/t): the
// logarithm of the sum has the slope q_ij/t by s_ij and the mean of the positives
// 1/(|P(i)|t), so
//
//	∂L/∂s_ij = (q_ij - [j∈P(i)]/|P(i)|) / (t N)        N = number of i in the mean
//
// and s_ij = s_ji collects both.
type supcon[T distance.Float] struct {
	tau   float64
	rows  unitRows[T]
	s     []T       // cosines, then slopes, (n, n)
	e     []float64 // of one row
	times matrixProduct[T]
}

var _ = register(&entry{
	name: "supcon", argument: "cos",
	params: []param{{"tau", 0.1, 1e-3, 100}},
	single: newSupcon[float32], double: newSupcon[float64],
})

func newSupcon[T distance.Float](s setup) (term[T], error) {
	return &supcon[T]{tau: s.param("tau")}, nil
}

func (l *supcon[T]) eval(b *input[T]) float64 {
	n := b.n
	l.rows.set(b.emb, n, b.dim)
	l.s, l.e = grow(l.s, n*n), grow(l.e, n)
	b.products(l.s, l.rows.u, l.rows.u, n, n, b.dim)
	anchors := 0
	for i := range n {
		if len(b.groups.members(i)) > 1 {
			anchors++
		}
	}
	b.stats.Unit, b.stats.Considered = "pictures", anchors
	loss := 0.0
	for i := range n {
		row := l.s[i*n : (i+1)*n]
		positives := float64(len(b.groups.members(i)) - 1)
		if positives == 0 {
			clear(row)
			continue
		}
		one, live := l.anchor(row, b.groups.members(i), i, positives, 1/(l.tau*float64(anchors)))
		loss += one
		if live {
			b.stats.Live++
		}
	}
	if b.grad != nil {
		symmetrise(l.s, n)
		l.times.into(b.grad, l.s, l.rows.u, n, n, b.dim, b.products)
		l.rows.back(b.grad, b.dim)
	}
	return loss / float64(anchors)
}

// anchor is the loss of picture i. It turns its row of cosines into slopes.
func (l *supcon[T]) anchor(row []T, members []int32, i int, positives, scale float64) (loss float64, live bool) {
	row[i] = T(math.Inf(-1))
	most := row[0]
	for _, s := range row {
		most = max(most, s)
	}
	sum := 0.0
	for j, s := range row {
		l.e[j] = math.Exp((float64(s) - float64(most)) / l.tau)
		sum += l.e[j]
	}
	near, share := 0.0, 0.0
	for _, p := range members {
		if int(p) != i {
			near += float64(row[p])
			share += l.e[p] / sum
		}
	}
	for j, e := range l.e[:len(row)] {
		row[j] = T(e / sum * scale)
	}
	most64 := float64(most)
	off := 1 - share // what lies on other classes, and how unevenly the positives share
	for _, p := range members {
		if int(p) != i {
			off = max(off, math.Abs(l.e[p]/sum-1/positives))
			row[p] = T((l.e[p]/sum - 1/positives) * scale)
		}
	}
	row[i] = 0
	return math.Log(sum) + (most64-near/positives)/l.tau, off > faint
}

// symmetrise adds to a square matrix what it is turned over: s_ij is s_ji.
func symmetrise[T distance.Float](s []T, n int) {
	for i := range n {
		s[i*n+i] *= 2
		for j := range i {
			sum := s[i*n+j] + s[j*n+i]
			s[i*n+j], s[j*n+i] = sum, sum
		}
	}
}
