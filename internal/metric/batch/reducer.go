package batch

import (
	"slices"

	"mekiki/internal/lang"
	"mekiki/internal/suggest"
)

// The reducers.
const (
	reduceMean    = "mean"
	reduceNonzero = "mean-nonzero"
)

// DefaultReducer makes one loss of those of the triplets if nobody names a reducer.
const DefaultReducer = reduceNonzero

// ReducerNames are the ways to make one loss of many: their mean, or the mean of
// those that are not 0 (Hermans, Beyer and Leibe, 2017).
func ReducerNames() []string { return []string{reduceMean, reduceNonzero} }

// checkReducer refuses a reducer that is not known; empty is a default.
func checkReducer(name string) error {
	if name != "" && !slices.Contains(ReducerNames(), name) {
		return suggest.Unknown(lang.T("reducer"), name, ReducerNames())
	}
	return nil
}
