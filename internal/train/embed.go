package train

import (
	"context"
	"fmt"

	"mekiki/internal/dataset"
	"mekiki/internal/nn"
)

// ValuesAtOnce is how many values of pictures are embedded between two looks at a context:
// the work of about a second.
const ValuesAtOnce = 1 << 21

// Embed writes the embeddings of the pictures at rows of im, all of them if rows is nil,
// to dst, row-major. At most `most` pictures are embedded at a time, and files unpacked;
// neither that nor workers, 0 being one a core, changes a bit. The errors are ctx's, and
// those of Images.Blocks. It panics on wrong shapes.
func Embed(ctx context.Context, dst []float32, net *nn.Net, im *dataset.Images, rows []int32, most, workers int) error {
	n := len(rows)
	if rows == nil {
		n = im.N
	}
	dim := net.Dim()
	if len(dst) != n*dim {
		panic(fmt.Sprintf("train: Embed: %d values for %d pictures of %d", len(dst), n, dim))
	}
	bulk := nn.NewBulkEmbedder(net, workers)
	return asSeen(net, im).Blocks(rows, most, func(part *dataset.Images, at []int32) error {
		if err := ctx.Err(); err != nil {
			return err
		}
		bulk.Embed(dst[:len(at)*dim], source(part), at)
		dst = dst[len(at)*dim:]
		return nil
	})
}

// source are pictures in memory as a network reads them.
func source(im *dataset.Images) nn.Source {
	return nn.Source{Size: im.Size(), U8: im.Pix, F32: im.F32}
}
