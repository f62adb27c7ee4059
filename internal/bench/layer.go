package bench

import (
	"context"

	"mekiki/internal/lang"
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
		r := ProductResult{Name: layerProductName(p)}
		flops := p.FLOPs * float64(p.Pictures)
		r.GFLOPS1, r.Peak1 = best(p.Prepare, flops, 1)
		r.GFLOPSN, r.PeakN = best(p.Prepare, flops, workers)
		out = append(out, r)
	}
	return out, nil
}

// layerProductName is a product of a layer in words.
func layerProductName(p nn.Product) lang.Message {
	switch p.Kind {
	case "forward":
		return lang.T("%s of %s forward", p.Layer, p.Input)
	case "input gradient":
		return lang.T("%s of %s input gradient", p.Layer, p.Input)
	}
	return lang.T("%s of %s weight gradient", p.Layer, p.Input)
}
