// Command kernel writes the assembly of internal/kernel. Run it by `make asm`.
package main

import (
	"flag"

	. "github.com/mmcloughlin/avo/build"
	"github.com/mmcloughlin/avo/reg"
)

func main() {
	inference := flag.Bool("inference", false, "write the file of the kernels that only inference uses")
	flag.Parse()
	ConstraintExpr("!purego")
	if *inference {
		inferenceKernels()
	} else {
		kernels()
	}
	Generate()
}

// kernels are those of kernel_amd64.s.
func kernels() {
	for _, v := range []isa{avx2, avx512} {
		mul(v, 1)
		if v.wide {
			mul(v, 2)
		}
		grad(v, 1)
		if v.wide {
			grad(v, 2)
		}
		peak(v)
	}
	conv(avx2, 6, 1)
	conv(avx512, 12, 1)
	conv(avx512, 12, 2)
	conv(avx512, 6, 3)
	conv(avx512, 6, 4)
	depthwise(avx2, 6, 2, 1)
	depthwise(avx512, 12, 4, 1)
	convGrad()
	adam(false)
	adam(true)
	fill()
	transpose()
	sumRows()
	scaleShift()
	moments()
	for _, relu := range []bool{false, true} {
		normSums(relu)
		normGrad(relu)
	}
	relus()
	maxRows()
	maxRowsGrad()
	meanRows()
	meanRowsGrad()
	lerp()
	sumSquares()
	dropout()
	winogradInput()
	winogradOutput()
	winogradOutputGrad()
	winogradWeights()
	winogradWeightsGrad()
	below()
	dots8()
}

// inferenceKernels are those of inference_amd64.s.
func inferenceKernels() {
	for _, v := range []isa{avx2, avx512} {
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
	}
}
