package kernel

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"

	"mekiki/internal/testutil"
)

// table names rows of a map of so many at random; no row twice if distinct.
func table(seed uint64, entries, rows int, distinct bool) []int32 {
	r := rand.New(rand.NewPCG(seed, 4))
	order := r.Perm(rows)
	t := make([]int32, entries)
	for i := range t {
		t[i] = int32(r.IntN(rows))
		if distinct {
			t[i] = int32(order[i])
		}
	}
	return t
}

// TestWinogradIsTheGoLoops: additions and halves alone, in the same order.
func TestWinogradIsTheGoLoops(t *testing.T) {
	const rows, tiles, stride = 83, 7, 7*Lane + 16
	x, in, out := random(1, rows*Lane), table(1, tiles*16, rows, false), table(2, tiles*4, rows, true)
	points, bias := random(2, WinogradPoints*stride), random(3, Lane)
	levels(t, func(t *testing.T) {
		same := func(what string, size int, f, reference func(dst []float32)) {
			t.Helper()
			got, want := testutil.Guarded(t, size), random(9, size)
			copy(got, want)
			f(got)
			reference(want)
			for i := range want {
				if got[i] != want[i] {
					t.Fatalf("%s: value %d is %v, not %v", what, i, got[i], want[i])
				}
			}
		}
		const size = (WinogradPoints-1)*stride + tiles*Lane
		same("input", size, func(v []float32) { WinogradInput(v, x, in, tiles, stride) },
			func(v []float32) { winogradInputGo(v, x, in, tiles, stride) })
		same("output gradient", size, func(d []float32) { WinogradOutputGrad(d, x, out, tiles, stride) },
			func(d []float32) { winogradOutputGradGo(d, x, out, tiles, stride) })
		for name, finish := range finishes(bias, rows*Lane) {
			same("output, "+name, rows*Lane, func(y []float32) { WinogradOutput(y, points, out, tiles, stride, rows, finish(y)) },
				func(y []float32) { winogradOutputGo(y, points, out, tiles, stride, rows, finish(y)) })
		}
		for _, flip := range []bool{false, true} {
			same(fmt.Sprint("weights, flip ", flip), size, func(u []float32) { WinogradWeights(u, x, tiles, 8*Lane, stride, flip) },
				func(u []float32) { winogradWeightsGo(u, x, tiles, 8*Lane, stride, flip) })
		}
		same("gradient of weights", 8*stride+tiles*Lane, func(g []float32) { WinogradWeightsGrad(g, points, tiles, stride, stride) },
			func(g []float32) { winogradWeightsGradGo(g, points, tiles, stride, stride) })
	})
}

// TestWinogradLeavesTheSpareRow: the Go loop does not touch it, and no level gives other rows other values for it.
func TestWinogradLeavesTheSpareRow(t *testing.T) {
	const rows, spare = 7, 4
	out := []int32{0, spare, 1, spare, 2, 3, spare, spare}
	points := random(2, WinogradPoints*2*Lane)
	want, before := make([]float32, rows*Lane), random(5, rows*Lane)
	copy(want, before)
	winogradOutputGo(want, points, out, 2, 2*Lane, spare, nil)
	for row := range rows {
		named := slices.Contains(out, int32(row)) && row != spare
		if same := slices.Equal(want[row*Lane:][:Lane], before[row*Lane:][:Lane]); same == named {
			t.Errorf("row %d: written %v", row, !same)
		}
	}
	levels(t, func(t *testing.T) {
		got := slices.Clone(before)
		WinogradOutput(got, points, out, 2, 2*Lane, spare, nil)
		copy(got[spare*Lane:][:Lane], want[spare*Lane:])
		if !slices.Equal(got, want) {
			t.Error("another row differs")
		}
	})
}

// TestWinogradConvolves: one tile and one pair of channels, lane by lane, is the
// convolution of 3x3, and the gradients are its adjoints.
func TestWinogradConvolves(t *testing.T) {
	in := make([]int32, 16)
	for i := range in {
		in[i] = int32(i)
	}
	d, g, dy := random(1, 16*Lane), random(2, 9*Lane), random(3, 4*Lane)
	v, u, m := make([]float32, 16*Lane), make([]float32, 16*Lane), make([]float32, 16*Lane)
	times := func(a, b []float32) {
		for i := range m {
			m[i] = a[i] * b[i]
		}
	}
	WinogradInput(v, d, in, 1, Lane)
	WinogradWeights(u, g, 1, Lane, Lane, false)
	y, dg := make([]float32, 4*Lane), make([]float32, 9*Lane)
	times(u, v)
	WinogradOutput(y, m, in, 1, Lane, 16, nil)
	points := make([]float32, 16*Lane)
	WinogradOutputGrad(points, dy, in, 1, Lane)
	times(points, v)
	WinogradWeightsGrad(dg, m, 1, Lane, Lane)
	for l := range Lane {
		for o := range 4 {
			var s float64
			for k := range 9 {
				s += float64(d[((o/2+k/3)*4+o%2+k%3)*Lane+l]) * float64(g[k*Lane+l])
			}
			near(t, fmt.Sprintf("output %d", o), float64(y[o*Lane+l]), s, 9)
		}
		for k := range 9 {
			var s float64
			for o := range 4 {
				s += float64(d[((o/2+k/3)*4+o%2+k%3)*Lane+l]) * float64(dy[o*Lane+l])
			}
			near(t, fmt.Sprintf("gradient of tap %d", k), float64(dg[k*Lane+l]), s, 9)
		}
	}
}
