package train

import (
	"math"

	"mekiki/internal/lang"
)

// What a small data set asks for. The article's defaults are for 30,000 triplets: of
// 200 they hold back 10 for the test, and make 3 steps an epoch. Fashion-MNIST and
// its sample are beyond all of these numbers.
const (
	// leastTest and leastVal are the triplets to hold back, up to mostTest of all and
	// mostVal of the rest. From batches a held-back triplet takes three pictures, and
	// there two thirds should be left; where pictures are held back, three quarters.
	leastTest, mostTest, mostTestBatches, mostTestPictures = 30, 0.25, 0.15, 0.15
	leastVal, mostVal, mostValBatches, mostValPictures     = 10, 0.15, 0.05, 0.1
	// leastSteps are the steps that an epoch should have, for which batches become
	// smaller, down to leastTriplets or leastPictures: statistics of fewer pictures spoil
	// batch normalisation.
	leastSteps    = 16
	leastTriplets = 4
	leastPictures = 16
	// leastOfClass are the pictures of a class that a batch of the sampler pk keeps.
	leastOfClass = 4
	// patientSteps are the steps without a better epoch after which early stopping may
	// stop, in at most mostPatience epochs.
	patientSteps = 100
	mostPatience = 10
)

// AdaptSplit changes the shares that are held back of so few triplets that the usual
// ones say nothing, but for settings that given names by their key. It returns what
// it changed, as "test-size 0.15 instead of 0.05"; nil where nothing needs it.
func (c *Config) AdaptSplit(triplets int, given func(key string) bool) []lang.Message {
	var changed []lang.Message
	if triplets < 1 {
		return nil
	}
	adapt := func(key string, share *float64, n, least int, most float64) {
		if was := *share; !given(key) && held(n, was) < least {
			*share = max(was, min(most, math.Ceil(100*float64(least)/float64(n))/100))
			if *share != was {
				changed = append(changed, lang.T("%s %g instead of %g", key, *share, was))
			}
		}
	}
	test, val := mostTest, mostVal
	switch {
	case c.Split == SplitPictures:
		test, val = mostTestPictures, mostValPictures
	case c.Batched():
		test, val = mostTestBatches, mostValBatches
	}
	adapt("test-size", &c.TestSize, triplets, leastTest, test)
	if rest := triplets - held(triplets, c.TestSize); rest > 0 {
		adapt("val-size", &c.ValSize, rest, leastVal, val)
	}
	return changed
}

// held is how many of n a share holds back, as dataset.TrainTestSplit does.
func held(n int, share float64) int { return int(math.Ceil(share * float64(n))) }

// AdaptBatch changes batch and patience where an epoch would have too few steps, or no
// batch would fit: items are the triplets that train, or the pictures to learn from,
// of so many classes. given and the result are as for AdaptSplit.
func (c *Config) AdaptBatch(items, classes int, given func(key string) bool) []lang.Message {
	var changed []lang.Message
	adapt := func(key string, value *int, to int) {
		if was := *value; !given(key) && to != was {
			*value = to
			changed = append(changed, lang.T("%s %d instead of %d", key, to, was))
		}
	}
	least := min(leastTriplets, items)
	if c.Batched() {
		if least = min(leastPictures, items); c.Sampler == samplerPK {
			least = max(least, leastOfClass*classes)
		}
		least = max(least, c.Classes*c.PerClass, 2*c.Classes, 2*c.PerClass, 2)
	}
	batch := c.Batch
	for batch/2 >= least && leastSteps*batch > items {
		batch /= 2
	}
	adapt("batch", &c.Batch, min(batch, max(least, items)))
	if c.Patience > 0 {
		steps := max(1, (items+c.Batch-1)/c.Batch)
		adapt("patience", &c.Patience, max(c.Patience, min(mostPatience, (patientSteps+steps-1)/steps)))
	}
	return changed
}
