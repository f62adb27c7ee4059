package selftaught

import (
	"fmt"
	"math"
	"math/rand/v2"

	"gonum.org/v1/gonum/mat"

	"mekiki/internal/nn"
	"mekiki/internal/stats"
)

const (
	windows = 4096 // of a layer that its filters are found on, about
	// ridge is how much of the mean variance of a window's values is added to each before whitening: so much that what
	// hardly varies, which is mostly noise of the camera, stays small.
	ridge = 1
)

// Filters is net with filters from the pictures in each of its convolutions, one layer after the other: the main
// directions of what the layer reads there (directions), whitened first. Half of the channels answer to a direction, the
// other half to the opposite, each by how many deviations above the mean. The number of workers
// changes no bit.
func Filters(net *nn.Net, p *Pool, workers int, seed uint64) (*nn.Net, error) {
	net = net.Clone()
	rng := rand.New(rand.NewPCG(seed, 0x66696c746572))
	for i, l := range net.Arch() {
		if l.Kind != nn.Conv {
			continue
		}
		x, dim, err := read(net, i, p, workers, rng)
		if err != nil {
			return nil, err
		}
		weight, bias := filters(x, dim, l.Out, workers, rng)
		for k, t := range net.Tensors() {
			switch t.Name {
			case fmt.Sprintf("layers.%d.weight", i):
				net.SetValues(k, weight)
			case fmt.Sprintf("layers.%d.bias", i):
				net.SetValues(k, bias)
			}
		}
	}
	return net, nil
}

// read are windows that convolution layer reads at random places of the pictures, row-major (n, dim), each in the order
// of its weights: channel, row, column.
func read(net *nn.Net, layer int, p *Pool, workers int, rng *rand.Rand) (x []float32, dim int, err error) {
	in := nn.Shape{Height: p.Height, Width: p.Width, Channels: channels}
	look := func(pix []uint8) []float32 { return values(net, pix) }
	shape := in
	if layer > 0 {
		f, err := net.Features(layer-1, in, workers)
		if err != nil {
			return nil, 0, err
		}
		shape = f.Output()
		m := make([]float32, shape.Size())
		look = func(pix []uint8) []float32 {
			f.Map(m, nn.Source{Size: in.Size(), U8: pix}, nil)
			return m
		}
	}
	size := net.Arch()[layer].Size
	for _, pix := range p.Pix {
		m := look(pix)
		for range max(1, windows/len(p.Pix)) {
			top, left := rng.IntN(shape.Height-size+1), rng.IntN(shape.Width-size+1)
			for c := range shape.Channels {
				for y := range size {
					for u := range size {
						x = append(x, m[((top+y)*shape.Width+left+u)*shape.Channels+c])
					}
				}
			}
		}
	}
	return x, size * size * shape.Channels, nil
}

// values are those of a picture as the network takes them.
func values(net *nn.Net, pix []uint8) []float32 {
	tables := net.Preprocess().Tables()
	out := make([]float32, len(pix))
	for i, v := range pix {
		out[i] = tables[i%channels%len(tables)][v]
	}
	return out
}

// filters are weights, row-major (k, dim), and biases of k of them, an even number.
func filters(x []float32, dim, k, workers int, rng *rand.Rand) (weight, bias []float32) {
	n := len(x) / dim
	mean := make([]float64, dim)
	for i, v := range x {
		mean[i%dim] += float64(v) / float64(n)
	}
	flat := make([]float64, len(x))
	for i, v := range x {
		flat[i] = float64(v) - mean[i%dim]
	}
	centred := mat.NewDense(n, dim, flat)
	cov := mat.NewSymDense(dim, nil)
	cov.SymRankK(cov, 1/float64(n), centred.T())
	white := stats.Whitener(cov, max(ridge*mat.Trace(cov)/float64(dim), 1e-6))
	var z, found, answers mat.Dense
	z.Mul(centred, white.T())
	half := k / 2
	// A direction c of whitened space is the filter white' c before it.
	found.Mul(mat.NewDense(half, dim, directions(&z, half, workers, rng)), white)
	answers.Mul(centred, found.T())
	weight, bias = make([]float32, k*dim), make([]float32, k)
	for j := range half {
		square, shift := 0.0, 0.0
		for i := range n {
			square += float64(answers.At(i, j) * answers.At(i, j) / float64(n))
		}
		deviation := math.Sqrt(max(square, 1e-12))
		for q := range dim {
			v := found.At(j, q) / deviation
			shift += float64(v * mean[q])
			weight[j*dim+q], weight[(half+j)*dim+q] = float32(v), float32(-v)
		}
		bias[j], bias[half+j] = float32(-shift), float32(shift)
	}
	return weight, bias
}
