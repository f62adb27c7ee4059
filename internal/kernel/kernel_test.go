package kernel

import (
	"fmt"
	"math"
	"math/rand/v2"
	"testing"

	"mekiki/internal/testutil"
)

// levels runs a test at every instruction set that this machine has.
func levels(t *testing.T, f func(t *testing.T)) {
	t.Helper()
	best := detect()
	defer func() { level = best }()
	for l := PureGo; l <= best; l++ {
		level = l
		t.Run(l.String(), f)
	}
}

func random(seed uint64, n int) []float32 {
	r := rand.New(rand.NewPCG(seed, 1))
	s := make([]float32, n)
	for i := range s {
		s[i] = float32(r.NormFloat64())
	}
	return s
}

func near(t *testing.T, what string, got, want, scale float64) {
	t.Helper()
	if math.IsNaN(got) || math.Abs(got-want) > 2e-6*(1+scale) {
		t.Fatalf("%s: got %v, want %v", what, got, want)
	}
}

func TestMul(t *testing.T) {
	levels(t, func(t *testing.T) {
		for _, n := range []int{16, 32, 48, 64, 80, 128} {
			for _, k := range []int{16, 48, 112} {
				for _, rows := range []int{1, 5, 6, 7, 12, 13, 24, 35} {
					testMul(t, rows, k, n)
				}
			}
		}
	})
}

func testMul(t *testing.T, rows, k, n int) {
	capacity := PadRows(rows) + Tile
	a, b, mask := random(1, capacity*k), random(2, n*k), random(3, n*capacity)
	sums, scales := make([]float64, rows*n), make([]float64, rows*n)
	for i := range rows {
		for j := range n {
			for q := range k {
				p := float64(a[(q/16*capacity+i)*16+q%16]) * float64(b[(j/16*k+q)*16+j%16])
				sums[i*n+j] += p
				scales[i*n+j] += math.Abs(p)
			}
		}
	}
	check := func(what string, c []float32, finish func(s float64, j, at int) float64) {
		for x, s := range sums {
			i, j := x/n, x%n
			at := (j/16*capacity+i)*16 + j%16
			if got, want := float64(c[at]), finish(s, j, at); !(math.Abs(got-want) < 2e-6*(11+scales[x])) {
				t.Fatalf("rows %d k %d n %d, %s at (%d,%d): got %v, want %v", rows, k, n, what, i, j, got, want)
			}
		}
	}
	for name, finish := range finishes(random(4, n), n*capacity) {
		c, before := testutil.Guarded(t, n*capacity), random(5, n*capacity)
		copy(c, before)
		f := finish(c)
		Mul(c, a, b, rows, capacity, k, n, f)
		if f != nil && f.Add != nil && &f.Add[0] == &c[0] {
			f.Add = before
		}
		check(name, c, f.want)
	}
	c := testutil.Guarded(t, n*capacity)
	MulMasked(c, a, b, rows, capacity, k, n, mask)
	check("masked", c, func(s float64, _, at int) float64 {
		if mask[at] <= 0 {
			return 0
		}
		return s
	})
}

func TestReLUKeepsNaN(t *testing.T) {
	levels(t, func(t *testing.T) {
		a, b, c := random(1, 12*16), random(2, 16*16), make([]float32, 12*16)
		a[3] = float32(math.NaN())
		Mul(c, a, b, 1, 12, 16, 16, &Finish{Bias: make([]float32, 16), Clamp: true, High: 6})
		if !math.IsNaN(float64(c[0])) {
			t.Fatalf("NaN became %v", c[0])
		}
	})
}

func TestGrad(t *testing.T) {
	levels(t, func(t *testing.T) {
		const capacity, kp, np = 120, 4, 3
		counts := []int32{24, 0, 7, 1, 119, 120, 90, 13, 0, 120} // more than stay in the cache at once
		xChunk, dyChunk := kp*16*capacity, np*16*capacity
		x, dy := random(1, len(counts)*xChunk), random(2, len(counts)*dyChunk)
		for _, b := range []GradBlock{{0, 4, 0, 3}, {1, 3, 0, 2}, {3, 4, 2, 3}, {0, 1, 1, 3}} {
			c := testutil.Guarded(t, b.Size())
			Grad(c, x, dy, counts, capacity, xChunk, dyChunk, b, false)
			height := (b.K1 - b.K0) * 16
			for i, got := range c {
				j, q := i%16, i/16%height+b.K0*16
				p := i/16/height + b.N0
				var s, scale float64
				for ch, rows := range counts {
					for r := range int(rows) {
						v := float64(x[ch*xChunk+(q/16*capacity+r)*16+q%16]) * float64(dy[ch*dyChunk+(p*capacity+r)*16+j])
						s, scale = s+v, scale+math.Abs(v)
					}
				}
				near(t, fmt.Sprintf("%+v at %d", b, i), float64(got), s, scale)
			}
		}
	})
}

func TestSmallKernelsEqualTheirReferenceBitForBit(t *testing.T) {
	levels(t, func(t *testing.T) {
		t.Run("fill", func(t *testing.T) {
			src := make([]uint8, 300)
			for i := range src {
				src[i] = uint8(i)
			}
			const capacity = 12
			dst := testutil.Guarded(t, Pad(300)*capacity)
			Fill(dst, src, 5, capacity)
			for j := range Pad(300) {
				want := float32(0)
				if j < 300 {
					want = float32(src[j]) / 255
				}
				if got := dst[(j/16*capacity+5)*16+j%16]; got != want {
					t.Fatalf("pixel %d: got %v, want %v", j, got, want)
				}
			}
		})
		t.Run("transpose", func(t *testing.T) {
			src := random(1, 3*300)
			dst := testutil.Guarded(t, 2*400+256)
			want := make([]float32, len(dst))
			copy(want, dst)
			Transpose(dst, src, 3, 400, 300)
			transposeGo(want, src, 3, 400, 300)
			same(t, dst, want)
			if dst[1] != src[16] {
				t.Fatalf("got %v, want %v", dst[1], src[16])
			}
		})
		t.Run("sumrows", func(t *testing.T) {
			src := random(1, 37*16)
			got, want := random(2, 16), random(2, 16)
			SumRows(got, src, 37)
			sumRowsGo(want, src, 37)
			same(t, got, want)
		})
	})
}

func same(t *testing.T, got, want []float32) {
	t.Helper()
	for i := range want {
		if math.Float32bits(got[i]) != math.Float32bits(want[i]) {
			t.Fatalf("at %d: got %v, want %v", i, got[i], want[i])
		}
	}
}

// The two assemblies must agree to the last bit, so that a model trained on
// one processor can be repeated on the other.
func TestAVX2EqualsAVX512(t *testing.T) {
	best := detect()
	if best < AVX512 {
		t.Skip("this processor has no AVX-512")
	}
	defer func() { level = best }()
	const rows, k = 13, 64
	counts := []int32{13, 5}
	run := func(l Level, n int) []float32 {
		level = l
		a, b, aux := random(1, 24*k), random(2, n*k), random(3, n)
		c, g := make([]float32, 24*n), make([]float32, k*n)
		Mul(c, a, b, rows, 24, k, n, &Finish{Bias: aux, Clamp: true, High: 6})
		Grad(g, append(a, a...), append(c, c...), counts, 24, len(a), len(c), GradBlock{0, k / 16, 0, n / 16}, false)
		out := make([]float32, rows*n)
		Unpack(out, c, rows, n, 24)
		return append(out, g...)
	}
	for _, n := range []int{16, 48, 80, 112} { // tiles of all widths
		same(t, run(AVX2, n), run(AVX512, n))
	}
}

func TestPackRoundTrip(t *testing.T) {
	for _, shape := range [][2]int{{1, 1}, {3, 16}, {5, 17}, {12, 33}} {
		rows, cols := shape[0], shape[1]
		src := random(1, rows*cols)
		p := testutil.Guarded(t, Pad(cols)*24)
		Pack(p, src, rows, cols, 24)
		back := testutil.Guarded(t, rows*cols)
		Unpack(back, p, rows, cols, 24)
		same(t, back, src)
		w := make([]float32, Pad(rows)*Pad(cols))
		PackWeights(w, src, rows, cols)
		UnpackWeights(back, w, rows, cols)
		same(t, back, src)
	}
}

func TestProducts(t *testing.T) {
	levels(t, func(t *testing.T) {
		x, y := random(1, 7*20), random(2, 35*20)
		dst := testutil.Guarded(t, 7*35)
		NewPanels(y, 35, 20).Products(dst, x, 7, nil)
		for i := range 7 {
			for j := range 35 {
				var s, scale float64
				for q := range 20 {
					v := float64(x[i*20+q]) * float64(y[j*20+q])
					s, scale = s+v, scale+math.Abs(v)
				}
				near(t, fmt.Sprint(i, j), float64(dst[i*35+j]), s, scale)
			}
		}
	})
}

func TestWrongShapesPanic(t *testing.T) {
	v, long := make([]float32, 12*16), make([]float32, 100*16)
	mustPanic(t, map[string]func(){
		"mul k":     func() { Mul(v, v, v, 1, 12, 15, 16, nil) },
		"mul rows":  func() { Mul(v, v, v, 13, 12, 16, 16, nil) },
		"mul bias":  func() { Mul(v, v, v, 1, 12, 16, 16, &Finish{Bias: v[:15]}) },
		"mul mask":  func() { MulMasked(v, v, long, 1, 12, 16, 16, v[1:]) },
		"mul short": func() { Mul(v[:10], v, v, 1, 12, 16, 16, nil) },
		"grad":      func() { Grad(long, long, long, []int32{13}, 12, 192, 192, GradBlock{0, 1, 0, 1}, false) },
		"adam":      func() { Adam(v, v, v, v[:16], AdamStep{}) },
		"fill":      func() { Fill(v, make([]uint8, 17), 0, 12) },
		"transpose": func() { Transpose(v, v, 1, 256, 256) },
		"sumrows":   func() { SumRows(v, v, 13) },
		"pack":      func() { Pack(v, v, 12, 17, 12) },
	})
}

// mustPanic runs each case and wants it to panic.
func mustPanic(t *testing.T, cases map[string]func()) {
	t.Helper()
	for name, f := range cases {
		func() {
			defer func() {
				if recover() == nil {
					t.Errorf("%s: no panic", name)
				}
			}()
			f()
		}()
	}
}
