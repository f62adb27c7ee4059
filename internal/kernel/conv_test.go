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
		w.In[i] = int32(r.IntN(inRows)) * Lane
	}
	order := r.Perm(outRows - 1)
	for i := range w.Out {
		w.Out[i] = int32(outRows - 1)
		if i < rows {
			w.Out[i] = int32(order[i])
		}
	}
	CheckWindow(w, inRows*Lane, outRows)
	return w
}

// convCase is a convolution of random values whose rows are read and written in no order.
type convCase struct {
	taps, rows, k, n int
	run              int // 0 for panels
	from             int
}

// convCases are shapes with whole and part tiles, panels, runs and inputs.
var convCases = []convCase{
	{taps: 1, rows: 1, k: 16, n: 16}, {taps: 1, rows: 12, k: 32, n: 16}, {taps: 9, rows: 7, k: 16, n: 32},
	{taps: 9, rows: 47, k: 48, n: 16, from: 12}, {taps: 4, rows: 24, k: 32, n: 48}, {taps: 49, rows: 5, k: 16, n: 64},
	{taps: 1, rows: 26, k: 24, n: 80}, {taps: 1, rows: 13, k: 1, n: 112}, {taps: 3, rows: 25, k: 9, n: 32, run: 9},
	{taps: 1, rows: 14, k: 27, n: 32, run: 9}, {taps: 2, rows: 36, k: 41, n: 96, run: 20, from: 24}, {taps: 2, rows: 3, k: 7, n: 144, run: 1},
}

// operands are inputs, weights, window, stride of runs and rows of the output.
func (s convCase) operands() (a, b []float32, w *Window, aStride, outRows int) {
	const inRows = 31
	run := s.run
	if run == 0 {
		run = Lane
	}
	aStride, outRows = inRows*Lane+3, s.rows+4
	if s.run == 0 {
		aStride = inRows * Lane
	}
	w = scattered(5, s.taps, s.rows, inRows, outRows)
	w.Run = s.run
	if s.run > 0 { // at places of any kind
		for i, v := range random(6, len(w.In)) {
			w.In[i] = int32(math.Abs(float64(v))*100) % int32(inRows*Lane-run+1)
		}
	}
	CheckWindow(w, inRows*Lane, outRows)
	return random(1, (s.k+run-1)/run*aStride), random(2, s.taps*s.k*s.n), w, aStride, outRows
}

func TestConv(t *testing.T) {
	levels(t, func(t *testing.T) {
		for _, s := range convCases {
			sums, scales := s.sums()
			for name, finish := range finishes(random(3, s.n), s.n*(s.rows+4)) {
				testConv(t, s, name, finish, sums, scales)
			}
		}
	})
}

// sums are the outputs [rows][n] before they are finished, and their magnitudes.
func (s convCase) sums() (sums, scales []float64) {
	a, b, w, aStride, _ := s.operands()
	sums, scales = make([]float64, s.rows*s.n), make([]float64, s.rows*s.n)
	for i := range s.rows {
		for j := range s.n {
			for tap := range s.taps {
				for q := range s.k {
					p := float64(a[int(w.In[tap*len(w.Out)+i])+q/w.run()*aStride+q%w.run()]) * float64(b[((j/16*s.taps+tap)*s.k+q)*16+j%16])
					sums[i*s.n+j] += p
					scales[i*s.n+j] += math.Abs(p)
				}
			}
		}
	}
	return sums, scales
}

func testConv(t *testing.T, s convCase, name string, finish func([]float32) *Finish, sums, scales []float64) {
	a, b, w, aStride, outRows := s.operands()
	c := testutil.Guarded(t, s.n*outRows)
	before := random(4, s.n*outRows)
	copy(c, before)
	f := finish(c)
	Conv(c, a, b, w, s.from, s.rows, aStride, outRows, s.k, s.n, f)
	if f != nil && f.Add != nil && &f.Add[0] == &c[0] {
		f.Add = before
	}
	written := map[int]bool{outRows - 1: true}
	for i := s.from; i < s.rows; i++ {
		written[int(w.Out[i])] = true
		for j := range s.n {
			at := (j/16*outRows+int(w.Out[i]))*16 + j%16
			got, want := float64(c[at]), f.want(sums[i*s.n+j], j, at)
			if !(math.Abs(got-want) < 2e-6*(11+scales[i*s.n+j])) {
				t.Fatalf("%+v, %s at (%d,%d): got %v, want %v", s, name, i, j, got, want)
			}
		}
	}
	for i := range s.n * outRows {
		if row := i / 16 % outRows; !written[row] && c[i] != before[i] {
			t.Fatalf("%+v: row %d was written", s, row)
		}
	}
}

// TestConvInPieces: rows cut into calls, and any level of assembly, give the same bits.
func TestConvInPieces(t *testing.T) {
	want := map[convCase][]float32{}
	levels(t, func(t *testing.T) {
		for _, s := range convCases {
			a, b, w, aStride, outRows := s.operands()
			f := &Finish{Bias: random(3, s.n), Add: random(4, s.n*outRows), Clamp: true, Low: -1, High: 6}
			c, cut := make([]float32, s.n*outRows), make([]float32, s.n*outRows)
			Conv(c, a, b, w, 0, s.rows, aStride, outRows, s.k, s.n, f)
			for i := 0; i < s.rows; i += ConvTile {
				Conv(cut, a, b, w, i, min(i+ConvTile, s.rows), aStride, outRows, s.k, s.n, f)
			}
			for _, x := range [][]float32{c, cut} { // the rest of the last tile
				for p := range s.n / Lane {
					clear(x[((p+1)*outRows-1)*Lane:][:Lane])
				}
			}
			same(t, cut, c)
			switch {
			case level == AVX2:
				want[s] = c
			case level > AVX2:
				same(t, c, want[s])
			}
		}
	})
}

func TestConvKeepsNaN(t *testing.T) {
	levels(t, func(t *testing.T) {
		w := scattered(1, 1, 12, 13, 13)
		a, b, c := make([]float32, 13*16), random(2, 16*16), make([]float32, 13*16)
		for i := range a {
			a[i] = float32(math.NaN())
		}
		Conv(c, a, b, w, 0, 12, 13*16, 13, 16, 16, &Finish{Bias: random(1, 16), Clamp: true, High: 6})
		if v := c[int(w.Out[5])*16+3]; !math.IsNaN(float64(v)) {
			t.Fatalf("NaN became %v", v)
		}
	})
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
							p := float64(x[int(w.In[tap*len(w.Out)+i])+q]) * float64(dy[i*16+j])
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
	conv := func(c, a, b []float32, from, to, n int, f *Finish) func() {
		return func() { Conv(c, a, b, w, from, to, 20*16, 13, 16, n, f) }
	}
	mustPanic(t, map[string]func(){
		"outputs no whole panel": conv(c, a, b, 0, 12, 15, nil),
		"too many rows":          conv(c, a, b, 0, 13, 16, nil),
		"begins within a tile":   conv(c, a, b, 1, 12, 16, nil),
		"input too short":        conv(c, a[:15], b, 0, 12, 16, nil),
		"weights too short":      conv(c, a, b[1:], 0, 12, 16, nil),
		"output too short":       conv(c[:12*16-1], a, b, 0, 12, 16, nil),
		"bias too short":         conv(c, a, b, 0, 12, 16, &Finish{Bias: bias[1:]}),
		"addend too short":       conv(c, a, b, 0, 12, 16, &Finish{Add: c[1:]}),
		"gradient too short":     func() { ConvGrad(c, a, c, w, 12, 256, false) },
		"window reads outside":   func() { CheckWindow(w, 10*16, 13) },
		"window writes outside":  func() { CheckWindow(w, 20*16, 11) },
	})
}
