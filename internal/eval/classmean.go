package eval

import "mekiki/internal/metric"

// classMeans gives the mean vector of each class of the gallery, (classes, dim), of
// the rows times their factor, the longest of which is longest. size[c] pictures have class c; the mean of an
// empty class stays zero.
func classMeans(g *stock, size []int, factor []float64, longest float64, workers int) []float64 {
	dim := g.dim
	sum, value := make([]int64, len(size)*dim), newFixed(longest, g.pictures)
	shareColumns(g.pictures, dim, workers, func(from, to int) {
		for j, f := range factor {
			row := g.row(j)[from:to]
			for _, b := range g.of(j) {
				sum := sum[int(b.class)*dim+from:][:len(row)]
				for k, v := range row {
					sum[k] += value.of(float64(v)*f) * int64(b.pictures)
				}
			}
		}
	})
	mean := make([]float64, len(sum))
	for c, n := range size {
		for k := c * dim; k < (c+1)*dim; k++ {
			mean[k] = value.value(sum[k], n) / float64(max(n, 1))
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
