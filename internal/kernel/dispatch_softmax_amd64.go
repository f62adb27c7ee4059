//go:build !purego

package kernel

// tailMasks is 16 lanes with all bits set and 16 without: what begins at lane 16-k is a mask
// of the first k.
var tailMasks = func() (m [2 * Lane]uint32) {
	for i := range Lane {
		m[i] = 1<<32 - 1
	}
	return m
}()

// lastMask is the mask of the last panel of n columns.
func lastMask(n int) *uint32 { return &tailMasks[(Lane-n%Lane)%Lane] }

func softmaxRows(x []float32, rows, capacity, n int, scale float32) {
	panels, stride := uint64(Pad(n)/Lane), uint64(capacity*rowBytes)
	switch level {
	case PureGo:
		softmaxRowsGo(x, rows, capacity, n, scale)
	case AVX2:
		softmaxRowsAVX2(&x[0], uint64(rows), panels, stride, lastMask(n), scale)
	default:
		softmaxRowsAVX512(&x[0], uint64(rows), panels, stride, lastMask(n), scale)
	}
}
