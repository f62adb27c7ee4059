package study

import (
	"maps"
	"slices"

	"mekiki/internal/eval"
	"mekiki/internal/lang"
	"mekiki/internal/stats"
)

// Measure is one figure of an evaluation. Its values are shares, 0 to 1.
type Measure struct {
	// Key is its name in JSON, the one that train and eval print it under.
	Key string `json:"key"`
	// Name is its name in a table, Short the one in a sentence, Brief the one in a
	// figure.
	Name  lang.Message `json:"name"`
	Short lang.Message `json:"-"`
	Brief lang.Message `json:"-"`
	// SmallerIsBetter is true of errors.
	SmallerIsBetter bool `json:"smaller_is_better"`
	// Headline measures decide the verdict.
	Headline bool `json:"-"`
}

// measures are all measures of a comparison, in the order to show them.
func measures() []Measure {
	return []Measure{
		{Key: "pair_accuracy_held_out", Name: lang.T("Pair accuracy, held-out threshold"), Short: lang.T("pair accuracy"), Brief: lang.T("pair acc., held out"), Headline: true},
		{Key: "pair_accuracy", Name: lang.T("Pair accuracy, best threshold"), Short: lang.T("pair accuracy at the best threshold"), Brief: lang.T("pair acc., best")},
		{Key: "pair_auc", Name: lang.T("AUC"), Short: lang.T("AUC"), Brief: lang.T("AUC")},
		{Key: "pair_eer", Name: lang.T("Equal error rate"), Short: lang.T("equal error rate"), Brief: lang.T("EER"), SmallerIsBetter: true},
		{Key: "triplet_accuracy", Name: lang.T("Triplets in order"), Short: lang.T("triplets in order"), Brief: lang.T("triplets in order")},
		{Key: "knn5_accuracy", Name: lang.T("5-NN accuracy"), Short: lang.T("5-NN accuracy"), Brief: lang.T("5-NN"), Headline: true},
		{Key: "class_mean_accuracy", Name: lang.T("Class-mean accuracy"), Short: lang.T("class-mean accuracy"), Brief: lang.T("class mean")},
		{Key: "precision_at_1", Name: lang.T("Precision at 1"), Short: lang.T("precision at 1"), Brief: lang.T("precision at 1")},
		{Key: "r_precision", Name: lang.T("R-precision"), Short: lang.T("R-precision"), Brief: lang.T("R-precision")},
		{Key: "map_at_r", Name: lang.T("MAP@R"), Short: lang.T("MAP@R"), Brief: lang.T("MAP@R")},
	}
}

// spoken is the measure as a verdict speaks of it.
func (m Measure) spoken() stats.Measure {
	return stats.Measure{Name: m.Short, SmallerIsBetter: m.SmallerIsBetter}
}

// Names of distances that a comparison knows by itself.
const (
	// Own is the key of the distance that a loss itself stands for.
	Own = eval.Own
	// Cosine is the distance that decides where a loss has none of its own.
	Cosine = "cosine"
)

// distancesOf are the distances that occur for a measure: cosine and Euclidean
// first, own last, others between by name.
func distancesOf(outcomes []*Outcome, measure string) []string {
	found := map[string]bool{}
	for _, o := range outcomes {
		for d := range o.Figures[measure] {
			found[d] = true
		}
	}
	place := func(d string) int {
		if i := slices.Index([]string{Cosine, "euclidean"}, d); i >= 0 {
			return i
		}
		if d == Own {
			return 3
		}
		return 2
	}
	names := slices.Sorted(maps.Keys(found))
	slices.SortStableFunc(names, func(a, b string) int { return place(a) - place(b) })
	return names
}
