package train

import (
	"slices"

	"mekiki/internal/kernel"
)

// products computes the inner products of a loss over a batch by the kernels. It
// keeps its panels, so that a step allocates nothing.
type products struct{ x, y, p []float32 }

// compute is a batch.Products.
func (c *products) compute(dst, x, y []float32, nx, ny, dim int) {
	k, n, rows := kernel.Pad(dim), kernel.Pad(ny), kernel.PadRows(nx)
	c.x = slices.Grow(c.x[:0], rows*k)[:rows*k]
	c.y = slices.Grow(c.y[:0], n*k)[:n*k]
	c.p = slices.Grow(c.p[:0], rows*n)[:rows*n]
	kernel.Pack(c.x, x, nx, dim, rows)
	kernel.PackWeights(c.y, y, ny, dim)
	kernel.Mul(c.p, c.x, c.y, nx, rows, k, n, nil)
	kernel.Unpack(dst, c.p, nx, ny, rows)
}
