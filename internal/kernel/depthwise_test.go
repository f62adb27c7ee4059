package kernel

import (
	"fmt"
	"math"
	"testing"

	"mekiki/internal/testutil"
)

// depthwiseCase is a window of side x side over a map, at some stride and dilation.
type depthwiseCase struct{ side, stride, dilation, rows, cols int }

// operands are a map with its border, weights, taps and the strides of Depthwise; rows
// of the result are apart.
func (s depthwiseCase) operands() (src, w []float32, taps []int32, srcRow, step, dstRow int) {
	span := (s.side-1)*s.dilation + 1
	width := ((s.cols-1)*s.stride + span + 2) * Lane
	for y := range s.side {
		for x := range s.side {
			taps = append(taps, int32(y*s.dilation*width+x*s.dilation*Lane))
		}
	}
	height := (s.rows-1)*s.stride + span
	return random(1, height*width), random(2, len(taps)*Lane), taps, s.stride * width, s.stride * Lane, (s.cols + 1) * Lane
}

var depthwiseCases = []depthwiseCase{
	{1, 1, 1, 1, 1}, {3, 1, 1, 1, 5}, {3, 1, 1, 3, 12}, {3, 2, 1, 2, 13}, {5, 1, 1, 2, 16}, {5, 2, 1, 1, 33}, {3, 1, 2, 2, 24}, {7, 3, 1, 1, 3}, {2, 1, 3, 4, 50},
	{3, 1, 1, 2, 31}, {5, 1, 1, 3, 29}, {5, 1, 2, 1, 9}, {3, 2, 1, 2, 31}, {5, 2, 1, 3, 29},
}

func TestDepthwise(t *testing.T) {
	levels(t, func(t *testing.T) {
		for _, s := range depthwiseCases {
			src, w, taps, srcRow, step, dstRow := s.operands()
			size := (s.rows-1)*dstRow + s.cols*Lane
			for name, finish := range finishes(random(3, Lane), size) {
				dst, before := testutil.Guarded(t, size), random(4, size)
				copy(dst, before)
				f := finish(dst)
				Depthwise(dst, src, w, taps, s.rows, s.cols, srcRow, step, dstRow, f)
				if f != nil && f.Add != nil && &f.Add[0] == &dst[0] {
					f.Add = before
				}
				for at, got := range dst {
					y, x, j := at/dstRow, at%dstRow/Lane, at%Lane
					if x >= s.cols {
						if got != before[at] {
							t.Fatalf("%+v: value %d was written", s, at)
						}
						continue
					}
					var sum, scale float64
					for tap, off := range taps {
						p := float64(src[y*srcRow+x*step+int(off)+j]) * float64(w[tap*Lane+j])
						sum, scale = sum+p, scale+math.Abs(p)
					}
					near(t, fmt.Sprintf("%+v, %s at (%d,%d,%d)", s, name, y, x, j), float64(got), f.want(sum, j, at), scale+10)
				}
			}
		}
	})
}

// TestDepthwiseLevels: all levels of assembly give the same bits.
func TestDepthwiseLevels(t *testing.T) {
	want := map[depthwiseCase][]float32{}
	levels(t, func(t *testing.T) {
		for _, s := range depthwiseCases {
			src, w, taps, srcRow, step, dstRow := s.operands()
			dst := make([]float32, s.rows*dstRow)
			Depthwise(dst, src, w, taps, s.rows, s.cols, srcRow, step, dstRow, &Finish{Bias: random(3, Lane), Clamp: true, High: 6})
			switch {
			case level == AVX2:
				want[s] = dst
			case level > AVX2:
				same(t, dst, want[s])
			}
		}
	})
}

func TestDepthwisePanics(t *testing.T) {
	src, w, dst := random(1, 10*Lane), random(2, 2*Lane), make([]float32, 8*Lane)
	mustPanic(t, map[string]func(){
		"result too short":  func() { Depthwise(dst[1:], src, w, []int32{0, 16}, 1, 8, 0, Lane, 0, nil) },
		"weights too short": func() { Depthwise(dst, src, w[1:], []int32{0, 16}, 1, 8, 0, Lane, 0, nil) },
		"tap outside":       func() { Depthwise(dst, src, w, []int32{0, 48}, 1, 8, 0, Lane, 0, nil) },
		"tap before":        func() { Depthwise(dst, src, w, []int32{0, -1}, 1, 8, 0, Lane, 0, nil) },
		"bias too short":    func() { Depthwise(dst, src, w, []int32{0}, 1, 8, 0, Lane, 0, &Finish{Bias: w[:15]}) },
		"rows overlap":      func() { Depthwise(dst, src, w, []int32{0}, 2, 4, 0, Lane, 3*Lane, nil) },
	})
}
