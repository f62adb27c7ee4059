// Command kernel writes the assembly of internal/kernel. Run it by `make asm`.
package main

import (
	"flag"

	. "github.com/mmcloughlin/avo/build"
	"github.com/mmcloughlin/avo/reg"
)

func main() {
	only := flag.Bool("passes", false, "write the passes over panels instead of the products")
	flag.Parse()
	ConstraintExpr("!purego")
	if *only {
		passes()
	} else {
		products()
	}
	Generate()
}

// products are the kernels of kernel_amd64.s, and what belongs to them.
func products() {
	for _, v := range []isa{avx2, avx512} {
		grad(v, 1)
		if v.wide {
			grad(v, 2)
		}
		peak(v)
	}
	for _, product := range []func(v isa, rows, panels int){mul, conv} {
		product(avx2, 6, 1)
		product(avx512, 12, 1)
		product(avx512, 12, 2)
		product(avx512, 6, 3)
		product(avx512, 6, 4)
	}
	depthwise(avx2, 1, 0, 6, 2, 1)
	depthwise(avx512, 1, 0, 12, 4, 1)
	for _, side := range []int{3, 5} {
		for _, stride := range []int{1, 2} {
			depthwise(avx512, side, stride, 16, 8, 4, 1)
		}
	}
	mulBytes(avx2)
	mulBytes(avx512)
	mulBytesVNNI(avx2, 1)
	mulBytesVNNI(avx512, 1)
	mulBytesVNNI(avx512, 4)
	convGrad()
	below(avx2)
	below(avx512)
	dots8(avx2)
	dots8(avx512)
}

// passes are the kernels of passes_amd64.s, which go over panels once or a few times.
func passes() {
	adam(false)
	adam(true)
	fill()
	largestBits()
	roundBytes()
	for _, v := range []isa{avx2, avx512} {
		transpose(v)
		sumRows(v)
		scaleShift(v)
		moments(v)
		for _, relu := range []bool{false, true} {
			normSums(v, relu)
			normGrad(v, relu)
		}
		relus(v)
		maxRows(v)
		maxRowsGrad(v)
		meanRows(v)
		meanRowsGrad(v)
		lerp(v)
		sumSquares(v)
		dropout(v)
		winogradInput(v)
		winogradOutput(v)
		winogradOutputGrad(v)
		winogradWeights(v)
		winogradWeightsGrad(v)
		for _, a := range activations {
			activate(v, a)
		}
		softmaxRows(v)
		layerNormRows(v)
		blendRows(v)
		maxTaps(v)
		elementwise(v, "addPanels", isa.add, false)
		elementwise(v, "multiplyPanels", isa.mul, false)
		elementwise(v, "addColumns", isa.add, true)
		elementwise(v, "scaleColumns", isa.mul, true)
		columns(v, "sumColumns", float(0), func(a, b reg.VecVirtual) { VADDPS(b, a, a) })
		columns(v, "maxColumns", minusInf, v.larger)
		squaredDistance(v)
		bestLanes(v)
		within(v)
		above(v)
	}
}
