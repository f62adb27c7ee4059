package search

import (
	"mekiki/internal/metric"
	"mekiki/internal/metric/distance"
)

// view is an index at one moment. It is never changed: what changes an index makes another, so
// that calls under way go on with theirs.
type view struct {
	measure metric.Measure[float32]
	moments distance.MomentDistance // measure, where it is one
	kind    kind
	dim     int
	space   *space // of placed measures and formulas, else nil
	strips  []*strip
	rows    int     // with all copies
	next    int     // the index of the next row to be added
	since   int     // rows that were added since space was made
	whole   *folded // the rows of all strips; nil after a change
}

// newView packs the rows with their indices, ascending.
func newView(d metric.Measure[float32], k kind, m matrix, id []int32, next, workers int) *view {
	v := &view{measure: d, kind: k, dim: m.dim, rows: len(id), next: next}
	if d, ok := d.(distance.Distance[float32]); ok {
		if m, centred, ok := distance.AsMoments(d); ok && !centred {
			v.moments = m
		}
	}
	all := fold(m, id, k.layout, workers)
	v.whole = &all
	if k.placed || k.columns {
		v.space = newSpace(k, &all, workers)
	}
	v.strips = pack(v.space, k, &all, workers)
	return v
}

// pack cuts rows into strips.
func pack(s *space, k kind, all *folded, workers int) []*strip {
	n := all.rows()
	strips := make([]*strip, (n+stripRows-1)/stripRows)
	Share(n, stripRows, workers, func() func(from, to int) {
		var scratch []float32
		if s != nil {
			scratch = make([]float32, min(n, stripRows)*s.dim)
		}
		return func(from, to int) {
			strips[from/stripRows] = newStrip(s, k, all.cut(from, to), scratch)
		}
	})
	return strips
}

// row is the row at a place.
func (v *view) row(place int32) []float32 {
	return v.strips[place>>stripBits].row(int(place & (stripRows - 1)))
}

// of are the index's rows that the row at a place stands for.
func (v *view) of(place int32) []int32 {
	return v.strips[place>>stripBits].of(int(place & (stripRows - 1)))
}

// add takes the row at a place to a query's podium.
func (v *view) add(p *podium, x []float32, place int32) {
	p.add(v.measure.Value(x, v.row(place)), place, int32(len(v.of(place))))
}

// addTwo is add of two rows at a time, which need not wait for each other's sums.
func (v *view) addTwo(p *podium, x []float32, a, b int32) {
	if v.moments == nil {
		v.add(p, x, a)
		v.add(p, x, b)
		return
	}
	toA, toB := distance.TripletMoments(x, v.row(a), v.row(b))
	p.add(v.moments.At(toA), a, int32(len(v.of(a))))
	p.add(v.moments.At(toB), b, int32(len(v.of(b))))
}

// distinct is the number of rows without copies.
func (v *view) distinct() int {
	n := 0
	for _, t := range v.strips {
		n += t.rows()
	}
	return n
}
