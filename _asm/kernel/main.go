// Command kernel writes the assembly of internal/kernel. Run it by `make asm`.
package main

import . "github.com/mmcloughlin/avo/build"

func main() {
	ConstraintExpr("!purego")
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
	Generate()
}
