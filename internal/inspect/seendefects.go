package inspect

import (
	"context"
	"math/rand/v2"
	"slices"
	"strconv"

	"mekiki/internal/defect"
	"mekiki/internal/eye"
)

// How eyes are compared on good pictures.
const (
	leastTried   = 2 * LeastGood // good pictures that it takes
	mostTried    = 24            // pictures that are learned from and judged, together
	triedVectors = 300           // of the gallery
	triedDefects = 3             // on each picture that is judged
	beyond       = 0.99          // share of the places of good pictures that lie nearer than what is seen
	// Extents of the defects, in shares of the shorter side.
	leastTriedExtent, mostTriedExtent = 0.125, 0.25
)

// seenDefects is how much of made-up defects an inspector with an eye sees: half of some good pictures are learned, and on
// each of the others made-up defects are put, of all kinds and of four strengths in turns. It is the share of
// the places of a defect that lie farther from what was learned than all but one in a hundred places of the pictures as they
// were, as a mean over defects. Pictures, defects and thresholds come from good parts alone.
func seenDefects(ctx context.Context, e *eye.Eye, good Pictures, n int, o SelfTaughtOptions) (float64, error) {
	order := rand.New(rand.NewPCG(o.Seed, 0x7365656e)).Perm(n)[:min(n, mostTried)]
	learned, judged := chosenPictures{good, order[:len(order)/2]}, chosenPictures{good, order[len(order)/2:]}
	names := make([]string, len(learned.list))
	for i := range names {
		names[i] = strconv.Itoa(i)
	}
	inspector, err := Fit(ctx, learned, names, FitOptions{Eye: e, Input: o.Input, Vectors: triedVectors, Workers: o.Workers, Seed: o.Seed})
	if err != nil {
		return 0, err
	}
	clean := make([][]float32, len(judged.list))
	if err := inspector.JudgeAll(ctx, judged, len(clean), o.Workers, func(i int, r *Result) { clean[i] = slices.Clone(r.Map) }); err != nil {
		return 0, err
	}
	places := slices.Concat(clean...)
	slices.Sort(places)
	limit := places[min(int(beyond*float64(len(places))), len(places)-1)]
	spoilt := spoiltPictures{good: judged, o: o}
	shares := make([]float64, triedDefects*len(judged.list))
	err = inspector.JudgeAll(ctx, spoilt, len(shares), o.Workers, func(i int, r *Result) {
		_, mask, err := spoilt.make(i)
		if err == nil { // it was made before
			shares[i] = shareBeyond(r, mask, o.Input.Height, o.Input.Width, limit)
		}
	})
	return mean(shares), err
}

// shareBeyond is the share of the marked places of a judged picture that lie beyond a limit; 0 where nothing is marked.
func shareBeyond(r *Result, mask []uint8, high, wide int, limit float32) float64 {
	all, far := 0, 0
	for _, at := range markedPlaces(mask, high, wide, r.High, r.Wide) {
		all++
		if r.Map[at] > limit {
			far++
		}
	}
	return float64(far) / float64(max(all, 1))
}

// chosenPictures are some of others.
type chosenPictures struct {
	of   Pictures
	list []int
}

func (p chosenPictures) Bytes(i int) ([]uint8, error) { return p.of.Bytes(p.list[i]) }

// spoiltPictures are good pictures with made-up defects, triedDefects of each, made when they are asked for.
type spoiltPictures struct {
	good chosenPictures
	o    SelfTaughtOptions
}

func (p spoiltPictures) Bytes(i int) ([]uint8, error) {
	pix, _, err := p.make(i)
	return pix, err
}

// make makes picture i, and the mask of its defect.
func (p spoiltPictures) make(i int) (pix, mask []uint8, err error) {
	rng := rand.New(rand.NewPCG(p.o.Seed, uint64(i)))
	in, count := p.o.Input, len(p.good.list)
	picture := defect.Picture{Width: in.Width, Height: in.Height, Channels: in.Channels}
	other := picture
	if picture.Pix, err = p.good.Bytes(i / triedDefects); err != nil {
		return nil, nil, err
	}
	if other.Pix, err = p.good.Bytes((i/triedDefects + 1 + i) % count); err != nil {
		return nil, nil, err
	}
	makers := defect.Makers()
	extent := leastTriedExtent + float64((mostTriedExtent-leastTriedExtent)*rng.Float64())
	bad, mask := makers[i%len(makers)].Make(rng, &picture, defect.Options{
		Strength: float64(i%4+1) / 4, Size: extent * float64(min(in.Width, in.Height)), Foreground: defect.Foreground(&picture), Other: &other,
	})
	return bad.Pix, mask, nil
}
