package kernel

import "fmt"

// Transpose writes 16x16 blocks transposed. Block i starts at src[i*srcStride]
// and dst[i*dstStride]; a block is 16 contiguous rows of 16:
//
//	for i := range blocks {
//		for r := range 16 {
//			for c := range 16 {
//				dst[i*dstStride+c*16+r] = src[i*srcStride+r*16+c]
//			}
//		}
//	}
//
// It panics if a slice is too short or blocks < 1.
func Transpose(dst, src []float32, blocks, dstStride, srcStride int) {
	if blocks < 1 || len(dst) < (blocks-1)*dstStride+Lane*Lane || len(src) < (blocks-1)*srcStride+Lane*Lane {
		panic(fmt.Sprintf("kernel: Transpose: %d blocks, strides %d and %d, in %d and %d values", blocks, dstStride, srcStride, len(dst), len(src)))
	}
	transpose(dst, src, blocks, dstStride, srcStride)
}

// transposeGo is the reference of Transpose.
func transposeGo(dst, src []float32, blocks, dstStride, srcStride int) {
	for i := range blocks {
		d, s := (*[Lane * Lane]float32)(dst[i*dstStride:]), (*[Lane * Lane]float32)(src[i*srcStride:])
		for r := range Lane {
			for c := range Lane {
				d[c*Lane+r] = s[r*Lane+c]
			}
		}
	}
}
