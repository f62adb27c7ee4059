package eval

import (
	"mekiki/internal/lang"
	"mekiki/internal/metric/distance"
)

// Own is the key of the loss's own distance in a Result.
const Own = "own"

// DefaultResamples is the usual number of bootstrap resamples.
const DefaultResamples = 1000

// Options are the choices of an evaluation. The zero value is usable: every
// registered distance, no intervals, all cores, retrieval figures included.
type Options struct {
	// Distances are the names to verify with; nil takes distance.Names(), and
	// mahalanobis where it has a state.
	Distances []string
	// Own is the distance that the loss stands for, a formula of a pair for
	// metric.ParseMeasure; pairs are verified and neighbours searched by it under
	// the name Own. Empty leaves it out.
	Own string
	// Mahalanobis is the state of that distance, also within Own: the model's,
	// Spec.Mahalanobis. Without one it is the Euclidean distance.
	Mahalanobis distance.Whitening
	// Resamples is the number of bootstrap resamples; 0 asks for no intervals.
	Resamples int
	// Seed seeds the bootstrap. All distances draw the same resamples, so that
	// their figures can be compared in pairs.
	Seed uint64
	// Workers is the number of goroutines; 0 takes GOMAXPROCS. It changes no figure.
	Workers int
	// SkipRetrieval leaves out R-precision and MAP@R.
	SkipRetrieval bool
	// LittleMemory leaves raw pixels out of Baselines where they take much more memory
	// than the embeddings.
	LittleMemory bool
	// SkipBaselines leaves out Baselines and Cautions.
	SkipBaselines bool
}

// Interval is an estimate with its bootstrap 95 % interval. Lo and Hi equal
// Value where no interval was asked for.
type Interval struct {
	Value float64 `json:"value"`
	Lo    float64 `json:"lo"`
	Hi    float64 `json:"hi"`
}

// Verification is the same-or-different result of one distance over test
// triplets: each gives one same pair (a,p) and one different pair (a,n). The
// intervals resample triplets; thresholds of validation pairs stay fixed.
type Verification struct {
	// Accuracy is the best accuracy over all thresholds on the test pairs
	// themselves, an optimistic figure; Threshold is where it is reached: a
	// pair is called the same if its distance is <= Threshold. It lies halfway
	// between two distances that occur; of equally good ones it is the lowest.
	Accuracy  Interval `json:"accuracy"`
	Threshold float64  `json:"threshold"`
	// HeldOutAccuracy is the accuracy on the test pairs at HeldOutThreshold,
	// which was chosen on validation pairs: the honest figure.
	HeldOutAccuracy  Interval `json:"held_out_accuracy"`
	HeldOutThreshold float64  `json:"held_out_threshold"`
	// AUC is the area under the ROC curve, exact: the probability that a same
	// pair is closer than a different pair, ties counting half (Mann-Whitney).
	AUC Interval `json:"auc"`
	// EER is the equal error rate, 0 to 1: where the ROC curve, drawn with
	// straight lines, has as many false alarms as misses.
	EER Interval `json:"eer"`
	// TripletAccuracy is the share of triplets with d(a,p) < d(a,n).
	TripletAccuracy Interval `json:"triplet_accuracy"`
	// ROC has at most 512 points, from (0,0) to (1,1).
	ROC []ROCPoint `json:"roc"`
}

// ROCPoint is the false and true positive rate at one threshold; "positive"
// means "called the same".
type ROCPoint struct {
	FPR float64 `json:"fpr"`
	TPR float64 `json:"tpr"`
}

// Neighbours is the identification and retrieval result of one distance:
// official test pictures as queries, training pictures as gallery. The
// intervals resample queries; the gallery stays fixed. No order of the queries or of
// the gallery changes any bit of it; resamples draw from the queries in an order that
// their embeddings and labels decide.
type Neighbours struct {
	// KNN5 is the accuracy of the majority among the 5 nearest gallery pictures: the
	// class with most votes in the mean over all orders of pictures at the same distance.
	// Where t pictures are at the distance of the 5th and m of the 5 votes are left,
	// each of them has m/t. Of classes with equally many votes the one with the nearest
	// picture wins (scikit-learn's KNeighborsClassifier takes the lowest label), of
	// these the lowest.
	KNN5 Interval `json:"knn5_accuracy"`
	// ClassMean is the accuracy of the nearest class mean; for the cosine
	// distance, the mean of the vectors at unit length. Of means at the same
	// distance the lowest class is taken.
	ClassMean Interval `json:"class_mean_accuracy"`
	// Precision1 is the share of queries whose nearest picture has their class. Of
	// pictures at the same distance, all nearest, the share that has it counts.
	Precision1 Interval `json:"precision_at_1"`
	// RPrecision is the share of the query's class among its R nearest pictures,
	// R being the size of that class in the gallery; MAPR is the mean of the
	// precision at each hit among them, sum over hits divided by R (Musgrave et
	// al., A Metric Learning Reality Check, 2020). Pictures at the same distance
	// count with the mean over all their orders (McSherry and Najork, 2008).
	// Both are absent where retrieval was skipped.
	RPrecision Interval `json:"r_precision,omitzero"`
	MAPR       Interval `json:"map_at_r,omitzero"`
	// Confusion[t][p] counts queries of class t that 5-NN called p. It is nil
	// beyond 1000 classes.
	Confusion [][]int `json:"confusion"`
	// Called is the class that 5-NN called each query.
	Called []int32 `json:"-"`
}

// Result is a whole evaluation, keyed by distance name. Neighbours has
// "cosine" and "euclidean", and Own where Options had one, or nothing where no
// queries were given.
type Result struct {
	// Own is the formula of the distance under the key Own, if there is one.
	Own string `json:"own,omitempty"`
	// OwnNote says why Neighbours lacks Own although there were queries, or why the
	// loss has no distance of its own: a sentence for people. Else it is empty.
	OwnNote string `json:"own_note,omitempty"`
	// NeighboursNote says why there are no Neighbours although there is a data set:
	// a sentence for people. Else it is empty.
	NeighboursNote string                   `json:"neighbours_note,omitempty"`
	Triplets       int                      `json:"triplets"`
	Verification   map[string]*Verification `json:"verification"`
	Queries        int                      `json:"queries"`
	Gallery        int                      `json:"gallery"`
	Neighbours     map[string]*Neighbours   `json:"neighbours"`
	// Classes has the figures of each class, by the distances of Neighbours.
	Classes map[string]*Classes `json:"classes,omitempty"`
	// Baselines are nil where they were skipped.
	Baselines *Baselines `json:"baselines,omitempty"`
	// Cautions are sentences for people: where the counts are too small for a
	// conclusion, and which figure is not above its baseline.
	Cautions []lang.Message `json:"cautions,omitempty"`
	Seconds  float64        `json:"seconds"`
}
