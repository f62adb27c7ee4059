package metric

// Spec describes a triplet loss as data: what a flag, a config file and a
// model file hold. The loss of one triplet is
//
//	sum over terms of Weight * max(s*(d(a,p) - d(a,n)) + Margin, 0)
//
// with s = +1, or -1 for an inverted term. The zero value is no loss at all;
// Compile refuses it.
type Spec struct {
	Name  string     `json:"name" yaml:"name"`
	Terms []TermSpec `json:"terms" yaml:"terms"`
}

// TermSpec is one hinge of a Spec.
type TermSpec struct {
	// Distance is a registered name: "cosine", "euclidean", "sqeuclidean" or "angular".
	Distance string `json:"distance" yaml:"distance"`
	// Weight multiplies the hinge; finite and not negative.
	Weight float64 `json:"weight" yaml:"weight"`
	// Margin is added inside the hinge. Positive asks for room between the
	// positive and the negative; negative leaves a dead zone.
	Margin float64 `json:"margin" yaml:"margin"`
	// Inverted swaps positive and negative, as the article prints its formula.
	Inverted bool `json:"inverted,omitempty" yaml:"inverted,omitempty"`
}
