package dataset

import (
	"maps"
	"math/rand/v2"
	"slices"

	"mekiki/internal/lang"
)

// maxTriplets bounds what Random makes: 1.2 GB of indices.
const maxTriplets = 100_000_000

// Tutorial makes triplets as the tutorial on cosine triplet loss does: the
// pictures of each class are shuffled and paired off without overlap into
// (anchor, positive), and each pair gets one random picture of any other
// class, all those pictures being equally likely. Triplets come class by
// class. 6,000 pictures of each of ten classes give 30,000 triplets; the last
// picture of a class with an odd number is left out.
//
// It is an error if the pictures have no labels, fewer than two classes, or a
// class with a single picture.
func Tutorial(im *Images, seed uint64) (*Triplets, error) {
	g, err := group(im)
	if err != nil {
		return nil, err
	}
	rng := rand.New(rand.NewPCG(seed, 0))
	t := &Triplets{Images: im, Protocol: ProtocolTutorial, Seed: seed}
	for c := range len(g.start) - 1 {
		own := make([]int32, g.start[c+1]-g.start[c])
		copy(own, g.order[g.start[c]:])
		rng.Shuffle(len(own), func(i, j int) { own[i], own[j] = own[j], own[i] })
		for k := 0; k+1 < len(own); k += 2 {
			t.Index = append(t.Index, [3]int32{own[k], own[k+1], g.other(c, rng)})
		}
	}
	return t, nil
}

// Random makes n triplets by free choice: a random anchor, a random other
// picture of its class, a random picture of any other class, each time all
// candidates being equally likely. Errors are those of Tutorial, and n outside
// 1 to 100 million.
func Random(im *Images, n int, seed uint64) (*Triplets, error) {
	if n < 1 || n > maxTriplets {
		return nil, lang.Errorf("cannot make %d triplets: choose 1 to %d", n, maxTriplets)
	}
	g, err := group(im)
	if err != nil {
		return nil, err
	}
	rng := rand.New(rand.NewPCG(seed, 0))
	t := &Triplets{Images: im, Protocol: ProtocolRandom, Seed: seed, Index: make([][3]int32, n)}
	for i := range t.Index {
		at := rng.IntN(im.N) // a place in g.order
		c := g.classAt[at]
		lo, hi := g.start[c], g.start[c+1]
		// One place fewer, and the anchor's own is jumped over.
		mate := lo + rng.IntN(hi-lo-1)
		if mate >= at {
			mate++
		}
		t.Index[i] = [3]int32{g.order[at], g.order[mate], g.other(c, rng)}
	}
	return t, nil
}

// groups holds the pictures sorted by class: those of the c-th class that
// occurs are order[start[c]:start[c+1]], in the order of the data set.
type groups struct {
	order   []int32
	start   []int
	classAt []int // of each place in order
}

// other draws a picture of any class but the c-th.
func (g *groups) other(c int, rng *rand.Rand) int32 {
	lo, hi := g.start[c], g.start[c+1]
	k := rng.IntN(len(g.order) - (hi - lo))
	if k >= lo {
		k += hi - lo
	}
	return g.order[k]
}

// group sorts the pictures by class. Classes without pictures are left out.
func group(im *Images) (*groups, error) {
	if im.Labels == nil {
		return nil, lang.Errorf("triplets need labels, and these pictures have none")
	}
	if im.N == 0 {
		return nil, lang.Errorf("there are no pictures to make triplets of")
	}
	for i, c := range im.Labels {
		if c < 0 {
			return nil, lang.Errorf("picture %d has label %d; labels start at 0", i, c)
		}
	}
	members := make(map[int32][]int32)
	for i, c := range im.Labels {
		members[c] = append(members[c], int32(i))
	}
	if len(members) < 2 {
		return nil, lang.Errorf("triplets need at least two classes; all %d pictures are of class %q", im.N, im.ClassName(im.Labels[0]))
	}
	g := &groups{start: []int{0}}
	for _, c := range slices.Sorted(maps.Keys(members)) {
		own := members[c]
		if len(own) == 1 {
			return nil, lang.Errorf("class %q has one picture only; a triplet needs two of a class: add pictures or leave the class out", im.ClassName(c))
		}
		for range own {
			g.classAt = append(g.classAt, len(g.start)-1)
		}
		g.order = append(g.order, own...)
		g.start = append(g.start, len(g.order))
	}
	return g, nil
}
