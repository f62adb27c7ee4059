package stats

import (
	"math"

	"gonum.org/v1/gonum/stat/distuv"
)

// FleissKappa is the agreement of ratings beyond chance, by Fleiss (Measuring Nominal Scale
// Agreement Among Many Raters, 1971): counts[i][k] is how many ratings of part i are class k, at
// least two in all. The interval of 95 % is by Gwet (Large-Sample Variance of Fleiss Generalized Kappa,
// 2021), with Student's t of parts - 1, and ends at 1. Value is NaN where all ratings are of one class, the
// limits are also where there is one part. It panics on rows of different lengths or with fewer than two ratings.
func FleissKappa(counts [][]int) Interval {
	return agreement(counts, func(p []float64) []float64 { return p })
}

// GwetAC1 is the agreement of ratings beyond chance, by Gwet (Computing Inter-Rater
// Reliability and Its Variance in the Presence of High Agreement, 2008), whose chance stays small where nearly
// all parts are of one class, as in inspection: there kappa is low although all agree. Arguments and interval as
// in FleissKappa; all of one class is 1.
func GwetAC1(counts [][]int) Interval {
	return agreement(counts, func(p []float64) []float64 {
		w := make([]float64, len(p))
		for k, v := range p {
			w[k] = (1 - v) / float64(len(p)-1)
		}
		return w
	})
}

// agreement is (pa - pe)/(1 - pe), where a rating of class k agrees by chance with weight[k]; weights
// come from the shares of classes.
func agreement(counts [][]int, weights func(share []float64) []float64) Interval {
	n := float64(len(counts))
	if n == 0 {
		return Interval{math.NaN(), math.NaN(), math.NaN()}
	}
	classes := len(counts[0])
	share := make([]float64, classes)
	agree := make([]float64, len(counts))
	for i, row := range counts {
		if len(row) != classes || classes < 2 {
			panic("stats: ratings of different classes, or of fewer than two")
		}
		r, pairs := 0, 0
		for _, c := range row {
			r, pairs = r+c, pairs+c*(c-1)
		}
		if r < 2 {
			panic("stats: a part with fewer than two ratings")
		}
		agree[i] = float64(pairs) / float64(r*(r-1))
		for k, c := range row {
			share[k] += float64(c) / float64(r) / n
		}
	}
	weight := weights(share)
	pa, pe := 0.0, 0.0
	for _, a := range agree {
		pa += a / n
	}
	for k, v := range share {
		pe += v * weight[k]
	}
	if pe >= 1-1e-12 {
		return Interval{math.NaN(), math.NaN(), math.NaN()}
	}
	value := (pa - pe) / (1 - pe)
	sum := 0.0
	for i, row := range counts {
		r, chance := 0.0, 0.0
		for k, c := range row {
			r, chance = r+float64(c), chance+float64(c)*weight[k]
		}
		d := (agree[i]-pe)/(1-pe) - 2*(1-value)*(chance/r-pe)/(1-pe) - value
		sum += d * d
	}
	return within(value, math.Sqrt(sum/(n*(n-1))), len(counts))
}

// CohenKappa is the agreement of two raters beyond chance, by Cohen (A Coefficient of Agreement for
// Nominal Scales, 1960): ratings[i] are the pairs of part i, of classes 0 to classes-1, one for each
// time that both rated it. All pairs count in the value, as in AIAG's cross tables; in the interval of 95 %
// a part is one part, however often it was rated (leave-one-part-out jackknife, Student's t). NaN as in FleissKappa, where
// both raters gave one and the same class throughout. It panics on classes out of range.
func CohenKappa(ratings [][][2]int, classes int) Interval {
	table := make([][]float64, classes)
	for k := range table {
		table[k] = make([]float64, classes)
	}
	add := func(pairs [][2]int, by float64) {
		for _, p := range pairs {
			table[p[0]][p[1]] += by
		}
	}
	for _, pairs := range ratings {
		add(pairs, 1)
	}
	value, n := cohen(table), float64(len(ratings))
	left, mean := make([]float64, len(ratings)), 0.0
	for i, pairs := range ratings {
		add(pairs, -1)
		left[i] = cohen(table)
		add(pairs, 1)
		mean += left[i] / n
	}
	sum := 0.0
	for _, v := range left {
		sum += (v - mean) * (v - mean)
	}
	return within(value, math.Sqrt(sum*(n-1)/n), len(ratings))
}

// cohen is kappa of a table of two raters.
func cohen(table [][]float64) float64 {
	all, same, chance := 0.0, 0.0, 0.0
	row, col := make([]float64, len(table)), make([]float64, len(table))
	for i := range table {
		for j, c := range table[i] {
			all, row[i], col[j] = all+c, row[i]+c, col[j]+c
		}
		same += table[i][i]
	}
	for k := range row {
		chance += row[k] * col[k] / (all * all)
	}
	if all == 0 || chance >= 1-1e-12 {
		return math.NaN()
	}
	return (same/all - chance) / (1 - chance)
}

// within is a coefficient with its interval of 95 %, of n parts.
func within(value, se float64, n int) Interval {
	value = min(1, value) // sums of shares round
	if n < 2 {
		return Interval{value, math.NaN(), math.NaN()}
	}
	t := distuv.StudentsT{Mu: 0, Sigma: 1, Nu: float64(n - 1)}.Quantile(0.975)
	return Interval{value, max(-1, value-t*se), min(1, value+t*se)}
}
