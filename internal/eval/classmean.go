package eval

import "mekiki/internal/metric"

// classMeans gives the mean vector of each class of the gallery, (classes, dim), of
// the vectors times their factor. size[c] pictures have class c; the mean of an
// empty class stays zero.
func classMeans(g Set, size []int, dim int, factor []float64, workers int) []float64 {
	mean := make([]float64, len(size)*dim)
	shareColumns(len(g.Labels), dim, workers, func(from, to int) {
		for i, c := range g.Labels {
			m := mean[int(c)*dim+from : int(c)*dim+to]
			for k, v := range g.Emb[i*dim+from : i*dim+to] {
				m[k] += float64(v) * factor[i]
			}
		}
	})
	for c, n := range size {
		for k := range dim {
			mean[c*dim+k] /= float64(max(n, 1))
		}
	}
	return mean
}

// nearestMean is the class whose mean, row c of mean, is nearest to x, the lowest
// of equals. What is no number is farthest.
func nearestMean(d metric.Measure[float64], x, mean []float64, size []int) int32 {
	dim := len(x)
	best, at := int32(-1), 0.0
	for c, n := range size {
		if n == 0 {
			continue
		}
		if v := d.Value(x, mean[c*dim:(c+1)*dim]); best < 0 || farther(at, v) {
			best, at = int32(c), v
		}
	}
	return best
}
