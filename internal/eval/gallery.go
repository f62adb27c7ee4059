package eval

import (
	"math"

	"mekiki/internal/kernel"
)

const (
	// stripRows is how many rows of the gallery are packed together.
	stripRows = 2048
	// nearRows is how many queries go through the gallery together, so that it is
	// read that many times less often; they stay in the second-level cache.
	nearRows = 8 * kernel.Tile
	// blockRows is the same where all distances of a query are kept: memory is 24
	// rows of distances a worker.
	blockRows = 2 * kernel.Tile
)

// gallery holds the packed places of the gallery's rows.
type gallery struct {
	*space
	*stock
	n      int // rows
	strips []*kernel.Panels
	// length is the squared length of each place, of rows without a place -Inf, so
	// that they are looked at whatever the limit, and of what fills the last panel +Inf.
	length []float32
	lost   []int // rows without a place
}

func newGallery(s *space, from *stock, workers int) *gallery {
	g := &gallery{space: s, stock: from, n: from.rows()}
	g.length = make([]float32, kernel.Pad(g.n))
	g.strips = make([]*kernel.Panels, (g.n+stripRows-1)/stripRows)
	share(g.n, stripRows, workers, func() func(from, to int) {
		rows, at := make([]float32, min(stripRows, g.n)*s.dim), make([]float64, s.dim)
		return func(from, to int) {
			for i := from; i < to; i++ {
				g.length[i] = float32(s.place(at, g.row(i), s.factor[i]))
				narrow(rows[(i-from)*s.dim:], at)
			}
			g.strips[from/stripRows] = kernel.NewPanels(rows, to-from, s.dim)
		}
	})
	for i := range g.length {
		switch {
		case i >= g.n:
			g.length[i] = float32(math.Inf(1))
		case s.lost(s.factor[i]):
			g.length[i] = float32(math.Inf(-1))
			g.lost = append(g.lost, i)
		}
	}
	return g
}

func narrow(dst []float32, src []float64) {
	for k, v := range src {
		dst[k] = float32(v)
	}
}
