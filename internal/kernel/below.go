package kernel

import "fmt"

// Below looks through inner products of the rows of x with 16 rows of y, one panel
// that MulPanels wrote, for squared distances of at most limit. xx and yy are the
// squared lengths. It gives the first row, from row `from` on, that has one, and
// their columns as the bits of a mask; without any, len(limit) and 0:
//
//	for i := from; i < len(limit); i++ {
//		for j := range 16 {
//			if xx[i]+yy[j]-2*product[i*16+j] <= limit[i] {
//				mask |= 1 << j
//			}
//		}
//		if mask != 0 {
//			return i, mask
//		}
//	}
//	return len(limit), 0
//
// NaN, as a limit or a distance, is never found. The result is the same on every
// processor. It panics if from is negative or a slice is too short.
func Below(product, yy, xx, limit []float32, from int) (row int, mask uint16) {
	rows := len(limit)
	if from < 0 || len(product) < rows*Lane || len(yy) < Lane || len(xx) < rows {
		panic(fmt.Sprintf("kernel: Below: rows %d to %d with %d products, %d and %d lengths", from, rows, len(product), len(xx), len(yy)))
	}
	if from >= rows {
		return rows, 0
	}
	return below(product, yy, xx, limit, from)
}

// belowGo is the reference of Below. Doubling rounds nothing, so a compiler may
// fuse it with the difference.
func belowGo(product, yy, xx, limit []float32, from int) (row int, mask uint16) {
	y := (*[Lane]float32)(yy)
	for i := from; i < len(limit); i++ {
		x, most := xx[i], limit[i]
		for j, p := range (*[Lane]float32)(product[i*Lane:]) {
			if x+y[j]-2*p <= most {
				mask |= 1 << j
			}
		}
		if mask != 0 {
			return i, mask
		}
	}
	return len(limit), 0
}

// MulPanels computes the inner products of packed rows with the 16*panels rows of
// y that begin at row 16*from. a is [Pad(K)/16][capacity][16] as Pack writes it, c is
// [panels][capacity][16]:
//
//	for i := range rows {
//		for j := range 16 * panels {
//			c[(j/16*capacity+i)*16+j%16] = sum over t of a[(t/16*capacity+i)*16+t%16] * y[(16*from+j)*K+t]
//		}
//	}
//
// Products beyond N are zero. Rows up to the next multiple of Tile are
// overwritten. It panics where Mul does, and if y has no such rows.
func (p *Panels) MulPanels(c, a []float32, rows, capacity, from, panels int) {
	k := Pad(p.K)
	if from < 0 || panels < 1 || (from+panels)*Lane > Pad(p.N) {
		panic(fmt.Sprintf("kernel: MulPanels: panels %d to %d of %d rows", from, from+panels, p.N))
	}
	Mul(c, a, p.data[from*Lane*k:], rows, capacity, k, panels*Lane, nil)
}
