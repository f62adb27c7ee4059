package eval

import "mekiki/internal/search"

// poll counts the votes of the nearest pictures of a query. Pictures at the same distance
// share a place; the last place that is needed may have more pictures than seats are
// left, and then each has its equal part of these: m/t of a vote for t pictures and m
// seats. That is the mean over all orders of pictures at the same distance.
type poll struct {
	labels []int32 // of the gallery
	votes  []int   // of each class, in parts of 1/t; 0 between calls
	place  []int   // its nearest
	voting []int32 // the classes that have votes
}

func newPoll(labels []int32, classes int) *poll {
	return &poll{labels: labels, votes: make([]int, classes), place: make([]int, classes)}
}

// call is the class with the most votes; of classes with equally many, the one with
// the nearest picture, of these the lowest. Votes are counted in parts of 1/t, t being
// the pictures on the last place, so that they are whole numbers.
func (p *poll) call(near []search.Place) int32 {
	last, before := len(near)-1, 0
	for _, at := range near[:last] {
		before += len(at.Rows)
	}
	part, left := len(near[last].Rows), min(neighboursVoting, len(p.labels))-before
	p.voting = p.voting[:0]
	for i, at := range near {
		votes := part
		if i == last {
			votes = left
		}
		for _, row := range at.Rows {
			c := p.labels[row]
			if p.votes[c] == 0 {
				p.voting, p.place[c] = append(p.voting, c), i
			}
			p.votes[c] += votes
		}
	}
	best := p.voting[0]
	for _, c := range p.voting[1:] {
		more := p.votes[c] - p.votes[best]
		if more > 0 || more == 0 && (p.place[c] < p.place[best] || p.place[c] == p.place[best] && c < best) {
			best = c
		}
	}
	for _, c := range p.voting {
		p.votes[c] = 0
	}
	return best
}

// share is the share of a class among the nearest pictures.
func (p *poll) share(near []search.Place, class int32) float64 {
	n := 0
	for _, row := range near[0].Rows {
		if p.labels[row] == class {
			n++
		}
	}
	return float64(n) / float64(len(near[0].Rows))
}
