package gallery

import (
	"math"
	"math/bits"

	"mekiki/internal/kernel"
)

// decide finds the nearest by one part: those that the coarse products leave are compared by their distance.
func (g *Gallery) decide(f *Found, s *Scratch, c *coarse, from, rows int, p Part) {
	sharpen := p == Euclidean && f.wants(Cosine)
	sieve, add, panels := &g.sieves[p], s.none, kernel.Pad(g.N)/kernel.Lane
	if p == Cosine {
		add = s.along
	}
	nearest, square := f.At[p][from:][:rows], f.Distance[p][from:][:rows]
	if p == Cosine && f.wants(Euclidean) { // sharpened products are no guide to the first
		copy(nearest, f.At[Euclidean][from:])
	} else {
		for i := range s.best {
			s.best[i], s.at[i] = float32(math.Inf(-1)), 0
		}
		kernel.BestLanes(s.best, s.at, s.products, add, sieve.scale, sieve.shift, rows, searchRows, panels, 0)
		for i := range nearest {
			nearest[i] = best(s.best[i*kernel.Lane:], s.at[i*kernel.Lane:])
		}
	}
	for i := range rows {
		square[i] = g.square(s, p, i, int(nearest[i]))
		if sharpen {
			g.sharpen(s, c, i, nearest[i], square[i])
		}
		s.limit[i] = g.limitOf(s, c, i, p, square[i])
	}
	for panel := range panels {
		products, scale, shift := s.products[panel*searchRows*kernel.Lane:], sieve.scale[panel*kernel.Lane:], sieve.shift[panel*kernel.Lane:]
		for row := 0; ; row++ {
			var found uint16
			if row, found = kernel.Above(products, add, scale, shift, s.limit[:rows], row); row == rows {
				break
			}
			for ; found != 0; found &= found - 1 {
				j := int32(panel*kernel.Lane + bits.TrailingZeros16(found))
				if j == nearest[row] {
					continue
				}
				d := g.square(s, p, row, int(j))
				if sharpen {
					g.sharpen(s, c, row, j, d)
				}
				if d < square[row] || d == square[row] && j < nearest[row] {
					nearest[row], square[row] = j, d
					s.limit[row] = g.limitOf(s, c, row, p, d)
				}
			}
		}
	}
	for i, d := range square {
		if p == Cosine {
			square[i] = d / 2
		} else {
			square[i] = float32(math.Sqrt(float64(d)))
		}
	}
}

// limitOf is what the number of a vector must reach that may be nearer to row i than one at this squared distance.
func (g *Gallery) limitOf(s *Scratch, c *coarse, i int, p Part, near float32) float32 {
	if p == Cosine {
		return g.angleLimit(&g.sieves[Cosine], s.length[i], s.square[Euclidean][i], s.rounded[i], near)
	}
	return g.lengthLimit(c, s.square[p][i], s.rounded[i], near)
}

// sharpen puts what the squared distance of row i to vector j says of their product in the place of the
// coarse one: fewer vectors are looked at for their angles.
func (g *Gallery) sharpen(s *Scratch, c *coarse, i int, j int32, squared float32) {
	x, y := s.square[Euclidean][i], -float64(g.sieves[Euclidean].shift[j])
	both := math.Sqrt(x) + c.longest
	product := float32((x+y-float64(squared)*(1-spread(g.Dim)))/2 + roundings*both*both + smallest)
	if at := &s.products[int(j)/kernel.Lane*searchRows*kernel.Lane+i*kernel.Lane+int(j)%kernel.Lane]; product < *at { // so, not by min: it may be NaN
		*at = product
	}
}

// square is the squared distance of row i of a block to vector j.
func (g *Gallery) square(s *Scratch, p Part, i, j int) float32 {
	return kernel.SquaredDistance(s.rows[p][i*g.Dim:][:g.Dim], g.rows[p][j*g.Dim:][:g.Dim])
}

// best is the column of the largest of 16 lanes, the first of equal ones.
func best(value []float32, at []int32) int32 {
	k := 0
	for j := 1; j < kernel.Lane; j++ {
		if value[j] > value[k] || value[j] == value[k] && at[j] < at[k] {
			k = j
		}
	}
	return at[k]
}
