package train

import (
	"context"
	"math/rand/v2"
	"slices"

	"mekiki/internal/dataset"
	"mekiki/internal/lang"
	"mekiki/internal/metric/distance"
	"mekiki/internal/metric/triplet"
	"mekiki/internal/nn"
	"mekiki/internal/safetensors"
)

// FitTriplets is the most triplets that the distance mahalanobis is fitted on.
const FitTriplets = 4000

// FitRows are the pictures of the first FitTriplets of t, a, p, n of each: those
// that a run on triplets fits mahalanobis on.
func FitRows(t *dataset.Triplets) []int32 {
	var rows []int32
	for _, i := range t.Index[:min(FitTriplets, t.Len())] {
		rows = append(rows, i[:]...)
	}
	return rows
}

// drawFitRows draws pairs of pictures of one class, at most FitTriplets and each
// picture in one, for a run on batches to fit mahalanobis on. They have the form of
// triplets, as FitRows has: the negative, which nothing looks at, is the positive again.
func drawFitRows(im *dataset.Images, pictures []int32, seed uint64) []int32 {
	shuffled := slices.Clone(pictures)
	rng := rand.New(rand.NewPCG(seed, fitStream))
	rng.Shuffle(len(shuffled), func(i, j int) { shuffled[i], shuffled[j] = shuffled[j], shuffled[i] })
	var rows []int32
	alone := map[int32]int32{} // a picture of the class that waits for another
	for _, p := range shuffled {
		class := im.Labels[p]
		a, there := alone[class]
		if !there {
			alone[class] = p
			continue
		}
		delete(alone, class)
		if rows = append(rows, a, p, p); len(rows) == 3*FitTriplets {
			break
		}
	}
	return rows
}

// Fit gives the state of mahalanobis on the embeddings that net has now of the
// pictures rows of im. Any number of workers gives the same; 0 takes every core.
// The errors are those of distance.FitWhitening and Embed. It panics if the pictures do not
// fit the network.
func Fit(net *nn.Net, im *dataset.Images, rows []int32, workers int) (distance.Whitening, error) {
	emb := make([]float32, len(rows)*net.Dim())
	if err := Embed(context.Background(), emb, net, im, rows, im.AtOnce(ValuesAtOnce), workers); err != nil {
		return nil, err
	}
	return distance.FitWhitening(emb, net.Dim())
}

// FitLoss gives a loss that uses mahalanobis the state that Fit finds on FitRows
// of t, and any other loss as it is. The errors are those of Fit.
func FitLoss(spec triplet.Spec, net *nn.Net, t *dataset.Triplets, workers int) (triplet.Spec, error) {
	if !slices.Contains(spec.Distances(), "mahalanobis") {
		return spec, nil
	}
	var err error
	if spec.Mahalanobis, err = Fit(net, t.Images, FitRows(t), workers); err != nil {
		return spec, lang.Errorf("loss %s: %w", spec.Title(), err)
	}
	return spec, nil
}

// fitter keeps the state of a loss that uses mahalanobis: the one that its epoch
// holds fixed, and the one that belongs to the best weights.
type fitter struct {
	loss      *triplet.Loss[float32]
	now, best distance.Whitening
}

// newFitter is nil if the loss needs no state.
func newFitter(loss *triplet.Loss[float32], dim int) (*fitter, error) {
	if !loss.Fitted() {
		return nil, nil
	}
	if dim > distance.MaxFittedDim {
		return nil, lang.Errorf("the loss uses mahalanobis, whose state for embeddings of %d values no model file can hold; make the last of layers at most %d", dim, distance.MaxFittedDim)
	}
	return &fitter{loss: loss}, nil
}

// renew fits the state of an epoch that begins, on the weights that net has now and
// the pictures rows.
func (f *fitter) renew(net *nn.Net, im *dataset.Images, rows []int32, workers int) error {
	if f == nil {
		return nil
	}
	w, err := Fit(net, im, rows, workers)
	if err != nil {
		return lang.Errorf("mahalanobis cannot be fitted on the training pictures: %w", err)
	}
	if f.best == nil {
		f.best = w
	}
	return f.set(w)
}

func (f *fitter) set(w distance.Whitening) error {
	f.now = w
	return f.loss.SetWhitening(w)
}

// keep remembers the present state as the best.
func (f *fitter) keep() {
	if f != nil {
		f.best = f.now
	}
}

// of puts the best state into a spec.
func (f *fitter) of(s triplet.Spec) triplet.Spec {
	if f != nil {
		s.Mahalanobis = f.best
	}
	return s
}

// The names of both states in a checkpoint.
const (
	fitNow  = "mahalanobis"
	fitBest = "best.mahalanobis"
)

// tensors are both states for a checkpoint.
func (f *fitter) tensors() []safetensors.Tensor {
	if f == nil {
		return nil
	}
	return []safetensors.Tensor{
		{Name: fitNow, Shape: []int{len(f.now)}, F32: f.now},
		{Name: fitBest, Shape: []int{len(f.best)}, F32: f.best},
	}
}

// size is the number of bytes of tensors.
func (f *fitter) size(dim int) int64 {
	if f == nil {
		return 0
	}
	return 2 * 4 * int64(dim) * int64(dim+1) / 2
}

// take takes over the states of a checkpoint.
func (f *fitter) take(file *safetensors.File, dim int) error {
	if f == nil {
		return nil
	}
	now, okNow := file.Get(fitNow)
	best, okBest := file.Get(fitBest)
	if !okNow || !okBest || distance.Whitening(now.F32).Dim() != dim || distance.Whitening(best.F32).Dim() != dim {
		return lang.Errorf("damaged: the state of mahalanobis is missing or has another shape; %s", startOver)
	}
	// Setting both checks both.
	for _, w := range [][]float32{best.F32, now.F32} {
		if err := f.set(w); err != nil {
			return lang.Errorf("damaged: %w; %s", err, startOver)
		}
	}
	f.best = best.F32
	return nil
}
