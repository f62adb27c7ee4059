package calibrate

import (
	"math"

	"mekiki/internal/analyze/parallel"
	"mekiki/internal/analyze/triplets"
	"mekiki/internal/metric/distance"
)

// gradientBlock is how many triplets a worker takes at a time.
const gradientBlock = 512

// gradientLengths gives for each distance the mean over triplets of
//
//	| ∂(d(a,p) - d(a,n)) / ∂(a, p, n) |
//
// the Euclidean length of the gradient by all three vectors together: how hard
// an open hinge of weight 1 pulls at a triplet. For pictures the vectors are the
// pixels, 0 to 1.
func gradientLengths(in *triplets.Input, kinds []distance.Distance[float64], workers int) []float64 {
	index, dim := in.Index, in.Dim
	lengths := make([][]float64, len(kinds))
	for k := range lengths {
		lengths[k] = make([]float64, len(index))
	}
	parallel.Share((len(index)+gradientBlock-1)/gradientBlock, workers, func() func(int) {
		var rows, grad [3][]float64
		for k := range rows {
			rows[k], grad[k] = make([]float64, dim), make([]float64, dim)
		}
		return func(b int) {
			for i := b * gradientBlock; i < min((b+1)*gradientBlock, len(index)); i++ {
				for k, r := range index[i] {
					in.Row(rows[k], r)
				}
				for k, d := range kinds {
					for _, g := range grad {
						clear(g)
					}
					d.AddGrad(1, rows[0], rows[1], grad[0], grad[1])
					d.AddGrad(-1, rows[0], rows[2], grad[0], grad[2])
					lengths[k][i] = length3(grad)
				}
			}
		}
	})
	means := make([]float64, len(kinds))
	for k, l := range lengths {
		for _, v := range l { // in the order of the triplets, for the same bits
			means[k] += v
		}
		means[k] /= float64(len(index))
	}
	return means
}

func length3(g [3][]float64) float64 {
	sum := 0.0
	for _, row := range g {
		for _, v := range row {
			sum += v * v
		}
	}
	return math.Sqrt(sum)
}
