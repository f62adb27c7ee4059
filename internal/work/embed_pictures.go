package work

import (
	"context"
	"runtime"

	"mekiki/internal/dataset"
	"mekiki/internal/nn"
)

// valuesAtOnce is how many values of pictures are embedded between two looks at ctx:
// the work of about a second.
const valuesAtOnce = 1 << 21

// embed embeds pictures, all of them if rows is nil. It stops with ctx's error.
func embed(ctx context.Context, net *nn.Net, im *dataset.Images, rows []int32, workers int) ([]float32, error) {
	n, dim, size := len(rows), net.Dim(), im.Size()
	if rows == nil {
		n = im.N
	}
	busy := workers
	if busy <= 0 {
		busy = runtime.GOMAXPROCS(0)
	}
	group := max(valuesAtOnce/max(size, 1), busy) // a picture at least for each
	dst := make([]float32, n*dim)
	for lo := 0; lo < n; lo += group {
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		hi := min(lo+group, n)
		src, part := nn.Source{Size: size, U8: im.Pix, F32: im.F32}, rows
		switch {
		case rows != nil:
			part = rows[lo:hi]
		case src.F32 != nil:
			src.F32 = src.F32[lo*size : hi*size]
		default:
			src.U8 = src.U8[lo*size : hi*size]
		}
		net.Embed(dst[lo*dim:hi*dim], src, part, workers)
	}
	return dst, ctx.Err()
}
