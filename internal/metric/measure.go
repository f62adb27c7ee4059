package metric

import "fmt"

// TripletDistances measures each triplet of emb, row-major (3n, dim), rows
// anchor, positive, negative: ap[i] is d(a,p) and an[i] is d(a,n) of triplet i.
// It panics if emb is not whole triplets.
func TripletDistances[T Float](d Distance[T], emb []T, dim int) (ap, an []T) {
	aps, ans := MeasureTriplets([]Distance[T]{d}, emb, dim)
	return aps[0], ans[0]
}

// MeasureTriplets is TripletDistances by several distances at once, in their
// order, bitwise the same: ap[k][i] is d_k(a,p) of triplet i. It brings a
// triplet into the cache once, and sums once what several distances share.
func MeasureTriplets[T Float](ds []Distance[T], emb []T, dim int) (ap, an [][]T) {
	if dim < 1 || len(emb)%(3*dim) != 0 {
		panic(fmt.Sprintf("metric: %d values are not whole triplets of dim %d", len(emb), dim))
	}
	count := len(emb) / (3 * dim)
	var plain, centred bool
	for _, d := range ds {
		ap, an = append(ap, make([]T, count)), append(an, make([]T, count))
		switch d.(type) {
		case ofMoments[T]:
			plain = true
		case ofCentred[T]:
			centred = true
		}
	}
	for i := range count {
		e := emb[3*i*dim : 3*(i+1)*dim]
		a, p, n := e[:dim], e[dim:2*dim], e[2*dim:]
		var mp, mn, cp, cn Moments
		if plain {
			mp, mn = tripletMoments(a, p, n)
		}
		if centred {
			cp, _, _ = centredMoments(a, p)
			cn, _, _ = centredMoments(a, n)
		}
		for k, d := range ds {
			switch d := d.(type) {
			case ofMoments[T]:
				ap[k][i], an[k][i] = T(d.at(mp)), T(d.at(mn))
			case ofCentred[T]:
				ap[k][i], an[k][i] = T(d.at(cp)), T(d.at(cn))
			default:
				ap[k][i], an[k][i] = T(d.Value(a, p)), T(d.Value(a, n))
			}
		}
	}
	return ap, an
}
