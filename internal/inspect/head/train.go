package head

import (
	"context"
	"math/rand/v2"
	"slices"

	"mekiki/internal/inspect/gallery"
	"mekiki/internal/metric/triplet"
	"mekiki/internal/nn"
)

// Loss is the formula that heads are trained by: an angle and a length, each with a threshold of
// its own, so that places are told apart where either sees a difference.
const Loss = "combined-threshold"

// The training. Less is enough for places that are described by numbers already.
const (
	steps     = 300
	batch     = 128 // triplets a step
	rate      = 1e-3
	decay     = 0.01
	anchors   = 8192 // good places that have a positive, at most
	positives = 2048 // good places among which the nearest is sought
	choices   = 3    // how often a label's places are chosen
)

// Suspects is how many places of a bad picture are taken for bad where only its label is known.
const Suspects = 10

// Pool is what a head is trained on: vectors of Dim numbers, row-major.
type Pool struct {
	Dim int
	// Good are places of good pictures, at least two, Picture the number of the picture of each.
	Good    []float32
	Picture []int
	// White is the whitening that the head begins with.
	White *gallery.Whitening
	// Bad are the bad pictures, at least one.
	Bad []Bad
}

// Bad is a picture of a bad part.
type Bad struct {
	X []float32 // the vectors of places
	// Far is how far each lies from what is good, before the head knows. Nil says that all of
	// them are known to be bad, as from a mask.
	Far []float32
}

// Train makes a head. Each triplet is a good place, the nearest one of another good picture, and
// a place of a bad picture: where only the label of a picture is known one of its Suspects
// farthest places, by Far and, as the head learns, by its own distance. The number of
// workers changes no bit. The error is that of ctx.
func Train(ctx context.Context, p *Pool, workers int, seed uint64) (*Head, error) {
	t := newTraining(p, workers, seed)
	defer t.trainer.Close()
	rows := make([]int32, 3*batch)
	schedule := nn.Schedule{Name: "cosine", Rate: rate}
	for step := range steps {
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		if step%(steps/choices) == 0 {
			t.choose(step > 0)
		}
		for i := range batch {
			copy(rows[3*i:], t.triplet())
		}
		// A step that overflows changes nothing; the next one has other triplets.
		t.trainer.Step(t.source, rows, schedule.At(step, steps))
	}
	return t.head, nil
}

// training is a training in progress.
type training struct {
	*Pool
	workers int
	rng     *rand.Rand
	head    *Head
	trainer *nn.BatchTrainer
	source  nn.Source
	anchor  []int32 // rows of good places
	near    []int32 // the positive of each
	among   []int32 // rows that positives were sought in
	first   []int32 // the first row of each bad picture
	suspect [][]int32
}

func newTraining(p *Pool, workers int, seed uint64) *training {
	t := &training{Pool: p, workers: workers, rng: rand.New(rand.NewPCG(seed, 0x68656164)), head: newHead(p.Dim, seed)}
	t.head.net.SetValues(0, p.White.Matrix)
	t.head.net.SetValues(1, p.White.Shift)
	all := slices.Clone(p.Good)
	for _, b := range p.Bad {
		t.first = append(t.first, int32(len(all)/p.Dim))
		all = append(all, b.X...)
	}
	t.source = nn.Source{Size: p.Dim, F32: all}
	t.pair()
	t.trainer = nn.NewBatchTrainer(t.head.net, nn.BatchOptions{
		Batch: 3 * batch, Workers: workers, Seed: seed, Optimizer: nn.DefaultAdamW(decay), Loss: lossOf(),
	})
	return t
}

// lossOf is the mean of Loss over triplets that stand one behind the other.
func lossOf() nn.BatchLossFunc {
	spec, err := triplet.Parse(Loss)
	if err != nil {
		panic("head: " + err.Error())
	}
	loss, err := triplet.Compile[float32](spec)
	if err != nil {
		panic("head: " + err.Error())
	}
	each := make([]float32, batch)
	return func(emb []float32, dim int, _ []int32, grad []float32) (float64, bool) {
		broken := loss.Eval(triplet.Batch[float32]{Emb: emb, Dim: dim, Loss: each, Grad: grad, Scale: 1.0 / batch})
		sum := 0.0
		for _, v := range each {
			sum += float64(v) / batch
		}
		return sum, broken < 0
	}
}

// triplet draws one.
func (t *training) triplet() []int32 {
	a := t.rng.IntN(len(t.anchor))
	of := t.suspect[t.rng.IntN(len(t.suspect))]
	return []int32{t.anchor[a], t.near[a], of[t.rng.IntN(len(of))]}
}
