package measure

import (
	"context"
	"runtime"

	"mekiki/internal/bench"
	"mekiki/internal/kernel"
	"mekiki/internal/train"
	"mekiki/internal/work/misuse"
)

// ProductsConfig is what a measurement of the products of a fully connected network is made with, besides the
// settings of a run.
type ProductsConfig struct {
	Inputs int `yaml:"inputs" json:"inputs" help:"width of the input"`
}

// NewProductsConfig has the usual settings.
func NewProductsConfig() ProductsConfig { return ProductsConfig{Inputs: 28 * 28} }

// ProductsMeasured are measured products.
type ProductsMeasured struct {
	Kernel   string                `json:"kernel"` // the inner loops that were used
	Workers  int                   `json:"workers"`
	Products []bench.ProductResult `json:"products"`
}

func productsMeasured(found []bench.ProductResult, workers int) *ProductsMeasured {
	return &ProductsMeasured{kernel.Active().String(), workers, found}
}

// Products measures the products of the network of a run.
func Products(ctx context.Context, cfg ProductsConfig, run train.Config) (*ProductsMeasured, error) {
	if err := onTriplets(run); err != nil {
		return nil, err
	}
	if cfg.Inputs < 1 {
		return nil, misuse.Errorf("inputs %d; at least 1", cfg.Inputs)
	}
	workers := run.Workers
	if workers == 0 {
		workers = runtime.GOMAXPROCS(0)
	}
	found, err := bench.Products(ctx, append([]int{cfg.Inputs}, run.Layers...), workers)
	if err != nil {
		return nil, err
	}
	return productsMeasured(found, workers), nil
}

// Layers measures each layer of a network beside the processor's peak.
func Layers(ctx context.Context, cfg NetworkConfig) (*ProductsMeasured, error) {
	net, err := cfg.build()
	if err != nil {
		return nil, err
	}
	found, err := bench.LayerProducts(ctx, net, cfg.Workers)
	if err != nil {
		return nil, err
	}
	return productsMeasured(found, cfg.Workers), nil
}
