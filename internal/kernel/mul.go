package kernel

import "fmt"

// Mul computes c = a*b with a finish. a is [k/16][capacity][16], b is weight panels
// [n/16][k][16], c is [n/16][capacity][16]:
//
//	for i := range rows {
//		for j := range n {
//			var s float32
//			for t := range k {
//				s += a[(t/16*capacity+i)*16+t%16] * b[(j/16*k+t)*16+j%16]
//			}
//			c[(j/16*capacity+i)*16+j%16] = finish(s)
//		}
//	}
//
// Bias has n values, Add the shape of c. Rows up to the next multiple of Tile may be
// overwritten. It panics if k or n is no multiple of 16, capacity none of Tile, rows >
// capacity, or a slice is too short.
func Mul(c, a, b []float32, rows, capacity, k, n int, f *Finish) {
	checkMul(c, a, b, rows, capacity, k, n)
	f.check("Mul", n, n*capacity)
	if rows > 0 {
		mul(c, a, b, rows, capacity, k, n, f, nil)
	}
}

// MulMasked is Mul that keeps a sum where mask, in the shape of c, is above 0 in the
// same place, and else writes 0: the gradient of the input of a ReLU whose output is mask.
func MulMasked(c, a, b []float32, rows, capacity, k, n int, mask []float32) {
	checkMul(c, a, b, rows, capacity, k, n)
	if len(mask) < n*capacity {
		panic(fmt.Sprintf("kernel: MulMasked: %d values for %d of the mask", len(mask), n*capacity))
	}
	if rows > 0 {
		mul(c, a, b, rows, capacity, k, n, nil, mask)
	}
}

func checkMul(c, a, b []float32, rows, capacity, k, n int) {
	if k <= 0 || n <= 0 || k%Lane != 0 || n%Lane != 0 || capacity%Tile != 0 || rows > capacity ||
		len(a) < k*capacity || len(b) < n*k || len(c) < n*capacity {
		panic(fmt.Sprintf("kernel: Mul: rows %d of %d, k %d, n %d with %d, %d, %d values", rows, capacity, k, n, len(a), len(b), len(c)))
	}
}

// mulGo is the reference of Mul and MulMasked; mask is nil for the first.
func mulGo(c, a, b []float32, rows, capacity, k, n int, f *Finish, mask []float32) {
	for p := range n / Lane {
		bp := b[p*k*Lane : (p+1)*k*Lane]
		for i := range rows {
			var s [Lane]float32
			for q := range k / Lane {
				ar := (*[Lane]float32)(a[(q*capacity+i)*Lane:])
				for t, av := range ar {
					br := (*[Lane]float32)(bp[(q*Lane+t)*Lane:])
					for j := range s {
						s[j] += av * br[j]
					}
				}
			}
			at := (p*capacity + i) * Lane
			f.row(&s, p*Lane, at)
			if mask != nil {
				for j, h := range mask[at:][:Lane] {
					if !(h > 0) {
						s[j] = 0
					}
				}
			}
			copy(c[at:at+Lane], s[:])
		}
	}
}
