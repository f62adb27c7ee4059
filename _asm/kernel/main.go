// Command kernel writes the assembly of internal/kernel. Run it by `make asm`.
package main

import . "github.com/mmcloughlin/avo/build"

func main() {
	ConstraintExpr("!purego")
	for _, v := range []isa{avx2, avx512} {
		grad(v, 1)
		if v.wide {
			grad(v, 2)
		}
		peak(v)
	}
	for _, product := range []func(v isa, rows, panels int){mul, conv} {
		product(avx2, 6, 1)
		product(avx512, 12, 2)
		product(avx512, 6, 3)
		product(avx512, 6, 4)
	}
	depthwise(avx2, 1, 6, 2, 1)
	depthwise(avx512, 1, 12, 4, 1)
	depthwise(avx512, 3, 16, 8, 4, 1)
	depthwise(avx512, 5, 16, 8, 4, 1)
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
	for _, v := range []isa{avx2, avx512} {
		winogradInput(v)
		winogradOutput(v)
		winogradOutputGrad(v)
		winogradWeights(v)
		winogradWeightsGrad(v)
	}
	below()
	dots8()
	Generate()
}
