package batch

import (
	"fmt"
	"math/rand/v2"
	"slices"

	"mekiki/internal/lang"
	"mekiki/internal/metric/distance"
	"mekiki/internal/metric/formula"
	"mekiki/internal/metric/triplet"
)

// Spec is what a loss over batches needs to know of a run, besides what it is.
type Spec struct {
	// Miner is one of MinerNames, for a loss of triplets only. Empty is DefaultMiner.
	Miner string
	// MinerParams sets parameters of the miner; see MinerParameters.
	MinerParams map[string]float64
	// Reducer is one of ReducerNames, for a loss of triplets or contrastive only. Empty is
	// DefaultReducer of a loss of triplets, and the mean of contrastive.
	Reducer string
	// Classes is the number of classes, labels 0 to Classes-1. Only a loss with
	// class weights needs it; the others take any labels.
	Classes int
	// Dim is the length of an embedding.
	Dim int
	// Seed draws the first class weights and what a miner draws.
	Seed uint64
	// Mahalanobis is the state of that distance for a Kind that measures by it, empty for
	// the identity. A loss of triplets has its own.
	Mahalanobis distance.Whitening
}

// Loss is a loss over a whole batch. It keeps scratch memory, O(n²) for a batch
// of n pictures, so it is for one goroutine at a time. Build it with Over or Mined.
type Loss[T distance.Float] struct {
	term term[T]
	in   input[T]
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

// Over makes the loss of a kind. products is how inner products are computed; nil takes
// the plain loops of this package. It refuses a miner, and what else of spec does not fit
// the kind.
func Over[T distance.Float](k *Kind, spec Spec, products Products[T]) (*Loss[T], error) {
	l, err := newLoss(spec, k.entry.name, products)
	if err != nil {
		return nil, err
	}
	if err := k.entry.check(spec); err != nil {
		return nil, lang.Errorf("loss %s: %w", k.entry.name, err)
	}
	if l.term, err = newTerm[T](k.entry, setup{k, spec}); err != nil {
		return nil, lang.Errorf("loss %s: %w", k.entry.name, err)
	}
	if k.entry.weighted {
		l.drawWeights(spec)
	}
	return l, nil
}

// Mined makes a loss over batches of a loss of triplets, which a miner picks. products as
// in Over. It refuses unknown miners and reducers (and suggests the nearest) and
// parameters out of range.
func Mined[T distance.Float](one *triplet.Loss[T], spec Spec, products Products[T]) (*Loss[T], error) {
	l, err := newLoss(spec, one.Spec().Title(), products)
	if err != nil {
		return nil, err
	}
	l.term, err = newTriplets(one, spec)
	return l, err
}

func newLoss[T distance.Float](spec Spec, name string, products Products[T]) (*Loss[T], error) {
	if spec.Dim < 1 {
		return nil, lang.Errorf("loss %s: embeddings of %d values; at least 1 is wanted", name, spec.Dim)
	}
	if products == nil {
		products = plainProducts[T]
	}
	l := &Loss[T]{}
	l.in.dim, l.in.classes, l.in.seed, l.in.products = spec.Dim, spec.Classes, spec.Seed, products
	return l, nil
}

// drawWeights starts the class weights: normal values, lengths near 1, so that
// directions are uniform.
func (l *Loss[T]) drawWeights(spec Spec) {
	size := spec.Classes * spec.Dim
	l.in.weights, l.in.weightGrad = make([]T, size), make([]T, size)
	r := rand.New(rand.NewPCG(spec.Seed, weightStream))
	for i := range l.in.weights {
		l.in.weights[i] = T(r.NormFloat64() * distance.InverseLength(float64(spec.Dim)))
	}
}

// The streams of a seed, so that weights and miners draw from different ones.
const (
	weightStream = 0x77656967687473
	minerStream  = 0x6d696e6572
)

// Triplet is the loss of one triplet, if the loss is made of triplets, else nil.
// Through it learned parameters and the state of mahalanobis are read and set.
func (l *Loss[T]) Triplet() *triplet.Loss[T] {
	if t, ok := l.term.(*triplets[T]); ok {
		return t.loss
	}
	return nil
}

// AtMargin is what the loss of triplets is where all distances are equal, if training that
// stays there learns nothing: 0 otherwise, and of other losses. The hardest triplets of a
// batch lie beyond the margin for long, and semi-hard ones always near it.
func (l *Loss[T]) AtMargin() float64 {
	if t, ok := l.term.(*triplets[T]); ok && !t.nearMargin {
		return t.loss.AtMargin()
	}
	return 0
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
