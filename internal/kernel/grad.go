package kernel

import "fmt"

// GradBlock names a block of a weight matrix: input panels K0 to K1 and output
// panels N0 to N1, the ends excluded.
type GradBlock struct{ K0, K1, N0, N1 int }

// Size is the number of weights in the block.
func (b GradBlock) Size() int { return (b.K1 - b.K0) * (b.N1 - b.N0) * Lane * Lane }

// Grad computes one block of a weight gradient, the sum over the rows of all
// chunks of x times dy. Chunk q has counts[q] rows; its inputs start at
// x[q*xChunk], [K/16][capacity][16], its output gradients at dy[q*dyChunk],
// [N/16][capacity][16]. The sums are added to c if more; c is [N1-N0][(K1-K0)*16][16]:
//
//	for p := N0; p < N1; p++ {
//		for t := K0*16; t < K1*16; t++ {
//			for j := range 16 {
//				s := c[((p-N0)*(K1-K0)*16+t-K0*16)*16+j] // 0 unless more
//				for q, rows := range counts {
//					for i := range rows {
//						s += x[q*xChunk+(t/16*capacity+i)*16+t%16] * dy[q*dyChunk+(p*capacity+i)*16+j]
//					}
//				}
//				c[((p-N0)*(K1-K0)*16+t-K0*16)*16+j] = s
//			}
//		}
//	}
//
// It panics if the block is empty, a count exceeds capacity or a slice is too short.
func Grad(c, x, dy []float32, counts []int32, capacity, xChunk, dyChunk int, b GradBlock, more bool) {
	last := len(counts) - 1
	if b.K0 < 0 || b.K1 <= b.K0 || b.N0 < 0 || b.N1 <= b.N0 || last < 0 || len(c) < b.Size() ||
		len(x) < last*xChunk+b.K1*capacity*Lane || len(dy) < last*dyChunk+b.N1*capacity*Lane {
		panic(fmt.Sprintf("kernel: Grad: block %+v of %d chunks with %d, %d, %d values", b, len(counts), len(x), len(dy), len(c)))
	}
	for _, n := range counts {
		if n < 0 || int(n) > capacity {
			panic(fmt.Sprintf("kernel: Grad: %d rows in a chunk of %d", n, capacity))
		}
	}
	grad(c, x, dy, counts, capacity, xChunk, dyChunk, b, more)
}

// gradGo is the reference of Grad.
func gradGo(c, x, dy []float32, counts []int32, capacity, xChunk, dyChunk int, b GradBlock, more bool) {
	for p := b.N0; p < b.N1; p++ {
		for t := b.K0 * Lane; t < b.K1*Lane; t++ {
			cr := c[((p-b.N0)*(b.K1-b.K0)*Lane+t-b.K0*Lane)*Lane:][:Lane]
			if !more {
				clear(cr)
			}
			s := [Lane]float32(cr)
			for q, rows := range counts {
				xa := q*xChunk + t/Lane*capacity*Lane + t%Lane
				da := q*dyChunk + p*capacity*Lane
				for range rows {
					xv := x[xa]
					dr := (*[Lane]float32)(dy[da:])
					for j := range s {
						s[j] += xv * dr[j]
					}
					xa, da = xa+Lane, da+Lane
				}
			}
			copy(cr, s[:])
		}
	}
}
