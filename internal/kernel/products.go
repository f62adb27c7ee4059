package kernel

import "fmt"

// Panels is an (N, K) matrix packed for inner products with the rows of other
// matrices.
type Panels struct {
	N, K int
	data []float32
}

// NewPanels packs the row-major (n, k) matrix y. It panics if y is shorter than n*k.
func NewPanels(y []float32, n, k int) *Panels {
	p := &Panels{N: n, K: k, data: make([]float32, Pad(n)*Pad(k))}
	PackWeights(p.data, y, n, k)
	return p
}

// Rows writes n rows from row from on, a multiple of 16, row-major (n, K), to dst. It panics if
// there are no such rows or dst is too short.
func (p *Panels) Rows(dst []float32, from, n int) {
	if from < 0 || from%Lane != 0 || from+n > p.N {
		panic(fmt.Sprintf("kernel: Rows: %d from %d of %d", n, from, p.N))
	}
	UnpackWeights(dst[:n*p.K], p.data[from*Pad(p.K):], n, p.K)
}

// ProductScratch is the number of float32 that Products needs for so many rows.
func (p *Panels) ProductScratch(rows int) int {
	return PadRows(rows) * (Pad(p.K) + Pad(p.N))
}

// Products computes all inner products of the rows of x with the rows of the
// packed matrix y. x is row-major (rows, K), dst row-major (rows, N):
//
//	for i := range rows {
//		for j := range p.N {
//			dst[i*p.N+j] = sum over t of x[i*p.K+t] * y[j*p.K+t]
//		}
//	}
//
// scratch has ProductScratch(rows) values or is nil, then it is allocated. Safe
// for concurrent use with different dst and scratch. It panics if a slice is
// too short.
func (p *Panels) Products(dst, x []float32, rows int, scratch []float32) {
	if len(dst) < rows*p.N || len(x) < rows*p.K {
		panic(fmt.Sprintf("kernel: Products: %d rows of (%d, %d) with %d inputs and %d outputs", rows, p.N, p.K, len(x), len(dst)))
	}
	if scratch == nil {
		scratch = make([]float32, p.ProductScratch(rows))
	}
	capacity := PadRows(rows)
	a, c := scratch[:capacity*Pad(p.K)], scratch[capacity*Pad(p.K):p.ProductScratch(rows)]
	Pack(a, x, rows, p.K, capacity)
	Mul(c, a, p.data, rows, capacity, Pad(p.K), Pad(p.N), nil)
	Unpack(dst, c, rows, p.N, capacity)
}
