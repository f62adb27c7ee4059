package kernel

import (
	"math"
	"testing"

	"pgregory.net/rapid"
)

// matrix is panels of some random numbers, row by row.
func matrix(t *rapid.T, rows, capacity, n int) []float32 {
	x := make([]float32, Pad(n)*capacity)
	values := rapid.SliceOfN(rapid.Float32Range(-30, 30), rows*n, rows*n).Draw(t, "x")
	for i := range rows {
		for j := range n {
			x[(j/16*capacity+i)*16+j%16] = values[i*n+j]
		}
	}
	return x
}

// rowOfMatrix is row i in order.
func rowOfMatrix(x []float32, i, capacity, n int) []float64 {
	r := make([]float64, n)
	for j := range r {
		r[j] = float64(x[(j/16*capacity+i)*16+j%16])
	}
	return r
}

// Shares add up to 1, and a larger number gets no smaller share.
func TestSoftmaxProperties(t *testing.T) {
	levels(t, func(t *testing.T) {
		rapid.Check(t, func(t *rapid.T) {
			rows, n := rapid.IntRange(1, 9).Draw(t, "rows"), rapid.IntRange(1, 70).Draw(t, "n")
			capacity := rows + rapid.IntRange(0, 3).Draw(t, "more")
			x := matrix(t, rows, capacity, n)
			before := append([]float32(nil), x...)
			SoftmaxRows(x, rows, capacity, n, 1)
			for i := range rows {
				was, share, sum := rowOfMatrix(before, i, capacity, n), rowOfMatrix(x, i, capacity, n), 0.0
				for j, s := range share {
					sum += s
					if j > 0 && (was[j] > was[j-1]) != (s > share[j-1]) && s != share[j-1] {
						t.Fatalf("row %d: %v and %v have the shares %v and %v", i, was[j-1], was[j], share[j-1], s)
					}
				}
				if math.Abs(sum-1) > 1e-5 {
					t.Fatalf("row %d: the shares add up to %v", i, sum)
				}
			}
		})
	})
}

// A normalised row has mean 0 and variance 1, unless it was constant.
func TestLayerNormProperties(t *testing.T) {
	levels(t, func(t *testing.T) {
		rapid.Check(t, func(t *rapid.T) {
			rows, n := rapid.IntRange(1, 9).Draw(t, "rows"), rapid.IntRange(2, 70).Draw(t, "n")
			capacity := rows + rapid.IntRange(0, 3).Draw(t, "more")
			x := matrix(t, rows, capacity, n)
			before := append([]float32(nil), x...)
			LayerNormRows(x, x, rows, capacity, n, nil, nil, 0)
			for i := range rows {
				if _, variance := spread(rowOfMatrix(before, i, capacity, n)); variance < 1e-3 {
					continue
				}
				if mean, variance := spread(rowOfMatrix(x, i, capacity, n)); math.Abs(mean) > 1e-3 || math.Abs(variance-1) > 1e-3 {
					t.Fatalf("row %d: mean %v, variance %v", i, mean, variance)
				}
			}
		})
	})
}

// spread is mean and variance.
func spread(x []float64) (mean, variance float64) {
	for _, v := range x {
		mean += v / float64(len(x))
	}
	for _, v := range x {
		variance += (v - mean) * (v - mean) / float64(len(x))
	}
	return mean, variance
}
