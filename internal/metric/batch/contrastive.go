package batch

import (
	"mekiki/internal/metric/distance"
	"mekiki/internal/metric/formula"
	"mekiki/internal/metric/triplet"
)

// contrastive is the contrastive loss (Hadsell, Chopra and LeCun, "Dimensionality
// Reduction by Learning an Invariant Mapping", CVPR 2006, equation 4): same pairs
// are pulled together, different ones pushed apart until the margin m,
//
//	L = mean over same pairs of d²/2 + mean over different pairs of relu(m - d)²/2
//
// over ordered pairs of different pictures. The paper's sum weighs each pair alike;
// in a batch of ten classes nine of ten pairs are different, so same and
// different are averaged apart, each by the reducer. d is the Euclidean distance, as
// in the paper, or any formula of a pair: contrastive(cos),
// contrastive(0.8*cos + 0.02*euc). Gradient: d ∂d for a same pair, -(m-d) ∂d for a
// different one within the margin, else 0.
type contrastive[T distance.Float] struct {
	margin   float64
	nonzero  bool
	distance *pairFormula[T]
	tables   pairTables[T]

	broke  bool // broken is the first pair of the present batch that is undefined
	broken [2]int
}

var _ = register(&entry{
	name: "contrastive", argument: "euc", measured: true,
	params: []param{{"m", 1, 0, 1e6}},
	single: newContrastive[float32], double: newContrastive[float64],
})

func newContrastive[T distance.Float](s setup) (term[T], error) {
	l := &contrastive[T]{margin: s.param("m"), nonzero: s.Reducer == reduceNonzero}
	var err error
	l.distance, err = newPairFormula(&l.tables, s.measure, s.Mahalanobis, true)
	if err != nil {
		return nil, err
	}
	l.tables.mahalanobis = l.distance.loss.Mahalanobis()
	return l, nil
}

func (l *contrastive[T]) eval(b *input[T]) float64 {
	l.tables.set(b)
	b.stats.Unit, b.stats.Considered = "pairs", b.n*(b.n-1)
	l.broke = false
	// The slopes are divided by the numbers of pairs, so these come first.
	sum, over := l.pairs(b, nil)
	if b.grad != nil {
		l.pairs(b, &over)
		l.tables.back(b, 1)
	}
	b.stats.Live = over.live
	return sum[0]/max(over.pairs[0], 1) + sum[1]/max(over.pairs[1], 1)
}

// counts are the numbers of same and of different pairs that the means run over.
type counts struct {
	pairs [2]float64
	live  int
}

// pairs sums the losses of same and of different pairs. Where over is given it adds the
// slopes, divided by it.
func (l *contrastive[T]) pairs(b *input[T], over *counts) (sum [2]float64, found counts) {
	of := b.groups.of
	for i := range b.n {
		for j := range b.n {
			if i == j {
				continue
			}
			kind, slope := 0, l.distance.value(i, j)
			one := slope * slope / 2
			if of[i] != of[j] {
				kind, slope = 1, slope-l.margin
				if slope > 0 {
					slope = 0
				}
				one = slope * slope / 2
			}
			sound := formula.Finite(slope) // a different pair may be infinitely far apart
			sum[kind] += one
			if one != 0 || !l.nonzero {
				found.pairs[kind]++
			}
			if slope != 0 {
				found.live++
				if over != nil {
					l.distance.addSlopes(i, j, slope/over.pairs[kind])
					_, slopes := l.distance.loss.Alive(&l.distance.r)
					sound = sound && formula.Finite(slopes)
				}
			}
			if !sound && !l.broke {
				l.broke, l.broken = true, [2]int{i, j}
			}
		}
	}
	return sum, found
}

// explain says what is wrong with the first pair that is undefined, if any is.
func (l *contrastive[T]) explain(b *input[T]) (rows []int, why error) {
	if !l.broke {
		return nil, nil
	}
	rows = l.broken[:]
	return rows, triplet.ExplainPair(l.distance.loss, b.row(rows[0]), b.row(rows[1]))
}
