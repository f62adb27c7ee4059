package gallery

import (
	"sync"

	"mekiki/internal/kernel"
)

// Rows finds the nearest vectors by some parts for n vectors that stand row-major, (n, Dim). The number
// of workers changes no bit. It panics if x is too short or the gallery does not have a part.
func (g *Gallery) Rows(x []float32, n, workers int, parts ...Part) *Found {
	f := NewFound(n, parts...)
	capacity := kernel.PadRows(n)
	data := make([]float32, kernel.Pad(g.Dim)*capacity)
	kernel.Pack(data, x[:n*g.Dim], n, g.Dim, capacity)
	var wg sync.WaitGroup
	workers = max(1, min(workers, Blocks(n)))
	for w := range workers {
		wg.Go(func() {
			s := g.NewScratch()
			for b := w; b < Blocks(n); b += workers {
				g.Block(f, data, capacity*kernel.Lane, n, b, s)
			}
		})
	}
	wg.Wait()
	return f
}

// WhiteningOf is the whitening with a matrix, row-major (dim, dim), and a shift, both kept.
func WhiteningOf(matrix, shift []float32) *Whitening {
	w := &Whitening{Dim: len(shift), Matrix: matrix, Shift: shift}
	w.pack()
	return w
}

// Rows whitens n vectors, row-major (n, Dim). It panics if x is too short.
func (w *Whitening) Rows(x []float32, n int) []float32 { return w.rows(x, n) }
