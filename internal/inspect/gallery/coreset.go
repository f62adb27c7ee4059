package gallery

import (
	"math"
	"math/bits"
	"slices"
	"sync"

	"mekiki/internal/kernel"
)

// Coreset picks at most k of n vectors, row-major (n, dim), so that the farthest from a
// picked one is near: greedy k-center, which is never worse than twice the best
// (Gonzalez, 1985; Sener & Savarese, 2018). It begins with the vector that is nearest to
// the mean, then always takes the farthest; of equal ones the first. It ends early when
// all others are copies. radius is the distance of the farthest one left.
//
// It is exact: axes, if not nil, only pass over vectors whose projection alone is farther from
// a new centre than they are from their own, with room for rounding. They never decide. The number of
// workers changes no bit. It panics if n, dim or k < 1, x is too short or the axes are of
// other vectors.
func Coreset(x []float32, n, dim, k, workers int, axes *Axes) (picked []int, radius float64) {
	c := newCoreset(x, n, dim, workers, axes)
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
	x         []float32
	dim       int
	square    []float32 // squared distance of each vector to the nearest centre
	top       []float32 // the largest of each panel of 16
	first     []float32 // projections on the first axes, as panels of points
	projected []float32 // on all axes, row-major
	limit     []float32 // from where on a projection's squared distance passes a vector over
	parts     []part
	slope     float64 // of limit over distance, both first powers
	least     float64
}

// part is the panels of one worker.
type part struct{ from, to int }

func newCoreset(x []float32, n, dim, workers int, axes *Axes) *coreset {
	c := &coreset{x: x[:n*dim], dim: dim, square: make([]float32, n), limit: make([]float32, kernel.Pad(n))}
	far := float32(math.Inf(1))
	for i := range c.limit {
		c.limit[i] = -1 // no vector stands there
		if i < n {
			c.square[i], c.limit[i] = far, far
		}
	}
	panels := len(c.limit) / kernel.Lane
	c.top = make([]float32, panels)
	workers = max(1, min(workers, panels/64+1))
	for w := range workers {
		c.parts = append(c.parts, part{panels * w / workers, panels * (w + 1) / workers})
	}
	if axes == nil {
		axes = &Axes{dim: dim, weights: make([]float32, dim*axesAll)}
	}
	c.first, c.projected = axes.project(c.x, n)
	longest := 0.0
	for i := range n {
		longest = math.Max(longest, lengthOf(c.row(i)))
	}
	// A projected number is off by at most dim roundings of the vector's length; besides, axes
	// are of length one, sums of squares and distances right, up to some roundings.
	const rounding = 1.0 / (1 << 23)
	c.slope = 1 + float64(dim+64)*rounding
	c.least = 2*longest*float64(dim+2)*rounding*math.Sqrt(axesAll) + math.Sqrt(smallest)
	return c
}

func (c *coreset) row(i int) []float32 { return c.x[i*c.dim:][:c.dim] }

// place is the projection of vector i.
func (c *coreset) place(i int) []float32 { return c.projected[i*axesAll:][:axesAll] }

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
	at, place := c.row(next), c.place(next)
	each(c.parts, func(p part) {
		points, limit := c.first[p.from*axesFirst*kernel.Lane:p.to*axesFirst*kernel.Lane], c.limit[p.from*kernel.Lane:p.to*kernel.Lane]
		for panel := 0; ; panel++ {
			var near uint16
			if panel, near = kernel.Within(points, limit, place[:axesFirst], panel); panel == p.to-p.from {
				return
			}
			c.renew(p.from+panel, near, at, place)
		}
	})
	c.square[next] = 0
	c.highest(next / kernel.Lane)
}

// renew looks at vectors of a panel, the bits of near, that may be nearer to a new centre.
func (c *coreset) renew(panel int, near uint16, centre, place []float32) {
	nearer := false
	for ; near != 0; near &= near - 1 {
		i := panel*kernel.Lane + bits.TrailingZeros16(near)
		if kernel.SquaredDistance(c.place(i), place) > c.limit[i] {
			continue
		}
		if d := kernel.SquaredDistance(c.row(i), centre); d < c.square[i] {
			far := math.Sqrt(float64(d))*c.slope + c.least
			c.square[i], c.limit[i], nearer = d, float32(far*far*c.slope), true
		}
	}
	if nearer {
		c.highest(panel)
	}
}

// highest renews the largest of a panel.
func (c *coreset) highest(panel int) {
	from := panel * kernel.Lane
	c.top[panel] = slices.Max(c.square[from:min(from+kernel.Lane, len(c.square))])
}

// farthest is the vector that is farthest from its centre, the first of equal ones.
func (c *coreset) farthest() (int, float32) {
	best := 0
	for p, s := range c.top {
		if s > c.top[best] {
			best = p
		}
	}
	from := best * kernel.Lane
	return from + slices.Index(c.square[from:min(from+kernel.Lane, len(c.square))], c.top[best]), c.top[best]
}

// each runs f for all parts at once.
func each(parts []part, f func(p part)) {
	var wg sync.WaitGroup
	for _, p := range parts[1:] {
		wg.Go(func() { f(p) })
	}
	f(parts[0])
	wg.Wait()
}
