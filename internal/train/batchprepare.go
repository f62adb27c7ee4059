package train

import (
	"fmt"
	"slices"

	"mekiki/internal/dataset"
	"mekiki/internal/lang"
	"mekiki/internal/metric"
	"mekiki/internal/metric/triplet"
	"mekiki/internal/model"
	"mekiki/internal/nn"
)

// onBatches makes the session one of batches.
func (r *Session) onBatches(o *metric.Objective) error {
	cfg, im := &r.cfg, r.job.Data.Train.Images
	if im.Labels == nil {
		return lang.Errorf("training on batches needs labels, and these pictures have none; give a labels file beside the triplets, or train on triplets: --preset article without --miner and --network")
	}
	b := &batches{
		cfg: cfg, progress: &r.progress, images: im,
		loader: dataset.NewLoader(im),
	}
	if err := b.prepare(r, o); err != nil {
		return err
	}
	b.rows = make([]int32, b.sampler.Size())
	b.labels = make([]int32, b.sampler.Size())
	b.trainer = nn.NewBatchTrainer(b.net, b.options())
	if cfg.Patience > 0 {
		b.best = b.net.Clone()
	}
	last := b.sampler.Batches() - 1
	r.method, r.batch = b, b.sampler.Size()
	r.items = last*r.batch + len(b.sampler.Batch(b.rows, 0, last))
	r.notes = slices.Concat(r.notes, b.sampler.Warnings(), b.val.missing())
	b.planned = cfg.horizon() * (last + 1)
	return nil
}

// prepare makes the parts that can refuse the job.
func (b *batches) prepare(r *Session, o *metric.Objective) (err error) {
	cfg, im, meta := b.cfg, b.images, &r.job.Meta
	if b.augment, err = dataset.ParseAugmentation(cfg.Augment); err != nil {
		return err
	}
	if err := b.augment.Fits(im.H, im.W); err != nil {
		return lang.Errorf("augment: %w", err)
	}
	if b.schedule, err = nn.ParseSchedule(cfg.Schedule); err != nil {
		return err
	}
	b.schedule.Rate, b.schedule.Warmup = cfg.LearningRate, cfg.Warmup
	if b.val, err = newHeldOut(r.job, o); err != nil {
		return err
	}
	if b.sampler, err = b.newSampler(r.job.Data.Pictures); err != nil {
		return err
	}
	arch, err := cfg.arch()
	if err != nil {
		return err
	}
	in := nn.Shape{Height: im.H, Width: im.W, Channels: im.C}
	if meta.Eye != nil {
		in = meta.Reads()
	} else {
		policy, roi := meta.Input.Policy, meta.Input.ROI
		meta.Input = model.InputOf(in)
		meta.Input.Policy, meta.Input.ROI = policy, roi
	}
	if meta.Network, err = networkOf(arch, in); err != nil {
		return lang.Errorf("network: %w", err)
	}
	if out, err := arch.Output(in); err == nil && out.Height*out.Width > 1 {
		return lang.Errorf("network: it ends in a map of %s, not in an embedding; let it end with gap, gmp or a dense layer", out)
	}
	if _, err := meta.Layout(); err != nil {
		return lang.Errorf("network: %w; choose fewer or narrower layers", err)
	}
	if b.net, err = nn.Build(arch, in, cfg.Seed); err != nil {
		return lang.Errorf("network: %w", err)
	}
	if r.job.Tail != nil {
		b.net = b.net.WithTail(r.job.Tail.Layer, r.job.Tail.Weights)
	}
	if b.net.Parameters() == 0 {
		return lang.Errorf("network: it has no weights, so there is nothing to learn; add a conv, dense or norm layer")
	}
	if err := RoomFor(b.net, b.sampler.Size()); err != nil {
		return lang.Errorf("network: %w", err)
	}
	if b.loss, err = newBatchLoss(cfg, o, b.net.Dim(), im, r.job.Data.Pictures); err != nil {
		return err
	}
	if b.loss.fitter != nil {
		b.fitRows = drawFitRows(im, r.job.Data.Pictures, cfg.Seed)
	}
	meta.Loss = triplet.Spec{} // until the run ends
	if b.loss.learner != nil {
		r.progress.Learned = b.loss.learner.state
	}
	meta.Batch = b.describe()
	return nil
}

// networkOf is how a model file names an architecture: fully connected layers
// with ReLU between them by their widths, any other as text.
func networkOf(arch nn.Arch, in nn.Shape) (model.Network, error) {
	if _, err := arch.Output(in); err != nil {
		return model.Network{}, err
	}
	if w := arch.Widths(in); w != nil {
		return model.Network{Widths: w}, nil
	}
	return model.Network{Arch: arch.String()}, nil
}

// newSampler deals batches of the pictures to learn from.
func (b *batches) newSampler(pictures []int32) (dataset.Sampler, error) {
	if b.cfg.Sampler == samplerShuffle {
		return dataset.NewShuffleSampler(b.images, pictures, b.cfg.Batch, b.cfg.Seed)
	}
	there := map[int32]bool{}
	for _, i := range pictures {
		there[b.images.Labels[i]] = true
	}
	p, k, err := b.cfg.fill(len(there))
	if err != nil {
		return nil, err
	}
	b.classes = p
	return dataset.NewPKSampler(b.images, pictures, p, k, b.cfg.Seed)
}

func (b *batches) options() nn.BatchOptions {
	o := nn.BatchOptions{
		Batch: b.sampler.Size(), Workers: b.cfg.Workers, Seed: b.cfg.Seed,
		Optimizer: nn.DefaultAdamW(b.cfg.WeightDecay), Clip: b.cfg.Clip, Average: b.cfg.Average, TailRate: b.cfg.TuneRate, Loss: b.losses,
	}
	if b.augment != (dataset.Augmentation{}) {
		o.Picture = func(_ int, dst []float32, place int, row int32) {
			inEpoch := b.progress.Step*b.sampler.Size() + place
			b.augment.Apply(dst, b.part, int(row), b.cfg.Seed, b.progress.Epoch, inEpoch)
		}
	}
	return o
}

// describe is what a model file says about the training.
func (b *batches) describe() *model.BatchTraining {
	c := b.cfg
	t := &model.BatchTraining{
		Loss: c.Loss, Params: c.Params, Miner: c.Miner, Reducer: c.Reducer,
		Sampler: c.Sampler, Augment: c.Augment, Schedule: c.Schedule,
		WeightDecay: c.WeightDecay, Average: c.Average, Clip: c.Clip, HeldOut: len(b.val.query),
	}
	if c.Sampler == samplerPK {
		t.Sampler = fmt.Sprintf("pk, %d classes x %d pictures", b.classes, b.sampler.Size()/b.classes)
	}
	if c.Preset != presets[0].Preset {
		t.Preset = c.Preset
	}
	return t
}
