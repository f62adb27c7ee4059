package head

import (
	"context"
	"math/rand/v2"
	"slices"

	"mekiki/internal/inspect/gallery"
	"mekiki/internal/lang"
	"mekiki/internal/nn"
)

// The training. Less is enough for places that are described by numbers already.
const (
	steps     = 300
	batch     = 128 // triplets a step
	rate      = 1e-3
	decay     = 0.01
	anchors   = 8192 // good places that have a positive, at most
	positives = 2048 // good places among which the nearest is sought
	choices   = 3    // how often the places of bad pictures are chosen
)

// Suspects is how many places of a bad picture are taken for bad.
const Suspects = 10

// calmStep is how far places of a bad picture that are taken for good lie apart in their order.
const calmStep = 4

// Pool is what a head is trained on: vectors of Dim numbers, row-major.
type Pool struct {
	Dim int
	// Good are places of good pictures, Picture the number of the picture of each, from 0 on without gaps;
	// there are two pictures at least.
	Good    []float32
	Picture []int
	// Bad are the pictures of bad parts, at least one.
	Bad []Bad
	// Share is what the distance of each place of a picture is multiplied by; nil is 1 for each.
	Share []float32
}

// Bad is a picture of a bad part.
type Bad struct {
	X   []float32 // the vectors of all places
	Far []float32 // how far each lies from what is good, before the head knows
	// Marked are the places of its defects; none where no more is known than that it is bad.
	Marked []int
}

// Train makes a head by a loss. The negative of a triplet is one of the Suspects farthest places of a bad
// picture, by Far and, as the head learns, by its own distance; where places are marked, one of the farther
// half of those, and of Suspects at least. Anchor and positive are a good place and the
// nearest one of another good picture; or, every other time, a place of that bad picture from the nearer half
// of them and the good place nearest to it: so the head does not take for bad what all
// places of bad pictures share, such as their light. The number of workers changes no
// bit. A loss that never has a value is an error in a user's words; the others are that of ctx.
func Train(ctx context.Context, p *Pool, loss Loss, workers int, seed uint64) (*Head, error) {
	t := newTraining(p, loss, workers, seed)
	defer t.trainer.Close()
	rows := make([]int32, 3*batch)
	schedule := nn.Schedule{Name: "cosine", Rate: rate}
	learned := false
	for step := range steps {
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		if step%(steps/choices) == 0 {
			t.choose(step > 0)
		}
		for i := range batch {
			t.triplet(rows[3*i:][:3])
		}
		// A step that overflows changes nothing; the next one has other triplets.
		if t.trainer.Step(t.source, rows, schedule.At(step, steps)).Finite {
			learned = true
		}
	}
	if !learned {
		return nil, lang.Errorf("loss %s: it has no finite value on the places of these pictures, so the network of bad parts learns nothing; choose another", loss.String())
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
	source  nn.Source        // whitened: good places, then those of bad pictures
	anchor  []int32          // rows of good places
	near    []int32          // the positive of each
	among   []int32          // rows that positives were sought in
	known   *gallery.Gallery // of these
	bad     []chosen
}

// chosen are rows of a bad picture.
type chosen struct {
	first   int32 // of all its places
	suspect []int32
	calm    []int32 // taken for good
	near    []int32 // the positive of each
}

func newTraining(p *Pool, loss Loss, workers int, seed uint64) *training {
	white := gallery.NewWhitening(units(p.Good, p.Dim), len(p.Picture), p.Dim)
	t := &training{Pool: p, workers: max(1, workers), rng: rand.New(rand.NewPCG(seed, 0x68656164)), head: newHead(white, seed)}
	all := slices.Clone(p.Good)
	for _, b := range p.Bad {
		t.bad = append(t.bad, chosen{first: int32(len(all) / p.Dim)})
		all = append(all, b.X...)
	}
	t.source = nn.Source{Size: p.Dim, F32: whitened(white, all, t.workers)}
	t.pair()
	t.trainer = nn.NewBatchTrainer(t.head.net, nn.BatchOptions{
		Batch: 3 * batch, Workers: t.workers, Seed: seed, Optimizer: nn.DefaultAdamW(decay), Loss: loss.Mean(batch),
	})
	return t
}

// triplet draws one.
func (t *training) triplet(dst []int32) {
	b := t.bad[t.rng.IntN(len(t.bad))]
	from, near := t.anchor, t.near
	if t.rng.IntN(2) == 0 {
		from, near = b.calm, b.near
	}
	a := t.rng.IntN(len(from))
	dst[0], dst[1], dst[2] = from[a], near[a], b.suspect[t.rng.IntN(len(b.suspect))]
}
