package kernel

// Lane is the width of a panel: all matrices are stored in strips of 16 columns.
const Lane = 16

// Pad rounds n up to whole panels.
func Pad(n int) int { return (n + Lane - 1) &^ (Lane - 1) }

// Panels is an (n, k) matrix packed for products: strip j holds rows 16j to
// 16j+15, [Pad(n)/16][Pad(k)][16], zero beyond n and k.
type Panels struct {
	N, K int
	data []float32
}

// NewPanels packs the row-major (n, k) matrix y. It panics if y is shorter than n*k.
func NewPanels(y []float32, n, k int) *Panels {
	p := &Panels{N: n, K: k, data: make([]float32, Pad(n)*Pad(k))}
	kk := Pad(k)
	for i := range n {
		row := y[i*k : (i+1)*k]
		for t, v := range row {
			p.data[(i/Lane)*kk*Lane+t*Lane+i%Lane] = v
		}
	}
	return p
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
// It is safe for concurrent use. It panics if a slice is too short.
func (p *Panels) Products(dst, x []float32, rows int) {
	kk := Pad(p.K)
	for i := range rows {
		for j := range p.N {
			var s float32
			for t := range p.K {
				s += x[i*p.K+t] * p.data[(j/Lane)*kk*Lane+t*Lane+j%Lane]
			}
			dst[i*p.N+j] = s
		}
	}
}
