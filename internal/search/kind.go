package search

import "mekiki/internal/metric"

// kind is how a measure is searched by.
type kind struct {
	unit    bool      // the places of its space are at unit length
	whiten  []float64 // W of its space, see space; nil is none
	placed  bool      // it orders as the squared distance of places does
	columns bool      // else it is a formula of the sums of a pair
	layout  layout
}

// kindOf finds out. ranked is whether every row gets a key.
func kindOf(d metric.Measure[float32], ranked bool) kind {
	switch metric.Alone(d) {
	case "cosine", "angular":
		return kind{placed: true, unit: true}
	case "euclidean", "sqeuclidean":
		return kind{placed: true}
	case "mahalanobis":
		if ranked { // keys are those of the exact distances
			break
		}
		k := kind{placed: true}
		for _, v := range metric.StateOf(d) {
			k.whiten = append(k.whiten, float64(v))
		}
		return k
	}
	k := kind{}
	_, k.columns = metric.NewColumns(d)
	switch {
	case ranked:
		k.layout = scattered
	case k.columns:
		k.layout = byLength
	}
	return k
}

// Pairwise says whether an index of d measures every pair of a query and a row, which takes
// its time: d needs the vectors themselves. ranked is that of NewRanking.
func Pairwise(d metric.Measure[float32], ranked bool) bool {
	k := kindOf(d, ranked)
	return !k.placed && !k.columns
}
