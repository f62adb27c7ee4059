package nn

import (
	"math"
	"slices"
	"testing"
)

func TestEmbedderGivesTheBitsOfEmbed(t *testing.T) {
	// Maps large enough to be shared by rows, tiles and panels, and operations by panels.
	shared := []struct {
		text string
		in   Shape
	}{
		{"conv 32; norm; relu; maxpool; conv 64; norm; relu; conv 96; norm; relu; gmp; dense 128", Shape{28, 28, 1}},
		{"conv 20 5x5 /2; norm; relu; residual(conv 20; norm; relu; conv 20; norm); relu; conv 64 1x1; relu6; depthwise; relu; maxpool; dense 70", Shape{67, 73, 3}},
		{"conv 16; norm; dropout 0.5; relu; avgpool; conv 130; relu; gap; dense 3", Shape{131, 66, 1}},
		{"maxpool; norm; conv 40; gap", Shape{210, 210, 3}},
	}
	for _, a := range append(shared, archs...) {
		n := arch(t, a.text, a.in)
		src, _ := archPictures(11, a.in)
		want := make([]float32, 11*n.Dim())
		n.Embed(want, src, nil, 2)
		for _, crew := range []int{1, 2, 3, 16} {
			e := NewEmbedder(n, crew)
			got := make([]float32, n.Dim())
			// Nothing of one picture may be left for the next, not of one without numbers either.
			e.Embed(got, Source{Size: src.Size, F32: slices.Repeat([]float32{float32(math.NaN())}, src.Size)}, 0)
			for _, row := range []int{10, 0, 3, 10} {
				e.Embed(got, src, row)
				if !slices.Equal(got, want[row*n.Dim():(row+1)*n.Dim()]) {
					t.Errorf("%s: %d workers: picture %d has another embedding", a.text, crew, row)
				}
			}
			if allocs := testing.AllocsPerRun(3, func() { e.Embed(got, src, 1) }); allocs > 0 {
				t.Errorf("%s: %d workers: %v allocations", a.text, crew, allocs)
			}
		}
	}
}

// Tiles of maps of odd sides overhang in several jobs. .ci/run looks for races of the Go loops here.
func TestEmbedderOfOddMaps(t *testing.T) {
	in := Shape{9, 7, 1}
	n := arch(t, "conv 32; relu; conv 32; relu; gap; dense 3", in)
	src, _ := archPictures(2, in)
	want, got := make([]float32, 2*n.Dim()), make([]float32, n.Dim())
	n.Embed(want, src, nil, 1)
	e := NewEmbedder(n, 4)
	for i := range 50 {
		if e.Embed(got, src, i%2); !slices.Equal(got, want[i%2*n.Dim():][:n.Dim()]) {
			t.Fatalf("picture %d has another embedding", i%2)
		}
	}
}

func TestEmbedderKeepsItsWeights(t *testing.T) {
	n := arch(t, archs[3].text, archs[3].in)
	src, _ := archPictures(1, archs[3].in)
	e := NewEmbedder(n, 1)
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
