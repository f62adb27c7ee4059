package train

import (
	"context"
	"math"
	"math/rand/v2"

	"mekiki/internal/dataset"
	"mekiki/internal/lang"
	"mekiki/internal/metric"
	"mekiki/internal/metric/triplet"
	"mekiki/internal/model"
	"mekiki/internal/nn"
)

// triplets is the method of the article: fixed triplets, a fully connected
// network, Adam at one rate.
type triplets struct {
	cfg      *Config
	data     *Split
	progress *progress
	loss     *triplet.Loss[float32]
	net      *nn.Net
	best     *nn.Net
	trainer  *nn.TripletTrainer
	learner  *learner
	fitter   *fitter
	fitRows  []int32 // what it is fitted on
	loader   *dataset.Loader
	val      *validation

	order []int32    // the epoch's order of training triplets
	steps [][3]int32 // the triplets of a step
	last  [][3]int32 // those of the last one
	// Where pictures are files: those of the step and of the next one, and the step's
	// triplets of the pictures that the loader gives.
	rows, ahead []int32
	loaded      [][3]int32
}

// onTriplets makes the session one of triplets.
func (r *Session) onTriplets(o *metric.Objective) error {
	cfg, data := &r.cfg, &r.job.Data
	if n := data.Train.Len(); n == 0 || data.Val.Len() == 0 {
		return lang.Errorf("%d training and %d validation triplets; both need at least one, so give more data or other test-size and val-size", n, data.Val.Len())
	} else if cfg.Batch > n {
		return lang.Errorf("batch of %d is larger than the %d training triplets; use --batch %d or less", cfg.Batch, n, n)
	}
	loss := o.Triplets()
	im := data.Train.Images
	widths := append([]int{im.Size()}, cfg.Layers...)
	meta := &r.job.Meta
	meta.Network, meta.Loss = model.Network{Widths: widths}, loss.Spec()
	if n := meta.Network.Parameters(); n > model.MaxParameters {
		return lang.Errorf("layers %v make a network of %d parameters, at most %d can be trained; choose narrower layers", cfg.Layers, n, model.MaxParameters)
	}
	t := &triplets{
		cfg: cfg, data: data, progress: &r.progress, loss: loss,
		net:    nn.New(widths, cfg.Seed),
		loader: dataset.NewLoader(im),
		val:    newValidation(data.Val, widths[len(widths)-1]),
		steps:  make([][3]int32, cfg.Batch),
	}
	var err error
	if t.fitter, err = newFitter(loss, t.net.Dim()); err != nil {
		return err
	}
	if t.fitter != nil {
		t.fitRows = FitRows(data.Train)
	}
	t.best = t.net.Clone()
	adam := nn.KerasAdam(cfg.LearningRate)
	if t.learner = newLearner(loss, cfg.Batch, adam); t.learner != nil {
		r.progress.Learned = t.learner.state
	}
	t.trainer = nn.NewTripletTrainer(t.net, nn.TripletOptions{
		Batch: cfg.Batch, Workers: cfg.Workers, Chunk: cfg.Chunk, Dense: cfg.Dense,
		Adam: adam, Loss: t.losses,
	})
	r.method, r.items, r.batch = t, data.Train.Len(), cfg.Batch
	return nil
}

// losses is the loss as the trainer calls it.
func (t *triplets) losses(first int, emb, grad []float32, dim int, loss []float32, live []bool, scale float32) bool {
	return t.loss.Eval(triplet.Batch[float32]{
		Emb: emb, Dim: dim, Loss: loss, Grad: grad, Scale: scale, Live: live, Slopes: t.learner.of(first, len(loss)),
	}) < 0
}

func (t *triplets) begin() error {
	t.shuffle()
	if t.progress.Step > 0 {
		return nil
	}
	return t.fitter.renew(t.net, t.data.Train.Images, t.fitRows, t.cfg.Workers)
}

// shuffle draws the order of an epoch from seed and epoch alone, so that a
// resumed run needs no generator state.
func (t *triplets) shuffle() {
	n := t.data.Train.Len()
	if t.order == nil {
		t.order = make([]int32, n)
	}
	for i := range t.order {
		t.order[i] = int32(i)
	}
	rng := rand.New(rand.NewPCG(t.cfg.Seed, 1<<32+uint64(t.progress.Epoch)))
	rng.Shuffle(n, func(i, j int) { t.order[i], t.order[j] = t.order[j], t.order[i] })
}

func (t *triplets) step() stepped {
	ids := t.idsOf(t.progress.Step)
	t.last = t.steps[:len(ids)]
	for i, id := range ids {
		t.last[i] = t.data.Train.Index[id]
	}
	src, batch, err := t.load()
	if err != nil {
		return stepped{err: err}
	}
	res := t.trainer.Step(src, batch)
	s := stepped{
		items: len(ids), loss: res.Loss, live: float64(res.Live),
		finite: res.Finite && !math.IsNaN(res.Loss) && !math.IsInf(res.Loss, 0),
	}
	if s.finite {
		t.learner.step(len(ids))
	}
	return s
}

// idsOf are the triplets of a step of the epoch; of a step after the last one, none.
func (t *triplets) idsOf(step int) []int32 {
	lo := min(step*t.cfg.Batch, len(t.order))
	return t.order[lo:min(lo+t.cfg.Batch, len(t.order))]
}

// load gives the pictures of t.last, and where the triplets stand in them.
func (t *triplets) load() (nn.Source, [][3]int32, error) {
	if im := t.data.Train.Images; im.InMemory() {
		return source(im), t.last, nil
	}
	t.rows, t.ahead = t.rows[:0], t.ahead[:0]
	for _, tr := range t.last {
		t.rows = append(t.rows, tr[:]...)
	}
	for _, id := range t.idsOf(t.progress.Step + 1) {
		t.ahead = append(t.ahead, t.data.Train.Index[id][:]...)
	}
	part, at, err := t.loader.Take(t.rows, t.ahead)
	if err != nil {
		return nn.Source{}, nil, err
	}
	t.loaded = t.loaded[:0]
	for ; len(at) > 0; at = at[3:] {
		t.loaded = append(t.loaded, [3]int32(at))
	}
	return source(part), t.loaded, nil
}

func (t *triplets) validate(context.Context, bool) (spread, error) { return t.val.run(t) }

func (t *triplets) rating(e model.Epoch) (float64, lang.Message) {
	return e.ValLoss, lang.T("val_loss")
}

// keep remembers weights, and what of the loss belongs to them.
func (t *triplets) keep() {
	t.best.CopyFrom(t.net)
	t.learner.keep()
	t.fitter.keep()
}

func (t *triplets) look(at moment, e model.Epoch, v spread) []string {
	t.progress.Hinges = triplet.AddActivity(t.progress.Hinges, v.hinges)
	return t.progress.Said.look(at, t.loss.AtMargin(), idleTriplets, e, v)
}

// explain finds the triplet whose loss or slope the formula cannot compute.
func (t *triplets) explain(validation bool) error {
	among := t.last
	if validation {
		among = t.data.Val.Index
	}
	dim := t.net.Dim()
	emb := make([]float32, 3*dim)
	for _, tr := range among {
		part, at, err := t.loader.Take(tr[:], nil)
		if err != nil {
			return err
		}
		t.net.Embed(emb, source(part), at, 1)
		if why := t.loss.Explain(emb[:dim], emb[dim:2*dim], emb[2*dim:]); why != nil {
			return undefined(tr[0], tr[1], tr[2], why)
		}
	}
	return nil
}

// undefined says of which pictures the triplet is that a formula cannot compute.
func undefined(a, p, n int32, why error) error {
	return lang.Errorf("the loss of the triplet of pictures %d, %d, %d cannot be computed: %w", a, p, n, why)
}

func (t *triplets) finish(m *model.Model) {
	m.Net = t.best
	m.Meta.Loss = t.fitter.of(t.learner.best(m.Meta.Loss))
}

func (t *triplets) close() {
	t.trainer.Close()
	t.loader.Close()
}
