package search

import (
	"math"

	"mekiki/internal/metric/distance"
)

// sums is a strip prepared for formulas of the sums over a pair. The kernel's
// float32 products are those of places near the mean m, see space: they
// have the digits for |x-y|² where an embedding has collapsed, and <x,y> follows as
//
//	<x,y> = <x-m,y-m> + <m,x> + <m,y> - <m,m>
type sums struct {
	square      []float64           // |y-m|², in places' scale, of each row
	along       []float64           // <m,y>
	lengths     []*distance.Lengths // of each span
	far         []float64           // the longest |y-m| of each span, in places' scale
	short, long float64             // the least and the largest |y|
}

func newSums(s *space, t *strip) *sums {
	n := t.rows()
	g := &sums{square: make([]float64, n), along: make([]float64, n), short: math.Inf(1)}
	at, yy := make([]float64, s.dim), make([]float64, span)
	for from := 0; from < n; from += span {
		n, far := min(span, n-from), 0.0
		for i := range n {
			y := t.row(from + i)
			g.square[from+i], g.along[from+i] = s.place(at, y, 1), s.alongMean(y)
			yy[i] = distance.MomentsOf(y, y).XX
			far = max(far, g.square[from+i])
			g.short, g.long = min(g.short, math.Sqrt(yy[i])), max(g.long, math.Sqrt(yy[i]))
		}
		g.lengths = append(g.lengths, distance.NewLengths(yy[:n]))
		g.far = append(g.far, math.Sqrt(far))
	}
	return g
}

// alongMean is <m,x>.
func (s *space) alongMean(x []float32) float64 {
	sum := 0.0
	for k, v := range x {
		sum += s.mean[k] * float64(v)
	}
	return sum
}
