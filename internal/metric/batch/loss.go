package batch

import (
	"fmt"
	"math/rand/v2"
	"slices"

	"mekiki/internal/metric/distance"
	"mekiki/internal/metric/formula"
	"mekiki/internal/metric/triplet"
)

// Spec describes a loss over a whole batch as data: what flags, a config
// file and a model file hold. The zero value is no loss; CompileBatch refuses it.
type Spec struct {
	// Loss is one of BatchLossNames, such as "supcon", for contrastive also with a
	// distance, as in "contrastive(0.8*cos + 0.02*euc)"; or what ParseLoss reads as
	// a triplet loss, a preset or a formula.
	Loss string `json:"loss"`
	// Params sets parameters of the loss; the others have their defaults. See
	// Parameters.
	Params map[string]float64 `json:"params,omitempty"`
	// Miner is one of MinerNames, for a triplet loss only. Empty is batch-hard.
	Miner string `json:"miner,omitempty"`
	// MinerParams sets parameters of the miner; see MinerParameters.
	MinerParams map[string]float64 `json:"miner_params,omitempty"`
	// Reducer is one of ReducerNames, for a triplet loss or contrastive only. Empty
	// is mean.
	Reducer string `json:"reducer,omitempty"`
	// Classes is the number of classes, labels 0 to Classes-1. Only a loss with
	// class weights needs it; the others take any labels.
	Classes int `json:"classes,omitempty"`
	// Dim is the length of an embedding.
	Dim int `json:"dim"`
	// Seed draws the first class weights and what a miner draws.
	Seed uint64 `json:"seed"`
	// Mahalanobis is the state of that distance, empty for the identity.
	Mahalanobis distance.Whitening `json:"mahalanobis,omitempty"`
}

// Loss is a compiled BatchSpec. It keeps scratch memory, O(n²) for a batch
// of n pictures, so it is for one goroutine at a time. Build it with CompileBatch.
type Loss[T distance.Float] struct {
	spec     Spec
	term     term[T]
	in       input[T]
	decision string
}

// Stats says what the last Eval looked at, for a line of progress. A loss
// whose live count stays at 0 teaches nothing any more.
type Stats struct {
	// Unit is what is counted: "triplets", "pairs" or "pictures".
	Unit string
	// Considered is how many the miner picked or the loss looked at.
	Considered int
	// Live is how many of them have a slope other than 0. In a loss whose slopes
	// never reach 0 (supcon, proxy-anchor, the softmax losses) it is those with a
	// share of more than a thousandth.
	Live int
}

// term is a loss over a batch.
type term[T distance.Float] interface {
	// eval gives the loss and, where b.grad is not nil, overwrites b.grad and
	// b.weightGrad. It counts in b.stats.
	eval(b *input[T]) float64
}

// input is a batch and what every loss keeps.
type input[T distance.Float] struct {
	emb    []T // (n, dim)
	n, dim int
	labels []int32
	groups groups
	grad   []T // (n, dim), or nil
	step   uint64

	weights, weightGrad []T // (classes, dim), empty for most losses
	classes             int
	seed                uint64
	products            Products[T]
	stats               Stats
}

// Compile checks a spec and makes a loss of it. products is how inner
// products are computed; nil takes the plain loops of this package. It refuses
// unknown names (and suggests the nearest), parameters out of range, a miner or a
// reducer for a loss that has none, and what Compile refuses in a formula.
func Compile[T distance.Float](spec Spec, products Products[T]) (*Loss[T], error) {
	if spec.Dim < 1 {
		return nil, fmt.Errorf("loss %s: embeddings of %d values; at least 1 is wanted", spec.Loss, spec.Dim)
	}
	l := &Loss[T]{spec: spec.clone()}
	l.in.dim, l.in.classes, l.in.seed, l.in.products = spec.Dim, spec.Classes, spec.Seed, products
	if products == nil {
		l.in.products = plainProducts[T]
	}
	e, argument, err := find(spec.Loss)
	if err != nil {
		return nil, err
	}
	if e == nil {
		t, err := newTriplets[T](l.spec)
		if err != nil {
			return nil, err
		}
		l.term, l.decision = t, t.loss.Decision()
		return l, nil
	}
	if err := e.check(l.spec); err != nil {
		return nil, fmt.Errorf("loss %s: %w", e.name, err)
	}
	l.term, err = newTerm[T](e, setup{l.spec, argument, e})
	if err != nil {
		return nil, fmt.Errorf("loss %s: %w", e.name, err)
	}
	l.decision = argument
	if e.weighted {
		l.drawWeights()
	}
	return l, nil
}

// drawWeights starts the class weights: normal values, lengths near 1, so that
// directions are uniform.
func (l *Loss[T]) drawWeights() {
	size := l.spec.Classes * l.spec.Dim
	l.in.weights, l.in.weightGrad = make([]T, size), make([]T, size)
	r := rand.New(rand.NewPCG(l.spec.Seed, weightStream))
	for i := range l.in.weights {
		l.in.weights[i] = T(r.NormFloat64() * distance.InverseLength(float64(l.spec.Dim)))
	}
}

// The streams of a seed, so that weights and miners draw from different ones.
const (
	weightStream = 0x77656967687473
	minerStream  = 0x6d696e6572
)

// Spec returns a copy of the spec that the loss was compiled from, with the
// state of mahalanobis that is set.
func (l *Loss[T]) Spec() Spec {
	s := l.spec.clone()
	if t := l.Triplet(); t != nil {
		s.Mahalanobis = t.Spec().Mahalanobis
	}
	return s
}

// Decision is the distance that the loss stands for, a formula for ParseMeasure
// such as "cos", which decides pairs and neighbours in evaluation; see
// Loss.Decision. It is empty if a triplet loss stands for no single distance.
func (l *Loss[T]) Decision() string { return l.decision }

// Triplet is the loss of one triplet, if the loss is made of triplets, else nil.
// Through it learned parameters and the state of mahalanobis are read and set.
func (l *Loss[T]) Triplet() *triplet.Loss[T] {
	if t, ok := l.term.(*triplets[T]); ok {
		return t.loss
	}
	return nil
}

// Fitted says whether the loss measures by mahalanobis, so that it wants a state: one
// of triplets through Triplet, any other in its spec.
func (l *Loss[T]) Fitted() bool {
	switch t := l.term.(type) {
	case *triplets[T]:
		return t.loss.Fitted()
	case *contrastive[T]:
		return t.distance.loss.Fitted()
	}
	return false
}

// LearnedSlopes is the gradient of the last Eval's loss by the learned
// parameters, in the order of Triplet().Learned(); empty if there are none. It is
// valid until the next Eval.
func (l *Loss[T]) LearnedSlopes() []float64 {
	if t, ok := l.term.(*triplets[T]); ok {
		return t.learnedSlopes
	}
	return nil
}

// Weights are the weights of the loss itself, one row a class, row-major
// (Classes, Dim), and the gradient of the last Eval's loss by them; both empty for
// a loss without. They are the loss's own memory: an optimiser changes w in place,
// and a resumed run copies its saved values into w.
func (l *Loss[T]) Weights() (w, grad []T) { return l.in.weights, l.in.weightGrad }

// Explain says why the last Eval was not ok, if it was a triplet or a pair whose loss
// or slope is undefined: the part of the formula and the values that it met, see
// Loss.Explain, and the rows of anchor, positive and negative, or of the pair, in the
// batch. Nil if it was not that. The embeddings must still be as they were.
func (l *Loss[T]) Explain() (rows []int, why error) {
	if t, ok := l.term.(interface {
		explain(b *input[T]) (rows []int, why error)
	}); ok {
		return t.explain(&l.in)
	}
	return nil, nil
}

// Stats says what the last Eval looked at.
func (l *Loss[T]) Stats() Stats { return l.in.stats }

// Eval computes the loss of a batch of n pictures and its gradient. emb is
// row-major (n, Dim); labels say the class of each row. grad, of emb's shape, is
// overwritten with the gradient of the loss (a mean already: not to be divided by
// n); nil if only the loss is wanted. step is the number of the step: a miner that
// draws draws the same in the same step.
//
// ok is false if the loss, a gradient (also one by class weights or learned
// parameters) or an embedding is NaN or infinite. The same
// input gives bitwise the same results. Once batches of a size were seen, no
// allocation, unless a formula has learned parameters.
//
// A loss without class weights compares pictures with each other. Where no picture
// of the batch has both another one of its class and one of another class, as in
// a batch of one picture, of one class, or of all different classes, there is
// nothing to compare: loss 0, gradient 0, ok.
//
// It panics if lengths disagree, or if a label is no class of a loss with class
// weights.
func (l *Loss[T]) Eval(emb []T, labels []int32, grad []T, step uint64) (loss float64, ok bool) {
	b := &l.in
	n := len(labels)
	if len(emb) != n*b.dim || grad != nil && len(grad) != len(emb) {
		panic(fmt.Sprintf("batch: %d labels, %d values and %d gradients of dim %d", n, len(emb), len(grad), b.dim))
	}
	b.emb, b.n, b.labels, b.grad, b.step = emb, n, labels, grad, step
	b.stats = Stats{Unit: b.stats.Unit}
	b.groups.set(labels)
	clear(grad)
	clear(b.weightGrad)
	clear(l.LearnedSlopes()) // of the Eval before, where there is nothing to compare
	weighted := len(b.weights) > 0
	if n > 0 && weighted {
		b.checkLabels()
	}
	loss = 0
	if n > 0 && (weighted || b.groups.comparable) {
		loss = l.term.eval(b)
	}
	return loss, formula.Finite(loss) && allFinite(emb) && allFinite(grad) && allFinite(b.weightGrad) && allFinite(l.LearnedSlopes())
}

// row is one embedding of the batch.
func (b *input[T]) row(i int) []T { return b.emb[i*b.dim : (i+1)*b.dim] }

// checkLabels panics if a label is no row of the class weights.
func (b *input[T]) checkLabels() {
	if low, high := slices.Min(b.labels), slices.Max(b.labels); low < 0 || int(high) >= b.classes {
		panic(fmt.Sprintf("batch: labels %d to %d of %d classes", low, high, b.classes))
	}
}

// allFinite says whether no value is NaN or infinite.
func allFinite[T distance.Float](v []T) bool {
	var sum T
	for _, x := range v {
		sum += 0 * x
	}
	return sum == 0
}
