package train

import (
	"context"
	"math"
	"math/rand/v2"
	"slices"
	"strings"

	"mekiki/internal/dataset"
	"mekiki/internal/lang"
	"mekiki/internal/metric"
	"mekiki/internal/nn"
)

// Score is the share of queries, 0 to 1, whose 5 nearest pictures of the gallery
// call their class right. dim is the width of the embeddings. train does not
// know how neighbours are searched. A cancelled ctx ends it with ctx's error.
type Score func(ctx context.Context, query, gallery Labelled, dim int) (float64, error)

// Labelled is embeddings, row-major (n, dim), with the class of each.
type Labelled struct {
	Emb    []float32
	Labels []int32
}

// mostGallery is the largest number of training pictures among which the held-out
// ones are looked up after each epoch.
const mostGallery = 10_000

// heldOut are the pictures that validate, and the training pictures to look them
// up among.
type heldOut struct {
	images         *dataset.Images
	query, gallery []int32
	score          Score // nil: no accuracy
	emb, among     []float32
	labels         []int32 // of query
	last           []int32 // the pictures of the batch whose loss was computed last
}

// Streams of the generators, apart from those of samplers and triplets.
const (
	heldOutStream = 4 << 32
	fitStream     = 5 << 32
)

// newHeldOut fails where a run on batches by the loss o cannot be judged.
func newHeldOut(job Job, o *metric.Objective) (*heldOut, error) {
	im, seed := job.Data.Train.Images, job.Config.Seed
	h := &heldOut{images: im, query: slices.Clone(job.Data.HeldOut)}
	if job.Score != nil {
		h.score = job.Score(o)
	}
	if len(job.Data.Pictures) < 2 || len(h.query) == 0 {
		return nil, lang.Errorf("%d pictures to learn from and %d to validate: of the %d pictures all others stand in held-back triplets, or are copies of such; give more pictures, fewer triplets (--triplet-count), or lower test-size and val-size", len(job.Data.Pictures), len(h.query), im.N)
	}
	rng := rand.New(rand.NewPCG(seed, heldOutStream))
	rng.Shuffle(len(h.query), func(i, j int) { h.query[i], h.query[j] = h.query[j], h.query[i] })
	for _, i := range h.query {
		h.labels = append(h.labels, im.Labels[i])
	}
	own := slices.Clone(job.Data.Pictures)
	rng.Shuffle(len(own), func(i, j int) { own[i], own[j] = own[j], own[i] })
	there := map[int32]bool{}
	for k, i := range own {
		// Every class must be there, however rare.
		if k < mostGallery || !there[im.Labels[i]] {
			h.gallery = append(h.gallery, i)
		}
		there[im.Labels[i]] = true
	}
	for _, c := range h.labels {
		if !there[c] {
			return nil, lang.Errorf("no picture of class %q is left to learn from, all are held back; give more of it, or lower test-size and val-size", im.ClassName(c))
		}
	}
	return h, nil
}

// missing warns of classes to learn of which no picture is held out.
func (h *heldOut) missing() []string {
	var names []string
	seen := map[int32]bool{}
	for _, c := range h.labels {
		seen[c] = true
	}
	for _, i := range h.gallery {
		if c := h.images.Labels[i]; !seen[c] {
			seen[c] = true
			names = append(names, h.images.ClassName(c))
		}
	}
	if names == nil {
		return nil
	}
	slices.Sort(names)
	const most = 8
	all := lang.T("%s", strings.Join(names[:min(most, len(names))], ", "))
	if more := len(names) - most; more > 0 {
		all = lang.T("%s and %d more", all, more)
	}
	return []string{lang.T("no validation picture is of %s: figures on validation data say nothing about them. A larger val-size holds some back", all).String()}
}

// embedAtOnce is how many values of pictures are embedded before a cancelled
// context is heard: some tenths of a second with a network of the largest preset.
const embedAtOnce = 200_000

// embed embeds pictures into a buffer that is kept.
func (h *heldOut) embed(ctx context.Context, to *[]float32, b *batches, net *nn.Net, rows []int32) ([]float32, error) {
	if *to == nil {
		*to = make([]float32, len(rows)*net.Dim())
	}
	return *to, Embed(ctx, *to, net, h.images, rows, max(8, h.images.AtOnce(embedAtOnce)), b.cfg.Workers)
}

// run measures the weights that would be kept now. Only with whole there is an
// accuracy.
func (h *heldOut) run(ctx context.Context, b *batches, whole bool) (spread, error) {
	net := b.trainer.Averaged()
	dim := net.Dim()
	// A stop is heard only once the weights are known to be sound: they are saved then.
	emb, err := h.embed(context.WithoutCancel(ctx), &h.emb, b, net, h.query)
	if err != nil {
		return spread{}, err
	}
	s := h.lengths(emb, dim)
	s.loss, s.idle = h.loss(b, emb, dim), h.idle(b)
	if !whole || !s.finite() || h.score == nil {
		return s, nil
	}
	among, err := h.embed(ctx, &h.among, b, net, h.gallery)
	if err != nil {
		return spread{}, err
	}
	gallery := Labelled{Emb: among}
	for _, i := range h.gallery {
		gallery.Labels = append(gallery.Labels, h.images.Labels[i])
	}
	s.accuracy, err = h.score(ctx, Labelled{emb, h.labels}, gallery, dim)
	return s, err
}

// loss is the mean loss over batches of held-out pictures, the last of which may
// be smaller. Those in which there is nothing to compare do not count; without
// any other the loss is 0. It is not finite as soon as that of a batch is not.
func (h *heldOut) loss(b *batches, emb []float32, dim int) float64 {
	size := b.sampler.Size()
	sum, count := 0.0, 0
	for lo := 0; lo < len(h.query); lo += size {
		n := min(size, len(h.query)-lo)
		if !b.loss.compares(h.labels[lo : lo+n]) {
			continue
		}
		count += n
		h.last = h.query[lo : lo+n]
		l, _, finite := b.loss.eval(emb[lo*dim:(lo+n)*dim], b.loss.classesOf(nil, h.images, h.last), nil, 0)
		if !finite {
			return math.NaN() // at once, for explain looks at this batch
		}
		sum += l * float64(n)
	}
	return sum / float64(max(count, 1))
}

// idle says whether no batch of held-out pictures has anything to compare.
func (h *heldOut) idle(b *batches) bool {
	size := b.sampler.Size()
	for lo := 0; lo < len(h.query); lo += size {
		if b.loss.compares(h.labels[lo:min(lo+size, len(h.labels))]) {
			return false
		}
	}
	return true
}

// idleValidation is model.Training.ValLossNote where heldOut is idle.
var idleValidation = lang.T("no batch of the validation pictures has anything to compare; a larger val-size holds more of them back").String()

// lengths measures a mean length, and how far neighbours in random order that are
// of different classes lie apart.
func (h *heldOut) lengths(emb []float32, dim int) spread {
	var s spread
	pairs := 0
	for i, c := range h.labels {
		x := emb[i*dim : (i+1)*dim]
		next := (i + 1) % len(h.labels)
		y := emb[next*dim : (next+1)*dim]
		var xx, xy float64
		for k := range x {
			d := float64(x[k]) - float64(y[k])
			xx += float64(x[k]) * float64(x[k])
			xy += d * d
		}
		s.norm += math.Sqrt(xx)
		if c != h.labels[next] {
			s.apart += math.Sqrt(xy)
			pairs++
		}
	}
	s.norm /= float64(len(h.labels))
	if pairs > 0 {
		s.apart /= float64(pairs)
	} else {
		s.apart = s.norm // one class tells nothing about a collapse
	}
	return s
}
