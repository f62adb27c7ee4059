package triplets

import (
	"slices"

	"mekiki/internal/lang"
	"mekiki/internal/metric/distance"
	"mekiki/internal/metric/formula"
)

// DefaultDistances are the article's.
func DefaultDistances() []string { return []string{"cosine", "euclidean"} }

// Distances are the distances of the given registered names, each once; nil takes
// DefaultDistances. fit is the state of Mahalanobis distance, its zero value an
// unfitted one. An unknown name is an error.
func Distances(names []string, fit distance.Whitening) ([]distance.Distance[float64], error) {
	if len(names) == 0 {
		names = DefaultDistances()
	}
	var out []distance.Distance[float64]
	for i, name := range names {
		d, err := distance.Fitted[float64](name, fit)
		if err != nil {
			return nil, err
		}
		if !slices.Contains(names[:i], name) {
			out = append(out, d)
		}
	}
	return out, nil
}

// Spreads measures the distances over the triplets. It is an error if one is not
// finite. It panics where Check does.
func (in *Input) Spreads(distances []distance.Distance[float64], workers int) ([]*Spread, error) {
	values := in.newSource(workers).measure(distanceColumns(distances), workers)
	if err := checkDistances(distances, values); err != nil {
		return nil, err
	}
	out := make([]*Spread, len(distances))
	for i, d := range distances {
		out[i] = newSpread(d.Name(), values[2*i], values[2*i+1])
	}
	return out, nil
}

// distanceColumns are d(a,p) and d(a,n) of each distance, in this order.
func distanceColumns(distances []distance.Distance[float64]) []column {
	var out []column
	for _, d := range distances {
		out = append(out, columnOf(d, formula.AP), columnOf(d, formula.AN))
	}
	return out
}

// checkDistances looks at distanceColumns.
func checkDistances(distances []distance.Distance[float64], values [][]float64) error {
	for i, d := range distances {
		ap, an := values[2*i], values[2*i+1]
		if at := firstNotFinite(ap, an); at >= 0 {
			return lang.Errorf("the %s distances of triplet %d are %v and %v; its vectors are out of range for this distance: choose another with --distance, or scale the values",
				d.Name(), at, ap[at], an[at])
		}
	}
	return nil
}
