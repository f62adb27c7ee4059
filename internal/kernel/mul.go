package kernel

import "fmt"

// Epilogue is what Mul does to a sum before it stores it.
type Epilogue uint64

// The values are known to the assembly.
const (
	Store    Epilogue = iota // c = s
	Bias                     // c = s + aux[j]
	BiasReLU                 // c = max(s + aux[j], 0), NaN stays NaN
	Mask                     // c = s where aux > 0 in the same place as c, else 0
)

// Mul computes c = a*b with an epilogue. a is [k/16][capacity][16], b is weight
// panels [n/16][k][16], c is [n/16][capacity][16]:
//
//	for i := range rows {
//		for j := range n {
//			var s float32
//			for t := range k {
//				s += a[(t/16*capacity+i)*16+t%16] * b[(j/16*k+t)*16+j%16]
//			}
//			c[(j/16*capacity+i)*16+j%16] = epilogue(s)
//		}
//	}
//
// aux has n values for Bias and BiasReLU, the shape of c for Mask. Rows up to
// the next multiple of Tile are overwritten. It panics if k or n is no multiple
// of 16, capacity none of Tile, rows > capacity, or a slice is too short.
func Mul(c, a, b []float32, rows, capacity, k, n int, ep Epilogue, aux []float32) {
	need := 0
	switch ep {
	case Bias, BiasReLU:
		need = n
	case Mask:
		need = n * capacity
	}
	if k <= 0 || n <= 0 || k%Lane != 0 || n%Lane != 0 || capacity%Tile != 0 || rows > capacity ||
		len(a) < k*capacity || len(b) < n*k || len(c) < n*capacity || len(aux) < need {
		panic(fmt.Sprintf("kernel: Mul: rows %d of %d, k %d, n %d with %d, %d, %d, %d values",
			rows, capacity, k, n, len(a), len(b), len(c), len(aux)))
	}
	if rows <= 0 {
		return
	}
	mul(c, a, b, rows, capacity, k, n, ep, aux)
}

// mulGo is the reference of Mul.
func mulGo(c, a, b []float32, rows, capacity, k, n int, ep Epilogue, aux []float32) {
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
			switch ep {
			case Bias, BiasReLU:
				for j := range s {
					s[j] += aux[p*Lane+j]
					if ep == BiasReLU && 0 > s[j] {
						s[j] = 0
					}
				}
			case Mask:
				for j, h := range aux[at : at+Lane] {
					if !(h > 0) {
						s[j] = 0
					}
				}
			}
			copy(c[at:at+Lane], s[:])
		}
	}
}
