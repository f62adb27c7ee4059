package dataset

import (
	"math/rand/v2"
	"slices"
)

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
				s.order = s.classes[i].take(s.order, s.k, rng)
			}
		}
	}
}

// take appends k pictures of the class. Where there are fewer, each comes k/n times and some
// once more.
func (c *class) take(to []int32, k int, rng *rand.Rand) []int32 {
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
