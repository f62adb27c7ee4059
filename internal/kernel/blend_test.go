package kernel

import (
	"fmt"
	"math"
	"math/rand/v2"
	"testing"

	"mekiki/internal/testutil"
)

// someTaps is a table of random taps among `have` rows, some left out.
func someTaps(taps, rows, have int) *Blend {
	r := rand.New(rand.NewPCG(uint64(taps), uint64(rows)))
	t := &Blend{Taps: taps, Rows: rows, In: make([]int32, taps*rows), Weight: random(3, taps*rows)}
	for i := range t.In {
		t.In[i] = int32(r.IntN(have+1)) - 1
	}
	return t
}

func TestBlendRowsAndMaxTaps(t *testing.T) {
	levels(t, func(t *testing.T) {
		for _, taps := range []int{1, 2, 4, 9, 16} {
			for _, rows := range []int{1, 2, 3, 7, 12} {
				for _, panels := range []int{1, 3} {
					const have = 10
					w := someTaps(taps, rows, have)
					src := guardedCopy(t, odd(1, panels*have*16))
					for _, r := range [][2]int{{0, rows}, {rows / 2, rows}, {0, rows - 1}, {rows, rows}} {
						testTaps(t, w, src, r[0], r[1], have, rows+2, panels)
					}
				}
			}
		}
	})
}

func testTaps(t *testing.T, w *Blend, src []float32, from, to, have, capacity, panels int) {
	t.Helper()
	what := fmt.Sprintf("rows %d to %d of %d taps", from, to, w.Taps)
	blend, largest := testutil.Guarded(t, panels*capacity*16), testutil.Guarded(t, panels*capacity*16)
	wantBlend, wantLargest := make([]float32, len(blend)), make([]float32, len(blend))
	copy(wantBlend, blend)
	copy(wantLargest, largest)
	BlendRows(blend, src, w, from, to, have, capacity, panels)
	MaxTaps(largest, src, w, from, to, have, capacity, panels)
	for p := range panels {
		for i := from; i < to; i++ {
			for j := range 16 {
				s, m := float32(0), math.Inf(-1)
				for b := range w.Taps {
					if in := int(w.In[b*w.Rows+i]); in >= 0 {
						v := src[(p*have+in)*16+j]
						s += float32(v * w.Weight[b*w.Rows+i])
						m = max(m, float64(v))
					}
				}
				at := (p*capacity+i)*16 + j
				wantBlend[at], wantLargest[at] = s, float32(m)
			}
		}
	}
	equal(t, "blend of "+what, blend, wantBlend)
	for i := range largest {
		if largest[i] == 0 && wantLargest[i] == 0 {
			largest[i] = wantLargest[i] // of 0 and -0 the one read first
		}
	}
	equal(t, "largest of "+what, largest, wantLargest)
}

// The one of 0 and -0 that is read first stays, at every level.
func TestMaxTapsOfZeros(t *testing.T) {
	levels(t, func(t *testing.T) {
		zero := float32(math.Copysign(0, -1))
		src, dst := make([]float32, 32), make([]float32, 32)
		for j := range 16 {
			src[j] = zero
		}
		MaxTaps(dst, src, &Blend{Taps: 2, Rows: 2, In: []int32{0, 1, 1, 0}}, 0, 2, 2, 2, 1)
		if !math.Signbit(float64(dst[0])) || math.Signbit(float64(dst[16])) {
			t.Fatalf("got %v and %v, want -0 and 0", dst[0], dst[16])
		}
	})
}

func TestWrongTapsPanic(t *testing.T) {
	levels(t, func(t *testing.T) {
		v := make([]float32, 32)
		for name, in := range map[string][]int32{"beyond": {0, 2}, "far": {math.MaxInt32, 0}, "below": {0, -2}, "lowest": {math.MinInt32, 0}} {
			w := &Blend{Taps: 2, Rows: 1, In: in, Weight: []float32{1, 1}}
			mustPanic(t, map[string]func(){
				"blend " + name: func() { BlendRows(make([]float32, 16), v, w, 0, 1, 2, 1, 1) },
				"max " + name:   func() { MaxTaps(make([]float32, 16), v, w, 0, 1, 2, 1, 1) },
			})
		}
		w := &Blend{Taps: 2, Rows: 1, In: []int32{0, 1}, Weight: []float32{1}}
		mustPanic(t, map[string]func(){
			"weights":  func() { BlendRows(v, v, w, 0, 1, 2, 1, 1) },
			"rows":     func() { MaxTaps(v, v, w, 0, 2, 2, 2, 1) },
			"capacity": func() { MaxTaps(v, v, w, 0, 1, 2, 0, 1) },
			"from":     func() { MaxTaps(v, v, w, -1, 1, 2, 1, 1) },
			"src":      func() { MaxTaps(v, v, w, 0, 1, 3, 1, 1) },
			"dst":      func() { MaxTaps(v[:15], v, w, 0, 1, 2, 1, 1) },
		})
	})
}

func BenchmarkBlendRows(b *testing.B) {
	const have, rows, panels = 28 * 28, 56 * 56, 4
	src, dst := random(1, panels*have*16), make([]float32, panels*rows*16)
	for _, taps := range []int{1, 4, 9} {
		w := &Blend{Taps: taps, Rows: rows, In: make([]int32, taps*rows), Weight: random(3, taps*rows)}
		for i := range w.In {
			w.In[i] = int32(i % rows * have / rows)
		}
		perValue(b, fmt.Sprint("blend", taps), panels*rows*16, func() { BlendRows(dst, src, w, 0, rows, have, rows, panels) })
		perValue(b, fmt.Sprint("max", taps), panels*rows*16, func() { MaxTaps(dst, src, w, 0, rows, have, rows, panels) })
	}
}
