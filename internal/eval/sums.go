package eval

import (
	"math"

	"mekiki/internal/metric"
)

// sums is the gallery prepared for formulas of the sums over a pair. The kernel's
// float32 products are those of places near the gallery's mean m, see space: they
// have the digits for |x-y|² where an embedding has collapsed, and <x,y> follows as
//
//	<x,y> = <x-m,y-m> + <m,x> + <m,y> - <m,m>
type sums struct {
	*gallery
	square  []float64 // |y-m|², in places' scale, of each row
	along   []float64 // <m,y>
	lengths []*metric.ColumnLengths
	far     []float64 // the longest |y-m| of each span, in places' scale
}

// newSums needs a Euclidean space.
func newSums(s *space, from *stock, workers int) *sums {
	g := &sums{gallery: newGallery(s, from, workers)}
	g.square, g.along = make([]float64, g.n), make([]float64, g.n)
	at, yy := make([]float64, from.dim), make([]float64, span)
	for from := 0; from < g.n; from += span {
		n, far := min(span, g.n-from), 0.0
		for i := range n {
			y := g.row(from + i)
			g.square[from+i], g.along[from+i] = s.place(at, y, 1), s.alongMean(y)
			yy[i] = metric.MomentsOf(y, y).XX
			far = max(far, g.square[from+i])
		}
		g.lengths = append(g.lengths, metric.NewColumnLengths(yy[:n]))
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

// sumSeeker looks for queries by a formula of the sums.
type sumSeeker struct {
	*measured
	g        *sums
	columns  *metric.Columns
	place    []float64
	x        []float32 // (blockRows, dim)
	rows     [blockRows]sumRow
	product  []float32 // (blockRows, stripRows)
	scratch  []float32
	xy, dd   [span]float64
	distance [span]float64
}

// sumRow is what is known of a query.
type sumRow struct {
	xx            float64 // <x,x>
	square, along float64 // |x-m|² in places' scale, <m,x> - <m,m>
}

func newSumSeeker(g *sums, d metric.Measure[float32]) *sumSeeker {
	columns, _ := metric.NewColumns(d)
	return &sumSeeker{
		measured: newMeasured(d, g.stock), g: g, columns: columns,
		place: make([]float64, g.dim), x: make([]float32, blockRows*g.dim),
		product: make([]float32, blockRows*g.strips[0].N),
		scratch: make([]float32, g.strips[0].ProductScratch(blockRows)),
	}
}

func (s *sumSeeker) fill(query []float32) {
	dim, rows := s.dim, len(query)/s.dim
	middle := 0.0
	for _, m := range s.g.mean {
		middle += m * m
	}
	for i := range rows {
		x := query[i*dim : (i+1)*dim]
		s.rows[i] = sumRow{metric.MomentsOf(x, x).XX, s.g.place(s.place, x, 1), s.g.alongMean(x) - middle}
		narrow(s.x[i*dim:], s.place)
	}
	for k, strip := range s.g.strips {
		strip.Products(s.product, s.x, rows, s.scratch)
		for i := range rows {
			for at := 0; at < strip.N; at += span {
				product := s.product[i*strip.N+at : i*strip.N+min(at+span, strip.N)]
				s.span(i, k*stripRows+at, query[i*dim:(i+1)*dim], product, math.Sqrt(middle))
			}
		}
	}
}

// span computes the keys of query i, which is x, in the span that begins at from.
func (s *sumSeeker) span(i, from int, x, product []float32, mean float64) {
	n, row, unscale := len(product), &s.rows[i], 1/(s.g.scale*s.g.scale)
	xy, dd := s.xy[:n], s.dd[:n]
	square, along := s.g.square[from:from+n], s.g.along[from:from+n]
	for j := range xy {
		p := float64(product[j])
		xy[j] = p*unscale + (row.along + along[j])
		d := row.square + square[j] - 2*p
		if d < 0 {
			d = 0
		}
		dd[j] = d * unscale
	}
	at := from / span
	in := metric.ColumnSums{XX: row.xx, Y: s.g.lengths[at], XY: xy, DD: dd}
	in.ErrXY, in.ErrDD = s.g.errors(math.Sqrt(row.square), s.g.far[at], math.Sqrt(row.xx), in.Y.Longest(), mean)
	radius, unsure := s.columns.Eval(s.distance[:n], &in)
	for _, j := range unsure {
		s.distance[j] = s.value(x, from+j)
	}
	s.set(i, from, s.distance[:n])
	s.radius[i][at] = radius
}

// errors bounds the errors of <x,y> and |x-y|². px and py bound the lengths of
// the places, x, y and mean those of the vectors and of their mean.
//
// With u = 2^-24, a float32 product of k terms errs by at most k u |px||py| in
// any order of summation, and places rounded to float32 add 2u of that; what
// underflows, less than 2^-140 a term. The float64 sums here and in metric err by
// less than (k+8) 2^-52 of the squares of what they add up.
func (s *space) errors(px, py, x, y, mean float64) (xy, dd float64) {
	k := float64(s.dim + 8)
	product := k * (px*py*(1.0/(1<<24)) + math.Ldexp(1, -140)) / (s.scale * s.scale)
	all := x + y + 2*mean
	sums := k * all * all * (1.0 / (1 << 51))
	return product + sums, 2*product + sums
}
