package head

import (
	"fmt"
	"math"
	"sync"

	"mekiki/internal/inspect/gallery"
	"mekiki/internal/lang"
	"mekiki/internal/nn"
)

// Numbers is how many numbers a head makes of a vector.
const Numbers = 128

// architecture of the network on whitened vectors of so many numbers: two layers correct them, and
// what is left is a linear map of the sum.
func architecture(dim int) string {
	return fmt.Sprintf("residual(conv 256 1x1; relu; conv %d 1x1); dense %d", dim, Numbers)
}

// Head maps vectors of places. It brings each to length one, so that light, which is length, does
// not count, whitens it and gives it to a network. It is not changed by use.
type Head struct {
	white *gallery.Whitening
	net   *nn.Net
}

// newHead is a head with weights drawn from a seed.
func newHead(white *gallery.Whitening, seed uint64) *Head {
	a, err := nn.ParseArch(architecture(white.Dim))
	if err != nil {
		panic("head: " + err.Error())
	}
	net, err := nn.Build(a, nn.Shape{Height: 1, Width: 1, Channels: white.Dim}, seed)
	if err != nil {
		panic("head: " + err.Error())
	}
	return &Head{white, net}
}

// Embed maps vectors, row-major (n, numbers of a vector), to dst, row-major (n, Numbers). The number
// of workers changes no bit. It panics on wrong lengths.
func (h *Head) Embed(dst, rows []float32, workers int) {
	h.net.Embed(dst, nn.Source{Size: h.white.Dim, F32: whitened(h.white, rows, workers)}, nil, workers)
}

// whitenRows is how many vectors are whitened at a time.
const whitenRows = 1200

// whitened are vectors brought to length one and whitened.
func whitened(w *gallery.Whitening, rows []float32, workers int) []float32 {
	out := make([]float32, len(rows))
	step := whitenRows * w.Dim
	var wg sync.WaitGroup
	for k := range workers {
		wg.Go(func() {
			for from := k * step; from < len(rows); from += workers * step {
				part := rows[from:min(from+step, len(rows))]
				copy(out[from:], w.Rows(units(part, w.Dim), len(part)/w.Dim))
			}
		})
	}
	wg.Wait()
	return out
}

// units are vectors brought to length one; nothing stays nothing.
func units(rows []float32, dim int) []float32 {
	out := make([]float32, len(rows))
	for i := 0; i < len(rows); i += dim {
		sum := 0.0
		for _, v := range rows[i:][:dim] {
			sum += float64(v) * float64(v)
		}
		if sum == 0 {
			continue
		}
		length := math.Sqrt(sum)
		for q, v := range rows[i:][:dim] {
			out[i+q] = float32(float64(v) / length)
		}
	}
	return out
}

// Weights are all numbers of a head, as FromWeights takes them.
func (h *Head) Weights() []float32 {
	all := append(append([]float32{}, h.white.Matrix...), h.white.Shift...)
	for i := range h.net.Tensors() {
		all = append(all, h.net.Values(i)...)
	}
	return all
}

// FromWeights is the head on vectors of dim numbers that has these weights. Errors are in a
// user's words.
func FromWeights(w []float32, dim int) (*Head, error) {
	h := newHead(&gallery.Whitening{Dim: dim}, 0)
	if want := dim*dim + dim + h.net.Parameters(); len(w) != want {
		return nil, lang.Errorf("the network of bad parts is damaged: %d weights, not %d", len(w), want)
	}
	for _, v := range w {
		if math.IsNaN(float64(v)) || math.IsInf(float64(v), 0) {
			return nil, lang.Errorf("the network of bad parts is damaged: it holds numbers that are none")
		}
	}
	h.white = gallery.WhiteningOf(w[:dim*dim], w[dim*dim:][:dim])
	w = w[dim*dim+dim:]
	for i := range h.net.Tensors() {
		n := len(h.net.Values(i))
		h.net.SetValues(i, w[:n])
		w = w[n:]
	}
	return h, nil
}
