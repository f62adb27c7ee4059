package search

import "fmt"

// Means gives the mean vector of each class of rows in what the measure compares, (classes,
// dim): by the cosine that of the vectors at unit length, else of the vectors as they are.
// class is that of each row; the mean of a class without rows is zero. It is bitwise the same
// in any order of the rows. It panics if there are not as many classes as rows, or x was changed.
func (x *Index) Means(class []int32, classes int) []float64 {
	v := x.view.Load()
	if v.whole == nil || len(class) != v.rows {
		panic(fmt.Sprintf("search: classes of %d rows, of %d, or of a changed index", len(class), v.rows))
	}
	from, s := v.whole, v.space
	if s == nil {
		s = &space{dim: x.dim, mean: make([]float64, x.dim), scale: 1, factor: factors(from.matrix, false, x.workers)}
		if v.rows > 0 {
			s.centre(from, v.rows, x.workers)
		}
	}
	size := make([]int, classes)
	for _, c := range class {
		size[c]++
	}
	sum, value := make([]int64, classes*x.dim), newFixed(s.longest, v.rows)
	shareColumns(v.rows, x.dim, x.workers, func(first, last int) {
		for j, f := range s.factor {
			row := from.row(j)[first:last]
			for _, i := range from.of(j) {
				sum := sum[int(class[i])*x.dim+first:][:len(row)]
				for k, v := range row {
					sum[k] += value.of(float64(v) * f)
				}
			}
		}
	})
	mean := make([]float64, len(sum))
	for c, n := range size {
		for k := c * x.dim; k < (c+1)*x.dim; k++ {
			mean[k] = value.value(sum[k], n) / float64(max(n, 1))
		}
	}
	return mean
}
