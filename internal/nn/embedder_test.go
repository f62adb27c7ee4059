package nn

import (
	"slices"
	"testing"
)

func TestEmbedderGivesTheBitsOfEmbed(t *testing.T) {
	for _, a := range archs {
		n := arch(t, a.text, a.in)
		src, _ := archPictures(11, a.in)
		want := make([]float32, 11*n.Dim())
		n.Embed(want, src, nil, 2)
		e := NewEmbedder(n)
		got := make([]float32, n.Dim())
		// Not in order: nothing of one picture may be left for the next.
		for _, row := range []int{10, 0, 3, 10} {
			e.Embed(got, src, row)
			if !slices.Equal(got, want[row*n.Dim():(row+1)*n.Dim()]) {
				t.Errorf("%s: picture %d has another embedding", a.text, row)
			}
		}
		if allocs := testing.AllocsPerRun(3, func() { e.Embed(got, src, 1) }); allocs > 0 {
			t.Errorf("%s: %v allocations", a.text, allocs)
		}
	}
}

func TestEmbedderKeepsItsWeights(t *testing.T) {
	n := arch(t, archs[3].text, archs[3].in)
	src, _ := archPictures(1, archs[3].in)
	e := NewEmbedder(n)
	before, after := make([]float32, n.Dim()), make([]float32, n.Dim())
	e.Embed(before, src, 0)
	clear(n.params)
	e.Embed(after, src, 0)
	if !slices.Equal(before, after) || slices.Max(after) == 0 {
		t.Error("a change of the network reached the embedder")
	}
	defer func() {
		if recover() == nil {
			t.Error("no panic on a picture that is not there")
		}
	}()
	e.Embed(before, src, 1)
}
