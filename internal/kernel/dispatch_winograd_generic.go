//go:build !amd64 || purego

package kernel

func winogradInput(v, x []float32, in []int32, tiles, vStride int) {
	winogradInputGo(v, x, in, tiles, vStride)
}

func winogradOutput(y, m []float32, out []int32, tiles, mStride, spare int, f *Finish) {
	winogradOutputGo(y, m, out, tiles, mStride, spare, f)
}

func winogradOutputGrad(d, dy []float32, out []int32, tiles, dStride int) {
	winogradOutputGradGo(d, dy, out, tiles, dStride)
}

func winogradWeights(u, w []float32, rows, wStride, uStride int, flip bool) {
	winogradWeightsGo(u, w, rows, wStride, uStride, flip)
}

func winogradWeightsGrad(g, d []float32, rows, dStride, gStride int) {
	winogradWeightsGradGo(g, d, rows, dStride, gStride)
}
