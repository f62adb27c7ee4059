package train

import (
	"cmp"
	"errors"
	"math"
	"slices"
	"strings"

	"mekiki/internal/dataset"
	"mekiki/internal/lang"
	"mekiki/internal/metric"
	"mekiki/internal/metric/batch"
	"mekiki/internal/nn"
)

// The samplers, as Config.Sampler names them.
const (
	samplerShuffle = "shuffle"
	samplerPK      = "pk"
)

// SamplerNames lists what Config.Sampler takes.
func SamplerNames() []string { return []string{samplerShuffle, samplerPK} }

// usualSchedule is the course of the learning rate that nobody gave.
const usualSchedule = "constant"

// usualTuneRate is the share of the learning rate at which an eye is tuned.
const usualTuneRate = 0.1

// Batched reports whether a run trains on batches of labelled pictures instead
// of triplets: with a network as text, a miner, or a loss over batches.
func (c *Config) Batched() bool {
	return c.Network != "" || c.Miner != "" || batch.Is(c.Loss)
}

// Complete fills in what a run on batches needs and nobody gave, so that
// run.json says what was used: the sampler pk for a loss of triplets and else
// shuffle, the miner semi-hard and its reducer for a loss of triplets, the
// schedule and its warm-up. A warm-up of 0 counts as not given, so that one-cycle
// always has one; the shortest is a small share. A run on triplets stays as it is.
func (c *Config) Complete() {
	if !c.Batched() {
		return
	}
	over := batch.Is(c.Loss)
	if !over {
		c.Miner, c.Reducer = cmp.Or(c.Miner, batch.DefaultMiner), cmp.Or(c.Reducer, batch.DefaultReducer)
	}
	if c.Sampler == "" {
		c.Sampler = samplerPK
		if over {
			c.Sampler = samplerShuffle
		}
	}
	if c.Tune != "" && c.TuneRate == 0 {
		c.TuneRate = usualTuneRate
	}
	if c.Schedule == "" {
		c.Schedule = usualSchedule
	}
	if s, err := nn.ParseSchedule(c.Schedule); err == nil && c.Warmup == 0 {
		c.Warmup = s.Warmup
	}
}

// horizon is the number of epochs that the schedule is laid out for.
func (c *Config) horizon() int { return max(c.Epochs, c.ScheduleEpochs) }

// fixedHorizon is horizon where another one would change the rates of the epochs
// before, else 0: then a run may go on for more epochs.
func (c *Config) fixedHorizon() int {
	if !c.Batched() || c.Schedule == usualSchedule && c.Warmup == 0 {
		return 0
	}
	return c.horizon()
}

// arch is the network of a run on batches.
func (c *Config) arch() (nn.Arch, error) {
	if c.Network == "" {
		return nn.Plain(c.Layers), nil
	}
	return nn.ParseArch(c.Network)
}

// MaxBatch bounds a batch of pictures: a loss that compares them all keeps tables
// of batch x batch distances, 512 MiB each at this size.
const MaxBatch = 8192

// validateBatches says what is out of range of the settings of batches, and reads the loss.
func (c *Config) validateBatches(faults *faults) (*metric.Objective, error) {
	faults.bad(!slices.Contains(SamplerNames(), c.Sampler), "sampler", "%q is not one of %s", c.Sampler, strings.Join(SamplerNames(), ", "))
	pk := c.Sampler == samplerPK
	faults.bad(!pk && (c.Classes != 0 || c.PerClass != 0), "classes", "and per-class belong to the sampler pk; add --sampler pk")
	faults.bad(c.Classes < 0 || c.Classes == 1, "classes", "is %d; a batch needs 2 classes or more, and 0 takes all that fit", c.Classes)
	faults.bad(c.PerClass < 0 || c.PerClass == 1, "per-class", "is %d; it must be at least 2, and 0 fills the batch", c.PerClass)
	p, k := max(c.Classes, 2), max(c.PerClass, 2)
	huge := p > MaxBatch || k > MaxBatch/p
	faults.bad(pk && huge, "classes", "and per-class make batches of %d x %d pictures; at most %d fit in one, because losses compare each with every other, so lower --classes or --per-class", p, k, MaxBatch)
	faults.bad(pk && !huge && p*k > c.Batch, "batch", "of %d pictures is smaller than %d classes x %d pictures; use --batch %d or more, or lower --classes or --per-class", c.Batch, p, k, p*k)
	faults.bad(c.Batch < 2, "batch", "is %d; it must be at least 2 pictures", c.Batch)
	faults.bad(c.Batch > MaxBatch, "batch", "of %d pictures is too large: losses compare each with every other, in memory that grows with the square; use --batch %d or less", c.Batch, MaxBatch)
	faults.bad(!(c.WeightDecay >= 0 && c.WeightDecay <= 1), "weight-decay", "is %v; it must lie between 0 and 1", c.WeightDecay)
	faults.bad(!(c.Clip >= 0) || math.IsInf(c.Clip, 0), "clip", "is %v; it must be at least 0", c.Clip)
	faults.bad(!(c.Average >= 0 && c.Average < 1), "average", "is %v; it must lie between 0 and 1, without 1", c.Average)
	faults.bad(!(c.Warmup >= 0 && c.Warmup <= 1), "warmup", "is %v; it must lie between 0 and 1", c.Warmup)
	faults.bad(c.ScheduleEpochs != 0 && (c.ScheduleEpochs < c.Epochs || c.ScheduleEpochs > maxEpochs), "schedule-epochs", "is %d; it must lie between the %d epochs and %d, and 0 takes epochs", c.ScheduleEpochs, c.Epochs, maxEpochs)
	faults.bad(c.Eye != "" && c.Augment != "", "augment", "has no effect behind an eye, which looks at each picture once; leave it out")
	faults.bad(c.Network != "" && len(c.Layers) > 0, "network", "and layers exclude each other; give one of them")
	_, wrongArch := c.arch()
	faults.bad(wrongArch != nil, "network", "%w", wrongArch)
	faults.bad(c.Chunk != 0 || c.Dense, "chunk", "and dense belong to training on triplets; leave them out")
	_, wrongSchedule := nn.ParseSchedule(c.Schedule)
	_, wrongAugment := dataset.ParseAugmentation(c.Augment)
	o, wrongLoss := c.batchObjective()
	return o, errors.Join(wrongSchedule, wrongAugment, wrongLoss)
}

// validateTriplets says which settings of batches a run on triplets cannot use.
func (c *Config) validateTriplets(faults *faults) {
	for _, s := range []struct {
		given bool
		key   string
	}{
		{c.Reducer != "", "reducer"}, {c.Sampler != "", "sampler"}, {c.Classes != 0, "classes"}, {c.PerClass != 0, "per-class"},
		{c.Augment != "", "augment"}, {c.Schedule != "", "schedule"}, {c.Warmup != 0, "warmup"},
		{c.ScheduleEpochs != 0, "schedule-epochs"},
		{c.Tune != "", "tune"}, {c.WeightDecay != 0, "weight-decay"}, {c.Clip != 0, "clip"}, {c.Average != 0, "average"},
	} {
		faults.bad(s.given, s.key, "is a setting of training on batches, and this run trains on triplets; add --miner %s, or --network, or --preset with one of %s", batch.DefaultMiner, strings.Join(PresetNames()[1:], ", "))
	}
}

// fill says how many classes, and pictures of each, the sampler pk puts into a
// batch where there are so many classes.
func (c *Config) fill(there int) (classes, perClass int, err error) {
	classes, perClass = c.Classes, c.PerClass
	if classes == 0 {
		classes = min(there, c.Batch/max(perClass, 2))
	}
	if perClass == 0 {
		perClass = c.Batch / max(classes, 1)
	}
	if classes*perClass > c.Batch {
		return 0, 0, lang.Errorf("batch of %d pictures is smaller than %d classes x %d pictures; use --batch %d", c.Batch, classes, perClass, classes*perClass)
	}
	return classes, perClass, nil
}
