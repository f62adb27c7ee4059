//go:build !purego

package kernel

// convBlock is how many inputs of a tap stay in the second-level cache, 512 KiB, while all
// panels of outputs are computed from them, and how many weights do beside them.
const convBlock = 1 << 17

func conv(c, a, b []float32, w *Window, from, to, aStride, cCapacity, k, n int, f *Finish) {
	if level == PureGo {
		convGo(c, a, b, w, from, to, aStride, cCapacity, k, n, f)
		return
	}
	block := to - from
	if w.Taps*k*n <= convBlock {
		block = max(convBlock/k/ConvTile, 1) * ConvTile
	}
	for ; from < to; from += block {
		convRows(c, a, b, w, from, min(from+block, to), aStride, cCapacity, k, n, f)
	}
}

// convRows computes some rows of all panels, those of neighbouring ones together.
func convRows(c, a, b []float32, w *Window, from, to, aStride, cCapacity, k, n int, f *Finish) {
	low, high := f.bounds()
	aSkip, size := int64(aStride-w.run())*4, w.Taps*k*Lane
	for p := 0; p < n/Lane; {
		shape := tileOf(n/Lane - p)
		at := p * cCapacity * Lane
		bias, addend, mode := f.operands(&c[0], p*Lane, at)
		convForms[shape.form](&c[at], &a[0], &b[p*size], bias, addend, &w.In[from], &w.Out[from], shape.tiles(to-from), uint64(len(w.Out)*4),
			uint64(w.Taps), uint64(k), uint64(w.run()), aSkip, uint64(size*4), uint64(cCapacity*rowBytes), mode, low, high)
		p += shape.panels
	}
}

// convForms are the forms of the kernel, in the places of tileShape.
var convForms = [...]func(c, a, b, bias, addend *float32, in, out *int32, tiles, inStride, taps, inputs, run uint64, aSkip int64, bStride, cStride, mode uint64,
	lowest, highest float32){convAVX2x1, convAVX512x1, convAVX512x2, convAVX512x3, convAVX512x4}

func convGrad(c, x, dy []float32, w *Window, rows, cStride int, more bool) {
	if level == PureGo {
		convGradGo(c, x, dy, w, rows, cStride, more)
		return
	}
	// Pieces of rows stay in the first-level cache while all taps pass over them.
	for lo := 0; lo < rows; lo += gradRows {
		n := min(gradRows, rows-lo)
		var load uint64
		if more || lo > 0 {
			load = 1
		}
		for t := range w.Taps {
			in := &w.In[t*len(w.Out)+lo]
			for q := 0; q < Lane; q += 4 {
				convGradAVX2(&c[t*cStride+q*Lane], &x[q], &dy[lo*Lane], in, uint64(n), load)
			}
		}
	}
}
