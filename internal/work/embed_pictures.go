package work

import (
	"context"
	"runtime"

	"mekiki/internal/dataset"
	"mekiki/internal/nn"
	"mekiki/internal/train"
)

// embed embeds pictures, all of them if rows is nil. It stops with ctx's error.
func embed(ctx context.Context, net *nn.Net, im *dataset.Images, rows []int32, workers int) ([]float32, error) {
	n := len(rows)
	if rows == nil {
		n = im.N
	}
	busy := workers
	if busy <= 0 {
		busy = runtime.GOMAXPROCS(0)
	}
	dst := make([]float32, n*net.Dim())
	most := max(im.AtOnce(train.ValuesAtOnce), busy) // a picture at least for each
	if err := train.Embed(ctx, dst, net, im, rows, most, workers); err != nil {
		return nil, err
	}
	return dst, ctx.Err()
}
