//go:build amd64 && !purego

package kernel

import "testing"

// Windows of 3x3 and 5x5 at strides of 1 and 2 take inputs once that outputs share;
// none else may.
func TestDepthwiseTapsInRows(t *testing.T) {
	for _, s := range []struct {
		depthwiseCase
		side, stride int
	}{
		{depthwiseCase{3, 1, 1, 2, 5}, 3, 1}, {depthwiseCase{5, 1, 1, 2, 5}, 5, 1}, {depthwiseCase{3, 2, 1, 2, 5}, 3, 2}, {depthwiseCase{5, 2, 1, 2, 5}, 5, 2},
		{depthwiseCase{3, 3, 1, 2, 5}, 1, 0}, {depthwiseCase{3, 1, 2, 2, 5}, 1, 0}, {depthwiseCase{7, 1, 1, 2, 5}, 1, 0}, {depthwiseCase{1, 1, 1, 2, 5}, 1, 0},
	} {
		_, _, taps, _, step, _ := s.operands()
		if side, stride := tapRows(taps, step); side != s.side || stride != s.stride {
			t.Errorf("%+v: rows of %d at a stride of %d, not %d and %d", s.depthwiseCase, side, stride, s.side, s.stride)
		}
	}
}
