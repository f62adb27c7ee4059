//go:build !purego

package kernel

func winogradInput(v, x []float32, in []int32, tiles, vStride int) {
	switch level {
	case PureGo:
		winogradInputGo(v, x, in, tiles, vStride)
	case AVX512:
		winogradInputAVX512(&v[0], &x[0], &in[0], uint64(tiles), uint64(vStride*4))
	default:
		winogradInputAVX2(&v[0], &x[0], &in[0], uint64(tiles), uint64(vStride*4))
	}
}

func winogradOutput(y, m []float32, out []int32, tiles, mStride, spare int, f *Finish) {
	if level == PureGo {
		winogradOutputGo(y, m, out, tiles, mStride, spare, f)
		return
	}
	bias, addend, mode := f.operands(&y[0], 0, 0)
	low, high := f.bounds()
	if level == AVX512 {
		winogradOutputAVX512(&y[0], &m[0], bias, addend, &out[0], uint64(tiles), uint64(mStride*4), mode, low, high)
		return
	}
	winogradOutputAVX2(&y[0], &m[0], bias, addend, &out[0], uint64(tiles), uint64(mStride*4), mode, low, high)
}

func winogradOutputGrad(d, dy []float32, out []int32, tiles, dStride int) {
	switch level {
	case PureGo:
		winogradOutputGradGo(d, dy, out, tiles, dStride)
	case AVX512:
		winogradOutputGradAVX512(&d[0], &dy[0], &out[0], uint64(tiles), uint64(dStride*4))
	default:
		winogradOutputGradAVX2(&d[0], &dy[0], &out[0], uint64(tiles), uint64(dStride*4))
	}
}

func winogradWeights(u, w []float32, rows, wStride, uStride int, flip bool) {
	if level == PureGo {
		winogradWeightsGo(u, w, rows, wStride, uStride, flip)
		return
	}
	first, step := &w[0], int64(wStride*4)
	if flip {
		first, step = &w[8*wStride], -step
	}
	if level == AVX512 {
		winogradWeightsAVX512(&u[0], first, uint64(rows), step, uint64(uStride*4))
		return
	}
	winogradWeightsAVX2(&u[0], first, uint64(rows), step, uint64(uStride*4))
}

func winogradWeightsGrad(g, d []float32, rows, dStride, gStride int) {
	switch level {
	case PureGo:
		winogradWeightsGradGo(g, d, rows, dStride, gStride)
	case AVX512:
		winogradWeightsGradAVX512(&g[0], &d[0], uint64(rows), uint64(dStride*4), uint64(gStride*4))
	default:
		winogradWeightsGradAVX2(&g[0], &d[0], uint64(rows), uint64(dStride*4), uint64(gStride*4))
	}
}
