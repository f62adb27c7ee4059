package inspect

import (
	"context"
	"time"

	"mekiki/internal/eye"
	"mekiki/internal/inspect/selftaught"
	"mekiki/internal/lang"
	"mekiki/internal/model"
	"mekiki/internal/nn"
)

// Making is how the weights of an eye without outside ones came to be.
type Making string

// The ways, from the one that learns most; BestMaking takes the one that sees most.
const (
	BestMaking Making = "auto"
	ByTriplets Making = "triplets" // trained by triplets of patches, from the better one of the others
	ByFilters  Making = "filters"  // directions in what each layer reads of the pictures
	ByChance   Making = "drawn"    // random numbers
)

// Makings are all ways but BestMaking.
func Makings() []Making { return []Making{ByTriplets, ByFilters, ByChance} }

// SelfTaught is how an eye without outside weights was made.
type SelfTaught struct {
	Making Making `json:"making"`
	// Pictures are how many it was made of, Unlabelled how many of these nobody called good.
	Pictures   int `json:"pictures"`
	Unlabelled int `json:"unlabelled"`
	// Loss is what triplets were compared by, Steps how many batches of them there were; "" and 0 where nothing was trained.
	// Seconds is how long all took.
	Loss    string  `json:"loss,omitempty"`
	Steps   int     `json:"steps,omitempty"`
	Seconds float64 `json:"seconds"`
	// Tried are the ways that were compared, in the order in which they were made; none where good pictures are too few, or the way was given.
	Tried []TriedEye `json:"tried,omitempty"`
}

// TriedEye is a way, and what an inspector by it sees on the good pictures: see seenDefects.
type TriedEye struct {
	Making Making  `json:"making"`
	Seen   float64 `json:"seen"`
}

// SelfTaughtOptions say how an eye is made.
type SelfTaughtOptions struct {
	Input model.Input
	// Making is the way to take; "" is BestMaking. Nothing is tried where one is given, and triplets begin with drawn weights.
	Making Making
	// Steps is how many batches triplets are trained on; 0 is selftaught.DefaultSteps.
	Steps   int
	Workers int
	Seed    uint64
	// Program is what made it, with its version.
	Program string
	// Progress, if not nil, hears how much of the work is done.
	Progress func(done, of int)
}

// mostTaught bounds the pictures that an eye is made of: so many, evenly, and so many bytes.
const (
	mostTaught      = 200
	mostTaughtBytes = 256 << 20
)

// BlankEye is an eye like those of SelfTaughtEye before it has seen a picture: with their layers, strides and channels.
func BlankEye() (*eye.Eye, error) { return selftaught.Blank() }

// SelfTaughtEye makes an eye without outside weights of n good pictures and of more that may be good or bad: its weights are
// drawn, are filters from the pictures, or are trained by triplets, whichever sees most by seenDefects on the
// good pictures themselves. Of few, filters are taken untried. The number of workers changes no
// bit. Errors are in a user's words.
func SelfTaughtEye(ctx context.Context, good Pictures, n int, more Pictures, unlabelled int, o SelfTaughtOptions) (*eye.Eye, *SelfTaught, error) {
	start := time.Now()
	in := o.Input
	if in.Height < selftaught.Side || in.Width < selftaught.Side || in.Height%selftaught.Stride != 0 || in.Width%selftaught.Stride != 0 {
		return nil, nil, lang.Errorf("an eye without outside weights is trained on patches of %d pixels and looks at pictures in steps of %d; take a size of multiples of %d, such as --size 256x256, not %dx%d", selftaught.Side, selftaught.Stride, selftaught.Stride, in.Height, in.Width)
	}
	if o.Steps == 0 {
		o.Steps = selftaught.DefaultSteps
	}
	if o.Making == "" {
		o.Making = BestMaking
	}
	if o.Making == BestMaking && n < leastTried {
		o.Making = ByFilters
	}
	pool, others, err := teachingPool(joined{good, n, more}, n, n+unlabelled, in)
	if err != nil {
		return nil, nil, err
	}
	m := &eyeMaker{SelfTaughtOptions: o, good: good, n: n, made: &SelfTaught{Pictures: len(pool.Pix), Unlabelled: others}}
	if err := m.make(ctx, pool); err != nil {
		return nil, nil, err
	}
	e, err := m.eye(m.best)
	m.made.Seconds = time.Since(start).Seconds()
	return e, m.made, err
}

// teachingPool are the pictures that an eye is made of; the first so many of all are good, and others says how many of the
// chosen are not of these. Where there are too many, half of them are good ones at least, where there are so many, and
// each kind is an even choice.
func teachingPool(all Pictures, good, count int, in model.Input) (pool *selftaught.Pool, others int, err error) {
	pool = &selftaught.Pool{Height: in.Height, Width: in.Width}
	most := max(1, min(count, mostTaught, mostTaughtBytes/(in.Height*in.Width*in.Channels)))
	others = min(count-good, max(most-good, most/2))
	for _, part := range []struct{ from, of, take int }{{0, good, most - others}, {good, count - good, others}} {
		for k := range part.take {
			pix, err := all.Bytes(part.from + k*part.of/part.take)
			if err != nil {
				return nil, 0, err
			}
			pool.Pix = append(pool.Pix, pix)
		}
	}
	return pool, others, nil
}

// eyeMaker makes an eye and keeps the best so far.
type eyeMaker struct {
	SelfTaughtOptions
	good Pictures
	n    int
	made *SelfTaught
	best *nn.Net
	seen float64
}

// Shares of the progress, in percent: each of three trials, and the training.
const (
	trialShare = 15
	trainShare = 100 - 3*trialShare
)

func (m *eyeMaker) make(ctx context.Context, pool *selftaught.Pool) (err error) {
	wanted := func(by Making) bool { return m.Making == BestMaking || m.Making == by }
	drawn := selftaught.Drawn(pool, m.Seed)
	m.best, m.made.Making = drawn, ByChance
	if m.Making == BestMaking {
		if err := m.try(ctx, ByChance, drawn); err != nil {
			return err
		}
	}
	m.heard(trialShare)
	if wanted(ByFilters) {
		net, err := selftaught.Filters(drawn, pool, m.Workers, m.Seed)
		if err != nil {
			return err
		}
		if err := m.try(ctx, ByFilters, net); err != nil {
			return err
		}
	}
	m.heard(2 * trialShare)
	if wanted(ByTriplets) {
		o := selftaught.Options{Steps: m.Steps, Workers: m.Workers, Seed: m.Seed, Progress: func(done, of int) { m.heard(2*trialShare + done*trainShare/of) }}
		m.made.Loss, m.made.Steps = selftaught.Loss().String(), m.Steps
		net, err := selftaught.Train(ctx, m.best, pool, o)
		if err != nil {
			return err
		}
		if err := m.try(ctx, ByTriplets, net); err != nil {
			return err
		}
	}
	m.heard(100)
	return nil
}

// heard tells the progress.
func (m *eyeMaker) heard(percent int) {
	if m.Progress != nil {
		m.Progress(percent, 100)
	}
}

// try takes a network if none before it sees more, or if its way was given.
func (m *eyeMaker) try(ctx context.Context, by Making, net *nn.Net) error {
	seen := m.seen
	if m.Making == BestMaking {
		e, err := m.eye(net)
		if err != nil {
			return err
		}
		if seen, err = seenDefects(ctx, e, m.good, m.n, m.SelfTaughtOptions); err != nil {
			return err
		}
		m.made.Tried = append(m.made.Tried, TriedEye{by, seen})
	}
	if seen >= m.seen {
		m.best, m.seen, m.made.Making = net, seen, by
	}
	return nil
}

func (m *eyeMaker) eye(net *nn.Net) (*eye.Eye, error) {
	return selftaught.Eye(net, "made of good pictures by inspect fit, without outside weights", m.Program)
}
