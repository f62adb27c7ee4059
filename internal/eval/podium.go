package eval

import (
	"cmp"
	"slices"
)

// podium keeps the nearest pictures of one query. Pictures at the same distance
// share a place; the last place that is needed may have more pictures than seats are
// left, and then each has its equal part of these: m/t of a vote for t pictures and m
// seats. That is the mean over all orders of pictures at the same distance.
type podium struct {
	seats   int
	taken   int // pictures on all places
	place   []place
	counted []counted // room of call
}

// place are all pictures at one distance.
type place struct {
	distance float64
	pictures int
	ballots  []ballot // a class may have several
	room     int      // as many ballots are kept before those of a class are added up
}

// counted are the votes of a class, in parts of a vote, and its nearest place.
type counted struct {
	class int32
	votes int
	place int
}

// clear makes the podium ready for a query. No more than so many pictures vote.
func (p *podium) clear(seats int) { p.seats, p.taken, p.place = seats, 0, p.place[:0] }

// add puts pictures at one distance where they belong. Distances that are no number
// are the farthest, and equal. The order of calls changes nothing.
func (p *podium) add(distance float64, pictures []ballot) {
	at := len(p.place)
	if p.taken >= p.seats && farther(distance, p.place[at-1].distance) {
		return
	}
	for at > 0 && farther(p.place[at-1].distance, distance) {
		at--
	}
	if at == 0 || farther(distance, p.place[at-1].distance) {
		p.insert(at, distance)
	} else {
		at--
	}
	p.taken += p.place[at].add(pictures)
	for last := len(p.place) - 1; p.taken-p.place[last].pictures >= p.seats; last-- {
		p.taken -= p.place[last].pictures
		p.place = p.place[:last]
	}
}

// insert makes a new place, from the room of one that is not needed any more.
func (p *podium) insert(at int, distance float64) {
	n := len(p.place)
	p.place = slices.Grow(p.place, 1)[:n+1]
	free := p.place[n]
	copy(p.place[at+1:], p.place[at:n])
	p.place[at] = place{distance: distance, ballots: free.ballots[:0], room: 64}
}

// add returns how many pictures it added.
func (p *place) add(pictures []ballot) int {
	before := p.pictures
	for _, b := range pictures {
		p.pictures += int(b.pictures)
	}
	p.ballots = append(p.ballots, pictures...)
	if len(p.ballots) > p.room {
		// Else a place of many different pictures would grow with the gallery.
		slices.SortFunc(p.ballots, func(a, b ballot) int { return cmp.Compare(a.class, b.class) })
		n := 0
		for _, b := range p.ballots[1:] {
			if p.ballots[n].class == b.class {
				p.ballots[n].pictures += b.pictures
			} else {
				n++
				p.ballots[n] = b
			}
		}
		p.ballots = p.ballots[:n+1]
		p.room = max(64, 2*len(p.ballots))
	}
	return p.pictures - before
}

// call is the class with the most votes; of classes with equally many, the one with
// the nearest picture, of these the lowest. Votes are counted in parts of 1/t, t being
// the pictures on the last place, so that they are whole numbers.
func (p *podium) call() int32 {
	last := len(p.place) - 1
	part := p.place[last].pictures
	left := p.seats - (p.taken - part)
	p.counted = p.counted[:0]
	for i, at := range p.place {
		votes := part
		if i == last {
			votes = left
		}
		for _, b := range at.ballots {
			p.counted = append(p.counted, counted{b.class, votes * int(b.pictures), i})
		}
	}
	slices.SortFunc(p.counted, func(a, b counted) int {
		return cmp.Or(cmp.Compare(a.class, b.class), cmp.Compare(a.place, b.place))
	})
	best := counted{class: -1}
	for i := 0; i < len(p.counted); {
		c := p.counted[i]
		for i++; i < len(p.counted) && p.counted[i].class == c.class; i++ {
			c.votes += p.counted[i].votes
		}
		if c.votes > best.votes || c.votes == best.votes && c.place < best.place {
			best = c
		}
	}
	return best.class
}

// share is the share of a class among the nearest pictures.
func (p *podium) share(class int32) float64 {
	n := int32(0)
	for _, b := range p.place[0].ballots {
		if b.class == class {
			n += b.pictures
		}
	}
	return float64(n) / float64(p.place[0].pictures)
}
