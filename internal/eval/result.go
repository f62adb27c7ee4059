package eval

// Interval is an estimate with its bootstrap 95 % interval. Lo and Hi equal
// Value where no interval was asked for.
type Interval struct {
	Value float64 `json:"value"`
	Lo    float64 `json:"lo"`
	Hi    float64 `json:"hi"`
}

// Verification is the same-or-different result of one distance over test
// triplets: each gives one same pair (a,p) and one different pair (a,n).
type Verification struct {
	// Accuracy is the best accuracy over all thresholds on the test pairs
	// themselves, an optimistic figure; Threshold is where it is reached: a
	// pair is called the same if its distance is <= Threshold.
	Accuracy  Interval `json:"accuracy"`
	Threshold float64  `json:"threshold"`
	// HeldOutAccuracy is the accuracy on the test pairs at HeldOutThreshold,
	// which was chosen on validation pairs: the honest figure.
	HeldOutAccuracy  Interval `json:"held_out_accuracy"`
	HeldOutThreshold float64  `json:"held_out_threshold"`
	AUC              Interval `json:"auc"`
	// EER is the equal error rate, 0 to 1.
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
// official test pictures as queries, training pictures as gallery.
type Neighbours struct {
	KNN5       Interval `json:"knn5_accuracy"`
	ClassMean  Interval `json:"class_mean_accuracy"`
	Precision1 Interval `json:"precision_at_1"`
	RPrecision Interval `json:"r_precision"`
	MAPR       Interval `json:"map_at_r"`
	// Confusion[t][p] counts queries of class t that 5-NN called p.
	Confusion [][]int `json:"confusion"`
}

// Result is a whole evaluation, keyed by distance name.
type Result struct {
	Triplets     int                      `json:"triplets"`
	Verification map[string]*Verification `json:"verification"`
	Queries      int                      `json:"queries"`
	Gallery      int                      `json:"gallery"`
	Neighbours   map[string]*Neighbours   `json:"neighbours"`
	Seconds      float64                  `json:"seconds"`
}
