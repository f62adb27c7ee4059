package eval

import "mekiki/internal/stats"

// interval is the 95 % interval of bootstrap replicates around value.
func interval(value float64, replicates []float64) Interval {
	return Interval(stats.PercentileInterval(value, replicates, 0.025))
}

// means gives the mean of each column of scores with its interval, all columns
// over the same resamples.
func means(scores [][measures]float64, opt Options) [measures]Interval {
	n := len(scores)
	var total [measures]float64
	for i := range scores {
		for k, v := range scores[i] {
			total[k] += v
		}
	}
	var replicates [measures][]float64
	for k := range replicates {
		replicates[k] = make([]float64, opt.Resamples)
	}
	rs := stats.NewResampler(opt.Seed)
	for b := range opt.Resamples {
		var sum [measures]float64
		for range n {
			row := &scores[rs.Draw(n)]
			for k, v := range row {
				sum[k] += v
			}
		}
		for k, s := range sum {
			replicates[k][b] = s / float64(n)
		}
	}
	var out [measures]Interval
	for k := range out {
		out[k] = interval(total[k]/float64(n), replicates[k])
	}
	return out
}
