package nn

import (
	"math"
	"slices"
	"testing"
)

// TestGlorotUniform looks at the limit, the mean and the variance limit²/3 of
// the initial weights.
func TestGlorotUniform(t *testing.T) {
	widths := []int{300, 200, 100}
	n := New(widths, 1)
	for l := range n.Layers() {
		w := n.Weight(l)
		limit := math.Sqrt(6 / float64(widths[l]+widths[l+1]))
		var sum, squares, largest float64
		for _, v := range w {
			sum += float64(v)
			squares += float64(v) * float64(v)
			largest = max(largest, math.Abs(float64(v)))
		}
		count := float64(len(w))
		deviation := limit / math.Sqrt(3*count) // of the mean
		if largest > limit || largest < 0.999*limit || math.Abs(sum/count) > 4*deviation {
			t.Errorf("layer %d: largest %v of %v, mean %v", l, largest, limit, sum/count)
		}
		if v := squares / count / (limit * limit / 3); math.Abs(v-1) > 0.03 {
			t.Errorf("layer %d: variance %.3f of limit²/3", l, v)
		}
		if slices.Max(n.Bias(l)) != 0 || slices.Min(n.Bias(l)) != 0 {
			t.Errorf("layer %d: the bias is not zero", l)
		}
	}
	if !slices.Equal(n.params, New(widths, 1).params) {
		t.Error("the same seed gives other weights")
	}
	if slices.Equal(n.params, New(widths, 2).params) {
		t.Error("another seed gives the same weights")
	}
}

func TestCloneAndCopyShareNothing(t *testing.T) {
	n := New([]int{20, 10}, 1)
	c, o := n.Clone(), New([]int{20, 10}, 2)
	o.CopyFrom(n)
	n.SetLayer(0, make([]float32, 200), make([]float32, 10))
	if !slices.Equal(c.params, o.params) || slices.Equal(c.params, n.params) {
		t.Fatal("a copy follows the original")
	}
}
