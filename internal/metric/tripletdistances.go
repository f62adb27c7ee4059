package metric

import (
	"mekiki/internal/metric/distance"
	"mekiki/internal/metric/triplet"
)

// TripletDistances measures each triplet of emb, row-major (3n, dim), rows
// anchor, positive, negative: ap[i] is d(a,p) and an[i] is d(a,n) of triplet i.
// It panics if emb is not whole triplets.
func TripletDistances[T distance.Float](d Measure[T], emb []T, dim int) (ap, an []T) {
	count := triplet.Count(emb, dim)
	ap, an = make([]T, count), make([]T, count)
	for i := range count {
		e := emb[3*i*dim : 3*(i+1)*dim]
		ap[i] = T(d.Value(e[:dim], e[dim:2*dim]))
		an[i] = T(d.Value(e[:dim], e[2*dim:]))
	}
	return ap, an
}
