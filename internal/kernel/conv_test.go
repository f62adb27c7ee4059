package kernel

import (
	"fmt"
	"math"
	"math/rand/v2"
	"testing"

	"mekiki/internal/testutil"
)

// scattered is a window that reads and writes rows in no order. Each output row
// is written once, but for the last tile's rest, which goes to the last row.
func scattered(seed uint64, taps, rows, inRows, outRows int) *Window {
	r := rand.New(rand.NewPCG(seed, 2))
	padded := (rows + ConvTile - 1) / ConvTile * ConvTile
	w := &Window{Taps: taps, In: make([]int32, taps*padded), Out: make([]int32, padded)}
	for i := range w.In {
		w.In[i] = int32(r.IntN(inRows))
	}
	order := r.Perm(outRows - 1)
	for i := range w.Out {
		w.Out[i] = int32(outRows - 1)
		if i < rows {
			w.Out[i] = int32(order[i])
		}
	}
	CheckWindow(w, inRows, outRows)
	return w
}

func TestConv(t *testing.T) {
	levels(t, func(t *testing.T) {
		for _, s := range []struct{ taps, rows, k, n int }{
			{1, 1, 16, 16}, {1, 6, 32, 16}, {9, 7, 16, 32}, {9, 23, 48, 16}, {4, 12, 32, 48}, {49, 5, 16, 16},
		} {
			for ep := ConvStore; ep <= ConvAdd; ep++ {
				testConv(t, s.taps, s.rows, s.k, s.n, ep)
			}
		}
	})
}

func testConv(t *testing.T, taps, rows, k, n int, ep ConvEpilogue) {
	inRows, outRows := 31, rows+4
	w := scattered(5, taps, rows, inRows, outRows)
	a, b, bias := random(1, inRows*k), random(2, taps*k*n), random(3, n)
	c := testutil.Guarded(t, n*outRows)
	before := random(4, n*outRows)
	copy(c, before)
	Conv(c, a, b, bias, w, rows, inRows, outRows, k, n, ep)
	written := map[int]bool{outRows - 1: true}
	for i := range rows {
		written[int(w.Out[i])] = true
		for j := range n {
			var s, scale float64
			for tap := range taps {
				from := int(w.In[tap*len(w.Out)+i])
				for q := range k {
					p := float64(a[(q/16*inRows+from)*16+q%16]) * float64(b[((j/16*taps+tap)*k+q)*16+j%16])
					s, scale = s+p, scale+math.Abs(p)
				}
			}
			at := (j/16*outRows+int(w.Out[i]))*16 + j%16
			switch ep {
			case ConvBias:
				s += float64(bias[j])
			case ConvBiasReLU:
				s = max(s+float64(bias[j]), 0)
			case ConvAdd:
				s += float64(before[at])
			}
			near(t, fmt.Sprintf("taps %d rows %d k %d n %d epilogue %d at (%d,%d)", taps, rows, k, n, ep, i, j), float64(c[at]), s, scale)
		}
	}
	for i := range n * outRows {
		if row := i / 16 % outRows; !written[row] && c[i] != before[i] {
			t.Fatalf("row %d was written", row)
		}
	}
}

// TestConvGrad also cuts the rows into two calls, which must not change a bit.
func TestConvGrad(t *testing.T) {
	levels(t, func(t *testing.T) {
		for _, s := range []struct{ taps, rows int }{{1, 1}, {9, 5}, {4, 8}, {9, 403}} {
			const inRows = 97
			w := scattered(6, s.taps, s.rows, inRows, s.rows+1)
			x, dy := random(1, inRows*16), random(2, s.rows*16)
			stride := 300
			size := (s.taps-1)*stride + 256
			c, cut := testutil.Guarded(t, size), testutil.Guarded(t, size)
			ConvGrad(c, x, dy, w, s.rows, stride, false)
			for tap := range s.taps {
				for q := range 16 {
					for j := range 16 {
						var sum, scale float64
						for i := range s.rows {
							p := float64(x[int(w.In[tap*len(w.Out)+i])*16+q]) * float64(dy[i*16+j])
							sum, scale = sum+p, scale+math.Abs(p)
						}
						near(t, fmt.Sprintf("%+v tap %d (%d,%d)", s, tap, q, j), float64(c[tap*stride+q*16+j]), sum, scale)
					}
				}
			}
			if s.rows < 2 {
				continue
			}
			half := s.rows / 2
			rest := &Window{Taps: w.Taps, Out: w.Out[:len(w.Out)-half]}
			for tap := range s.taps {
				rest.In = append(rest.In, w.In[tap*len(w.Out)+half:(tap+1)*len(w.Out)]...)
			}
			ConvGrad(cut, x, dy, w, half, stride, false)
			ConvGrad(cut, x, dy[half*16:], rest, s.rows-half, stride, true)
			for i := range c {
				if c[i] != cut[i] {
					t.Fatalf("%+v: cut into calls, value %d is %v, not %v", s, i, cut[i], c[i])
				}
			}
		}
	})
}

func TestConvPanics(t *testing.T) {
	w := scattered(1, 9, 12, 20, 13)
	a, b, c, bias := random(1, 20*16), random(2, 9*256), random(3, 13*16), random(4, 16)
	for name, f := range map[string]func(){
		"inputs no whole panel": func() { Conv(c, a, b, bias, w, 12, 20, 13, 15, 16, ConvStore) },
		"too many rows":         func() { Conv(c, a, b, bias, w, 13, 20, 13, 16, 16, ConvStore) },
		"weights too short":     func() { Conv(c, a, b[1:], bias, w, 12, 20, 13, 16, 16, ConvStore) },
		"output too short":      func() { Conv(c[1:], a, b, bias, w, 12, 20, 13, 16, 16, ConvStore) },
		"bias too short":        func() { Conv(c, a, b, bias[1:], w, 12, 20, 13, 16, 16, ConvBias) },
		"gradient too short":    func() { ConvGrad(c, a, c, w, 12, 256, false) },
		"window reads outside":  func() { CheckWindow(w, 10, 13) },
		"window writes outside": func() { CheckWindow(w, 20, 11) },
	} {
		t.Run(name, func(t *testing.T) {
			defer func() {
				if recover() == nil {
					t.Error("no panic")
				}
			}()
			f()
		})
	}
}
