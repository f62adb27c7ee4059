package study

import (
	"math"

	"mekiki/internal/lang"
)

// Objective is what a search makes as large as it can: a figure on validation
// data, between 0 and 1.
type Objective struct {
	// Key is its name in flags, Measure that of the figure in an Outcome, and Name
	// stands in texts.
	Key, Measure string
	Name         lang.Message
	// Help says in a sentence how it is measured.
	Help lang.Message
}

// Measures of an Outcome on validation data.
const (
	ValPairs      = "val_pair_accuracy"
	ValAUC        = "val_auc"
	ValTriplets   = "val_triplet_accuracy"
	ValNeighbours = "val_knn5_accuracy"
)

// Objectives are all objectives, the usual one first. None looks at test triplets
// or official test pictures.
func Objectives() []Objective {
	return []Objective{
		{"pairs", ValPairs, lang.T("validation pair accuracy"), lang.T("pairs of the validation triplets told right at a threshold that the other half of them chose")},
		{"auc", ValAUC, lang.T("validation AUC"), lang.T("area under the ROC curve of the validation pairs")},
		{"triplets", ValTriplets, lang.T("validation triplets in order"), lang.T("share of validation triplets whose positive is nearer than the negative")},
		{"5nn", ValNeighbours, lang.T("5-NN among training pictures"), lang.T("anchors and positives of the validation triplets, at most 5,000, given their class by the five nearest anchors and positives of the training triplets; pictures of test triplets are left out, copies too")},
	}
}

// value is the figure of an outcome, by the loss's own distance if it has one,
// else by cosine, and that distance. It is NaN where there is none.
func (o Objective) value(out *Outcome) (value float64, by string) {
	if out == nil || out.Error != "" {
		return math.NaN(), ""
	}
	for _, by := range []string{Own, Cosine} {
		if v, ok := out.Figures[o.Measure][by]; ok {
			return v, by
		}
	}
	return math.NaN(), ""
}

// ValFigures are the figures of one distance on validation pairs.
func (f Figures) ValFigures(distance string, pairs, auc, triplets float64) {
	f.set(ValPairs, distance, pairs)
	f.set(ValAUC, distance, auc)
	f.set(ValTriplets, distance, triplets)
}

// ValSearch is the 5-NN accuracy of one distance on validation pictures.
func (f Figures) ValSearch(distance string, accuracy float64) {
	f.set(ValNeighbours, distance, accuracy)
}
