//go:build !purego

package kernel

import "golang.org/x/sys/cpu"

// vnni says whether one instruction adds products of bytes to a sum: with AVX-512, and with
// AVX2 (AVX-VNNI; a processor may have either without the other).
var vnni = struct{ wide, narrow bool }{cpu.X86.HasAVX512VNNI, cpu.X86.HasAVXVNNI}

func mulBytes(c []float32, x []uint8, y []int8, rowScale, scale []float32, bias []int32, rows, capacity, k, panels int) {
	stride, eights, done := uint64(capacity*rowBytes), uint64(k/BytesStep), 0
	switch {
	case level == PureGo:
		mulBytesGo(c, x, y, rowScale, scale, bias, rows, capacity, k, panels)
		return
	case level == AVX512 && vnni.wide && panels >= 4:
		mulBytesVNNIAVX512x4(&c[0], &x[0], &y[0], &rowScale[0], &scale[0], &bias[0], uint64(rows/6), stride, uint64(panels/4), eights)
		if done = panels &^ 3; done == panels {
			return
		}
	}
	cp, yp, sp, bp, left := &c[done*capacity*Lane], &y[done*k*Lane], &scale[done*Lane], &bias[done*Lane], uint64(panels-done)
	switch {
	case level == AVX512 && vnni.wide:
		mulBytesVNNIAVX512x1(cp, &x[0], yp, &rowScale[0], sp, bp, uint64(rows/6), stride, left, eights)
	case level == AVX512:
		mulBytesAVX512(cp, &x[0], yp, &rowScale[0], sp, bp, uint64(rows/6), stride, left, eights)
	case vnni.narrow:
		mulBytesVNNIAVX2x1(cp, &x[0], yp, &rowScale[0], sp, bp, uint64(rows/6), stride, left, eights)
	default:
		mulBytesAVX2(cp, &x[0], yp, &rowScale[0], sp, bp, uint64(rows/3), stride, left, eights)
	}
}
