package dataset

import (
	"errors"
	"fmt"
	"maps"
	"math/rand/v2"
	"slices"
	"strings"
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
		return nil, errors.New("batches of P classes with K pictures need labels, and these pictures have none; use the shuffle sampler")
	}
	if p < 2 || k < 2 {
		return nil, fmt.Errorf("batches of %d classes with %d pictures each: choose at least 2 classes and 2 pictures, or the shuffle sampler", p, k)
	}
	decks := make(map[int32][]int32)
	for _, r := range usable(im, rows) {
		c := im.Labels[r]
		if c < 0 {
			return nil, fmt.Errorf("picture %d has label %d; labels start at 0", r, c)
		}
		decks[c] = append(decks[c], r)
	}
	if len(decks) < 2 {
		return nil, fmt.Errorf("batches of several classes need at least 2, and the pictures to learn from are of %d; the shuffle sampler needs no classes", len(decks))
	}
	if len(decks) < p {
		return nil, fmt.Errorf("batches of %d classes with %d pictures each need %d classes, and the pictures to learn from are of %d; choose at most %d classes a batch",
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

// apportion says how many batches of an epoch hold each class, and how many
// batches there are.
func (s *PKSampler) apportion() (batches int) {
	sum := 0
	for i := range s.classes {
		c := &s.classes[i]
		c.groups = max(1, len(c.deck)/s.k)
		sum += c.groups
	}
	batches = (sum + s.p - 1) / s.p
	left := batches * s.p
	for i := range s.classes {
		s.classes[i].groups = min(s.classes[i].groups, batches)
		left -= s.classes[i].groups
	}
	// What is left goes, one by one, to the class whose pictures are shown least.
	for ; left > 0; left-- {
		var least *class
		for i := range s.classes {
			c := &s.classes[i]
			if c.groups < batches && (least == nil || c.groups*len(least.deck) < least.groups*len(c.deck)) {
				least = c
			}
		}
		least.groups++
	}
	return batches
}

// drawEpoch writes the order of an epoch.
//
// The classes of a batch are a systematic sample (Madow, 1949) with
// probabilities in proportion to the batches that are still to hold each class:
// laid end to end in random order, one is taken every `ahead` steps. As none is
// longer than `ahead`, none is taken twice, and one that must be in all batches
// to come is taken always. So the sums come out exactly.
func (s *PKSampler) drawEpoch(rng *rand.Rand) {
	for i := range s.classes {
		c := &s.classes[i]
		slices.Sort(c.deck) // the order must not depend on epochs drawn before
		shuffle(rng, c.deck)
		c.next, s.due[i], s.places[i] = 0, c.groups, i
	}
	s.order = s.order[:0]
	for ahead := s.batches; ahead > 0; ahead-- {
		rng.Shuffle(len(s.places), func(i, j int) { s.places[i], s.places[j] = s.places[j], s.places[i] })
		mark, end := rng.IntN(ahead), 0
		for _, i := range s.places {
			if end += s.due[i]; mark < end {
				mark += ahead
				s.due[i]--
				s.order = s.classes[i].deal(s.order, s.k, rng)
			}
		}
	}
}

// deal appends k pictures. Where there are fewer, each comes k/n times and some
// once more.
func (c *class) deal(to []int32, k int, rng *rand.Rand) []int32 {
	n := len(c.deck)
	for range k / n {
		to = append(to, c.deck...)
	}
	k %= n
	if left := n - c.next; left < k {
		// The deck ends within the group. The pictures that it still gives must
		// not come a second time, so the first of the new deck are drawn from the others.
		to = append(to, c.deck[c.next:]...)
		k -= left
		shuffle(rng, c.deck[:c.next])
		shuffle(rng, c.deck[k:])
		c.next = 0
	}
	to = append(to, c.deck[c.next:c.next+k]...)
	c.next += k
	return to
}

// uneven is how many times oftener an epoch may show the pictures of one class
// than those of another before Warnings says so.
const uneven = 4

// Warnings names classes with fewer than K pictures, and the two ends where
// sizes of the others differ so much that the epoch is uneven.
func (s *PKSampler) Warnings() []string {
	var small, out []string
	var often, seldom *class
	// Times is how often an epoch shows each picture of a class.
	times := func(c *class) float64 { return float64(c.groups*s.k) / float64(len(c.deck)) }
	for i := range s.classes {
		c := &s.classes[i]
		if len(c.deck) < s.k {
			small = append(small, fmt.Sprintf("%q (%d)", s.names(c.label), len(c.deck)))
			continue
		}
		if often == nil || times(c) > times(often) {
			often = c
		}
		if seldom == nil || times(c) < times(seldom) {
			seldom = c
		}
	}
	if small != nil {
		out = append(out, fmt.Sprintf("fewer than the %d pictures that a batch takes of a class: %s; they are shown repeatedly: add pictures, or choose fewer a class", s.k, list(small)))
	}
	if often != nil && times(often) > uneven*times(seldom) {
		out = append(out, fmt.Sprintf("classes differ much in size: to put %d classes into every batch, an epoch shows each picture of %q about %.2g times and each of %q %.2g times; choose fewer classes a batch, or the shuffle sampler",
			s.p, s.names(often.label), times(often), s.names(seldom.label), times(seldom)))
	}
	return out
}

// list joins names, at most eight of them.
func list(names []string) string {
	const most = 8
	if len(names) <= most {
		return strings.Join(names, ", ")
	}
	return fmt.Sprintf("%s and %d more", strings.Join(names[:most], ", "), len(names)-most)
}
