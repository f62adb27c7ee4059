//go:build amd64 && !purego

package kernel

import "testing"

// Windows of 3x3 and 5x5 at stride 1 take each input once; none else may.
func TestDepthwiseTapsInRows(t *testing.T) {
	for _, s := range []struct {
		depthwiseCase
		three, five bool
	}{
		{depthwiseCase{3, 1, 1, 2, 5}, true, false}, {depthwiseCase{5, 1, 1, 2, 5}, false, true},
		{depthwiseCase{3, 2, 1, 2, 5}, false, false}, {depthwiseCase{3, 1, 2, 2, 5}, false, false}, {depthwiseCase{7, 1, 1, 2, 5}, false, false},
	} {
		_, _, taps, _, step, _ := s.operands()
		if three, five := inRowsOf(3, taps, step), inRowsOf(5, taps, step); three != s.three || five != s.five {
			t.Errorf("%+v: rows of three %v, of five %v", s.depthwiseCase, three, five)
		}
	}
}
