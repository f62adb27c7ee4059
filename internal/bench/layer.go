package bench

import (
	"context"
	"fmt"

	"mekiki/internal/nn"
)

// LayerProducts measures every product of a general network as Products does:
// forward, gradient of the input and gradient of the weights of each layer, each
// over the pictures of one chunk. A cancelled ctx gives its error.
func LayerProducts(ctx context.Context, net *nn.Net, workers int) ([]ProductResult, error) {
	var out []ProductResult
	for _, p := range net.Products() {
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		r := ProductResult{Name: fmt.Sprintf("%s of %s %s", p.Layer, p.Input, p.Kind)}
		flops := p.FLOPs * float64(p.Pictures)
		r.GFLOPS1, r.Peak1 = best(p.Prepare, flops, 1)
		r.GFLOPSN, r.PeakN = best(p.Prepare, flops, workers)
		out = append(out, r)
	}
	return out, nil
}
