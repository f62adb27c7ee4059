package dataset

import (
	"fmt"
	"math/rand/v2"
)

// Sampler says which pictures the batches of an epoch hold.
//
// A batch depends on seed, epoch and number alone: a run that is resumed in
// epoch e at batch b gets the batches of an undisturbed one without going
// through those before. A Sampler keeps the order of the epoch that was asked
// last, so that only the first batch of another epoch costs more than a copy;
// it is not safe for use by several goroutines.
type Sampler interface {
	// Batches is the number of batches in an epoch, at least 1 and the same in
	// every epoch.
	Batches() int
	// Size is the number of pictures in the largest batch.
	Size() int
	// Batch writes the pictures of a batch, indices in Images, over dst and
	// returns it, as long as the batch; it allocates only if dst holds less than
	// Size. Epochs and batches count from 0. It panics if there is no such batch.
	Batch(dst []int32, epoch, batch int) []int32
	// Warnings says in whole sentences what the data force the sampler to do
	// otherwise than asked; nil if nothing.
	Warnings() []string
}

// Streams keep the generators of both samplers apart from each other and from
// those of triplets and of the order of training, all of which share a seed.
const (
	shuffleStream = 2 << 32
	pkStream      = 3 << 32
)

// deal is what both samplers are: an order of pictures that is drawn anew for
// each epoch, and cut into batches.
type deal struct {
	batches, size int
	order         []int32
	// rest is the length of the last batch.
	rest   int
	seed   uint64
	stream uint64
	epoch  int // the epoch of order, or -1
	draw   func(rng *rand.Rand)
}

// Batches is the number of batches in an epoch.
func (d *deal) Batches() int { return d.batches }

// Size is the number of pictures in the largest batch.
func (d *deal) Size() int { return d.size }

// Batch writes the pictures of a batch over dst; see Sampler.
func (d *deal) Batch(dst []int32, epoch, batch int) []int32 {
	if epoch < 0 || batch < 0 || batch >= d.batches {
		panic(fmt.Sprintf("dataset: batch %d of epoch %d, an epoch has %d", batch, epoch, d.batches))
	}
	if d.epoch != epoch {
		d.draw(rand.New(rand.NewPCG(d.seed, d.stream+uint64(epoch))))
		d.epoch = epoch
	}
	n := d.size
	if batch == d.batches-1 {
		n = d.rest
	}
	return append(dst[:0], d.order[batch*d.size:][:n]...)
}

// usable gives the rows that a sampler deals: a copy of rows, or all pictures
// if rows is nil. It panics on a row outside of the pictures or named twice.
func usable(im *Images, rows []int32) []int32 {
	if rows == nil {
		all := make([]int32, im.N)
		for i := range all {
			all[i] = int32(i)
		}
		return all
	}
	seen := make([]bool, im.N)
	for _, r := range rows {
		if r < 0 || int(r) >= im.N || seen[r] {
			panic(fmt.Sprintf("dataset: picture %d of %d is not there, or is named twice", r, im.N))
		}
		seen[r] = true
	}
	return append([]int32(nil), rows...)
}
