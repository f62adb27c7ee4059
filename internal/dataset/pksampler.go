package dataset

import (
	"maps"
	"slices"

	"mekiki/internal/lang"
)

// PKSampler deals batches of P classes with K pictures each (Hermans, Beyer and
// Leibe, In Defense of the Triplet Loss, 2017): every picture of a batch has K-1
// positives in it, and (P-1)K negatives.
//
// A batch always holds exactly P*K pictures, K of a class side by side, and no
// class twice. The pictures of a class are dealt from a shuffled deck, which is
// shuffled again only when it is used up: within an epoch no picture of a class
// is shown more than once oftener than another of it.
//
// An epoch has ceil(sum over classes of max(1, floor(n/K)) / P) batches, n the
// pictures of a class: about as many pictures as there are, each class at least
// once, and where classes are of like size each picture about once. Since no
// class is twice in a batch, one with more than 1/P of the pictures is shown in
// part, and smaller ones are shown oftener to fill the batches; every epoch
// leaves out others.
//
// A class with fewer than K pictures is not left out: all of its pictures are
// shown, and as many of them again as needed. (Give Augmentation.Apply the
// place in the epoch, and they differ.)
type PKSampler struct {
	deal
	p, k    int
	classes []class
	names   func(label int32) string
	due     []int // working memory of drawEpoch: batches still to hold a class
	places  []int // and the classes in random order
}

// class is what PKSampler knows of a class.
type class struct {
	label int32
	// deck holds the pictures; those before next are dealt.
	deck []int32
	next int
	// groups is the number of batches of an epoch that hold the class.
	groups int
}

// NewPKSampler deals batches of p classes with k pictures each out of rows,
// indices in im without repetition; nil rows are all pictures. It is an error
// if the pictures have no labels or negative ones, if p or k is below 2, or if
// the rows are of fewer than p classes. It panics on rows that are not in im,
// or twice.
func NewPKSampler(im *Images, rows []int32, p, k int, seed uint64) (*PKSampler, error) {
	if im.Labels == nil {
		return nil, lang.Errorf("batches of P classes with K pictures need labels, and these pictures have none; use the shuffle sampler")
	}
	decks := make(map[int32][]int32)
	for _, r := range usable(im, rows) {
		c := im.Labels[r]
		if c < 0 {
			return nil, lang.Errorf("picture %d has label %d; labels start at 0", r, c)
		}
		decks[c] = append(decks[c], r)
	}
	if len(decks) < 2 {
		return nil, lang.Errorf("batches of several classes need at least 2, and the pictures to learn from are of %d; the shuffle sampler needs no classes", len(decks))
	}
	if p < 2 || k < 2 {
		return nil, lang.Errorf("batches of %d classes with %d pictures each: choose at least 2 classes and 2 pictures, or the shuffle sampler", p, k)
	}
	if len(decks) < p {
		return nil, lang.Errorf("batches of %d classes with %d pictures each need %d classes, and the pictures to learn from are of %d; choose at most %d classes a batch",
			p, k, p, len(decks), len(decks))
	}
	s := &PKSampler{p: p, k: k, names: im.ClassName, due: make([]int, len(decks)), places: make([]int, len(decks))}
	for _, label := range slices.Sorted(maps.Keys(decks)) {
		s.classes = append(s.classes, class{label: label, deck: decks[label]})
	}
	batches := s.apportion()
	s.deal = deal{batches: batches, size: p * k, rest: p * k, seed: seed, stream: pkStream, epoch: -1, order: make([]int32, 0, batches*p*k), draw: s.drawEpoch}
	return s, nil
}
