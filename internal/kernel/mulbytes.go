package kernel

import "fmt"

// Extents of MulBytes: rows are computed in tiles of up to BytesTile, and have a multiple of
// BytesStep values. BytesZero is what stands for 0 in a row.
const (
	BytesTile = 6
	BytesStep = 8
	BytesZero = 64
)

// MulBytes multiplies rows of bytes with columns of bytes, in whole numbers, and scales the
// products:
//
//	for i := range rows {
//		for j := range 16 * panels {
//			sum := 0
//			for t := range k {
//				sum += (x[i*k+t] - BytesZero) * y[(j/16*k/4+t/4)*64+j%16*4+t%4]
//			}
//			c[(j/16*capacity+i)*16+j%16] = float32(sum) * scale[j] * rowScale[i] // from the left
//		}
//	}
//
// Values of x are at most 127, those of y between -63 and 63: so sums of four products fit 16 bits, and
// nothing is lost while k is at most 2000. Rows up to the next multiple of BytesTile are
// overwritten. bias is what BytesBias made of y. The bits are the same on every processor. It
// panics if k is no multiple of BytesStep or a slice is too short.
func MulBytes(c []float32, x []uint8, y []int8, rowScale, scale []float32, bias []int32, rows, capacity, k, panels int) {
	padded := (rows + BytesTile - 1) / BytesTile * BytesTile
	if k%BytesStep != 0 || padded > capacity || len(x) < padded*k || len(rowScale) < padded || len(y) < panels*k*Lane ||
		len(scale) < panels*Lane || len(bias) < panels*Lane || len(c) < ((panels-1)*capacity+padded)*Lane {
		panic(fmt.Sprintf("kernel: MulBytes: %d rows of %d by %d panels of %d with %d, %d, %d, %d, %d, %d values", rows, capacity, panels, k, len(c), len(x), len(y), len(rowScale), len(scale), len(bias)))
	}
	if rows > 0 && panels > 0 && k > 0 {
		mulBytes(c, x, y, rowScale, scale, bias, padded, capacity, k, panels)
	}
}

// BytesBias is what BytesZero adds to the products with each column, negated.
func BytesBias(y []int8, k int) []int32 {
	bias := make([]int32, len(y)/k)
	for p := range len(bias) / Lane {
		sums := (*[Lane]int32)(bias[p*Lane:])
		for t := 0; t < k; t += 4 {
			b := (*[4 * Lane]int8)(y[(p*k+t)*Lane:])
			for j := range sums {
				sums[j] -= BytesZero * (int32(b[4*j]) + int32(b[4*j+1]) + int32(b[4*j+2]) + int32(b[4*j+3]))
			}
		}
	}
	return bias
}

// mulBytesGo is the reference of MulBytes.
func mulBytesGo(c []float32, x []uint8, y []int8, rowScale, scale []float32, bias []int32, rows, capacity, k, panels int) {
	for p := range panels {
		for i := range rows {
			sums := *(*[Lane]int32)(bias[p*Lane:])
			for t := 0; t < k; t += 4 {
				a, b := (*[4]uint8)(x[i*k+t:]), (*[4 * Lane]int8)(y[(p*k+t)*Lane:])
				a0, a1, a2, a3 := int32(a[0]), int32(a[1]), int32(a[2]), int32(a[3])
				for j := range sums {
					sums[j] += a0*int32(b[4*j]) + a1*int32(b[4*j+1]) + a2*int32(b[4*j+2]) + a3*int32(b[4*j+3])
				}
			}
			for j, s := range sums {
				c[(p*capacity+i)*Lane+j] = float32(float32(s)*scale[p*Lane+j]) * rowScale[i]
			}
		}
	}
}
