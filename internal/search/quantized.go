package search

import (
	"math"

	"mekiki/internal/kernel"
)

// manyQueries is how many queries an index is asked before its places are rounded for many
// at a time: fewer do not win back the time that it takes.
const manyQueries = 256

// leastQuantized is the length of vectors below which float32 products are as fast.
const leastQuantized = 32

// quantized are the places of a strip in whole numbers of 7 bits, each row with a scale of its
// own. Products of many queries with them take a third of the time of float32; what rounding may
// change is bounded for each pair. With x' and y' for what it made of x and y,
//
//	<x,y> - <x',y'> = <x,y-y'> + <x-x',y'>
//
// of which each is at most the product of the lengths (Cauchy and Schwarz).
type quantized struct {
	value       []int8 // see kernel.MulBytes
	bias        []int32
	scale       []float32 // of each row
	err, length []float32 // how far each row lies from its place, and how long it is
	least, most struct{ err, length float32 }
}

// quantizedDim is the length of rounded rows.
func quantizedDim(dim int) int {
	return (dim + kernel.BytesStep - 1) / kernel.BytesStep * kernel.BytesStep
}

// newQuantized rounds the packed places of a strip.
func newQuantized(p *kernel.Panels) *quantized {
	k, n := quantizedDim(p.K), kernel.Pad(p.N)
	q := &quantized{value: make([]int8, n*k), scale: make([]float32, n), err: make([]float32, n), length: make([]float32, n)}
	q.least.err, q.least.length = math.MaxFloat32, math.MaxFloat32
	places, row := make([]float32, kernel.Lane*p.K), make([]uint8, k)
	for from := 0; from < p.N; from += kernel.Lane {
		count := min(kernel.Lane, p.N-from)
		p.Rows(places, from, count)
		for i := range count {
			r := kernel.RoundBytes(row, places[i*p.K:][:p.K])
			kernel.PackBytes(q.value, row, from+i)
			err, length := upwards(r.Lost+(r.Length+r.Lost)*roundings), upwards(r.Length)
			q.scale[from+i], q.err[from+i], q.length[from+i] = r.Scale, err, length
			q.least.err, q.least.length = min(q.least.err, err), min(q.least.length, length)
			q.most.err, q.most.length = max(q.most.err, err), max(q.most.length, length)
		}
	}
	q.bias = kernel.BytesBias(q.value, k)
	return q
}

// roundings is by what share of the lengths a product of rounded rows may be off: some roundings
// of 2^-24 each, with room to spare.
const roundings = 1.0 / (1 << 20)

// upwards is v in float32, never below it.
func upwards(v float64) float32 { return float32(v * (1 + 1.0/(1<<22))) }

// quantize are the rounded places, made when they are first asked for.
func (t *strip) quantize() *quantized {
	t.quantizing.Do(func() { t.quantized = newQuantized(t.panels) })
	return t.quantized
}

// quantize rounds the places of all strips, if that helps so many queries in all.
func (v *view) quantize(queries int64, workers int) bool {
	if !v.kind.placed || v.dim < leastQuantized || queries < manyQueries {
		return false
	}
	Share(len(v.strips), 1, workers, func() func(from, to int) {
		return func(from, _ int) { v.strips[from].quantize() }
	})
	return true
}
