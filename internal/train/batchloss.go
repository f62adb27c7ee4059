package train

import (
	"maps"
	"slices"

	"mekiki/internal/dataset"
	"mekiki/internal/kernel"
	"mekiki/internal/lang"
	"mekiki/internal/metric"
	"mekiki/internal/metric/batch"
	"mekiki/internal/model"
	"mekiki/internal/nn"
	"mekiki/internal/safetensors"
)

// batchLoss is the loss of a run on batches with all that it learns.
type batchLoss struct {
	loss     *batch.Loss[float32]
	classes  nn.Adaptive // of its class weights
	adam     nn.AdamW
	learner  *learner // of the learned parameters of a formula
	fitter   *fitter  // of the state of mahalanobis
	dim      int
	products products
	// number is the class of each label that there is to learn from, from 0: labels
	// may have gaps, and a class that no picture has would repel all of them.
	number map[int32]int32
}

// newBatchLoss makes the loss of o for embeddings of dim values of pictures of im.
func newBatchLoss(cfg *Config, o *metric.Objective, dim int, im *dataset.Images, pictures []int32) (*batchLoss, error) {
	b := &batchLoss{adam: nn.DefaultAdamW(cfg.WeightDecay), dim: dim, number: map[int32]int32{}}
	for _, i := range pictures {
		b.number[im.Labels[i]] = 0
	}
	for k, label := range slices.Sorted(maps.Keys(b.number)) {
		b.number[label] = int32(k)
	}
	spec, err := cfg.batchSpec(dim, len(b.number))
	if err != nil {
		return nil, err
	}
	if b.loss, err = o.Batches(spec, b.products.compute); err != nil {
		return nil, err
	}
	triplet := b.loss.Triplet()
	if triplet == nil {
		if o.Fitted() {
			return nil, lang.Errorf("loss %s: the state of mahalanobis is fitted for losses of triplets only; use one with a miner, such as \"relu(mah_ap - mah_an + 1)\", or another distance", cfg.Loss)
		}
		return b, nil
	}
	b.learner = newLearner(triplet, 1, nn.KerasAdam(cfg.LearningRate))
	b.fitter, err = newFitter(triplet, dim)
	return b, err
}

// classesOf appends the classes of pictures, all of which have a label to learn from.
func (b *batchLoss) classesOf(to []int32, im *dataset.Images, rows []int32) []int32 {
	for _, i := range rows {
		to = append(to, b.number[im.Labels[i]])
	}
	return to
}

// eval gives the loss of a batch, the share of what it looked at that has a
// gradient, and whether all is finite. place is the number of the step in the
// run from 1, or 0 in a validation, where grad is nil.
func (b *batchLoss) eval(emb []float32, labels []int32, grad []float32, place int) (loss, live float64, finite bool) {
	loss, finite = b.loss.Eval(emb, labels, grad, uint64(place))
	stats := b.loss.Stats()
	return loss, float64(stats.Live) / float64(max(stats.Considered, 1)), finite
}

// compares reports whether the loss says anything of a batch of such classes: one
// with class weights always does, any other wants two pictures of a class and one
// of another.
func (b *batchLoss) compares(labels []int32) bool {
	if w, _ := b.loss.Weights(); len(w) > 0 {
		return true
	}
	pair, seen := false, map[int32]bool{}
	for _, c := range labels {
		pair = pair || seen[c]
		seen[c] = true
	}
	return pair && len(seen) > 1
}

// step moves what the loss learns along the gradients of the last eval.
func (b *batchLoss) step(rate float64) {
	if w, grad := b.loss.Weights(); len(w) > 0 {
		b.classes.Step(b.adam, w, grad, rate)
	}
	if b.learner != nil {
		copy(b.learner.slopes, b.loss.LearnedSlopes())
		b.learner.adam.LearningRate = rate
		b.learner.step(1)
	}
}

func (b *batchLoss) keep() {
	b.learner.keep()
	b.fitter.keep()
}

// finish puts the loss into a model: of triplets as a formula with what was learned.
func (b *batchLoss) finish(m *model.Meta) {
	if t := b.loss.Triplet(); t != nil {
		m.Loss = b.fitter.of(b.learner.best(t.Spec()))
	}
}

// The names of the class weights and their moments in a checkpoint.
var classTensors = []string{"loss.weight", "loss.adam.m", "loss.adam.v"}

func (b *batchLoss) tensors() []safetensors.Tensor {
	out := b.fitter.tensors()
	w, _ := b.loss.Weights()
	if len(w) == 0 {
		return out
	}
	rows := len(w) / b.dim
	for i, v := range [][]float32{w, b.classes.M, b.classes.V} {
		if len(v) < len(w) { // before the first step
			v = make([]float32, len(w))
		}
		out = append(out, safetensors.Tensor{Name: classTensors[i], Shape: []int{rows, b.dim}, F32: v[:len(w)]})
	}
	return out
}

func (b *batchLoss) size(p *progress) (int64, error) {
	if !b.learner.fits(p.Learned) {
		return 0, errNowhere
	}
	w, _ := b.loss.Weights()
	return b.fitter.size(b.dim) + int64(3*4*len(w)), nil
}

func (b *batchLoss) take(f *safetensors.File, p *progress, steps int) error {
	if err := b.fitter.take(f, b.dim); err != nil {
		return err
	}
	if b.learner != nil {
		b.learner.state = p.Learned
		b.learner.apply()
	}
	w, _ := b.loss.Weights()
	if len(w) == 0 {
		return nil
	}
	var values [3][]float32
	for i, name := range classTensors {
		t, ok := f.Get(name)
		if !ok || len(t.F32) != len(w) {
			return lang.Errorf("damaged: tensor %s is missing or has another shape; %s", name, startOver)
		}
		values[i] = t.F32
	}
	copy(w, values[0])
	b.classes = nn.Adaptive{Steps: steps, M: padded(values[1]), V: padded(values[2])}
	return nil
}

// padded is v with the zeros behind it that Adaptive keeps.
func padded(v []float32) []float32 { return append(v, make([]float32, kernel.Pad(len(v))-len(v))...) }
