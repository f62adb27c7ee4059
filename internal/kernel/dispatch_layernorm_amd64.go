//go:build !purego

package kernel

// neutral is scale and shift where there are none.
var neutral = [2][Lane]float32{{1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1}}

func layerNormRows(dst, src []float32, rows, capacity, n int, scale, shift []float32, eps float32) {
	if level == PureGo {
		layerNormRowsGo(dst, src, rows, capacity, n, scale, shift, eps)
		return
	}
	// The assembly reads whole panels: the last ones of scale and shift are copies.
	var last [2][Lane]float32
	var first [2]*float32
	var step [2]uint64
	for i, v := range [2][]float32{scale, shift} {
		if v == nil {
			first[i], last[i] = &neutral[i][0], neutral[i]
			continue
		}
		first[i], step[i] = &v[0], rowBytes
		copy(last[i][:], v[(n-1)/Lane*Lane:])
	}
	panels, stride, mask := uint64(Pad(n)/Lane), uint64(capacity*rowBytes), lastMask(n)
	// Two calls by name: through a variable the compiler would move last to the heap.
	if level == AVX512 {
		layerNormRowsAVX512(&dst[0], &src[0], uint64(rows), panels, stride, mask, first[0], first[1], step[0], step[1], &last[0][0], &last[1][0], float32(n), eps)
		return
	}
	layerNormRowsAVX2(&dst[0], &src[0], uint64(rows), panels, stride, mask, first[0], first[1], step[0], step[1], &last[0][0], &last[1][0], float32(n), eps)
}
