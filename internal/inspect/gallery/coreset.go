package gallery

import (
	"math"
	"sync"

	"mekiki/internal/kernel"
)

// Coreset picks at most k of n vectors, row-major (n, dim), so that the farthest from a
// picked one is near: greedy k-center, which is never worse than twice the best
// (Gonzalez, 1985; Sener & Savarese, 2018). It begins with the vector that is nearest to
// the mean, then always takes the farthest; of equal ones the first. It ends early when
// all others are copies. radius is the distance of the farthest one left.
//
// It is exact: a vector is not looked at where the triangle inequality says that the new
// centre is no nearer than its own (Elkan, 2003). The number of workers changes no bit. It
// panics if n, dim or k < 1 or x is too short.
func Coreset(x []float32, n, dim, k, workers int) (picked []int, radius float64) {
	c := &coreset{x: x[:n*dim], dim: dim, square: make([]float32, n), owner: make([]int32, n)}
	for i := range c.square {
		c.square[i] = float32(math.Inf(1))
	}
	c.parts = split(n, workers)
	next := c.middle()
	for {
		c.join(next)
		picked = append(picked, next)
		far, square := c.farthest()
		radius = math.Sqrt(float64(square))
		if len(picked) == k || square == 0 {
			return picked, radius
		}
		next = far
	}
}

// coreset is the state of the search.
type coreset struct {
	x       []float32
	dim     int
	square  []float32 // squared distance of each vector to its centre
	owner   []int32   // the number of its centre
	centres []int
	parts   []part
	between []float32 // squared distance of the new centre to each centre
}

// part is the vectors of one worker.
type part struct {
	from, to int
	far      int // the farthest
	square   float32
}

// split shares n vectors out.
func split(n, workers int) []part {
	workers = max(1, min(workers, n/1024+1))
	parts := make([]part, workers)
	for w := range parts {
		parts[w].from, parts[w].to = n*w/workers, n*(w+1)/workers
	}
	return parts
}

func (c *coreset) row(i int) []float32 { return c.x[i*c.dim:][:c.dim] }

// middle is the vector that is nearest to the mean.
func (c *coreset) middle() int {
	n := len(c.square)
	sum := make([]float64, c.dim)
	for i := range n {
		for q, v := range c.row(i) {
			sum[q] += float64(v)
		}
	}
	mean := make([]float32, c.dim)
	for q, s := range sum {
		mean[q] = float32(s / float64(n))
	}
	best, least := 0, float32(math.Inf(1))
	for i := range n {
		if d := kernel.SquaredDistance(c.row(i), mean); d < least {
			best, least = i, d
		}
	}
	return best
}

// join makes a vector a centre and gives it those that are nearer to it than to theirs.
func (c *coreset) join(next int) {
	number := int32(len(c.centres))
	c.between = c.between[:0]
	for _, o := range c.centres {
		c.between = append(c.between, kernel.SquaredDistance(c.row(next), c.row(o)))
	}
	c.centres = append(c.centres, next)
	at := c.row(next)
	each(c.parts, func(p *part) {
		p.far, p.square = p.from, -1
		for i := p.from; i < p.to; i++ {
			s := c.square[i]
			// The margin keeps rounding from deciding.
			if number == 0 || c.between[c.owner[i]]*0.999 < 4*s {
				if d := kernel.SquaredDistance(c.row(i), at); d < s || i == next {
					s = d
					c.square[i], c.owner[i] = d, number
				}
			}
			if s > p.square {
				p.far, p.square = i, s
			}
		}
	})
}

// farthest is the vector that is farthest from its centre, the first of equal ones.
func (c *coreset) farthest() (int, float32) {
	best := c.parts[0]
	for _, p := range c.parts[1:] {
		if p.square > best.square {
			best = p
		}
	}
	return best.far, best.square
}

// each runs f for all parts at once.
func each(parts []part, f func(p *part)) {
	var wg sync.WaitGroup
	for i := range parts[1:] {
		wg.Go(func() { f(&parts[i+1]) })
	}
	f(&parts[0])
	wg.Wait()
}
