package nn

import (
	"slices"
	"testing"
)

// thirds is a front of pictures of 2 x 3 in colour: the sums of each channel, and of all.
type thirds struct{}

func (thirds) Pictures() Shape { return Shape{2, 3, 3} }
func (thirds) Dim() int        { return 4 }

func (thirds) See(dst []float32, pix []uint8) {
	clear(dst)
	for i, v := range pix {
		dst[i%3] += float32(v)
		dst[3] += float32(v)
	}
}

// behindThirds is a network with vectors of pictures, by hand.
func behindThirds(t *testing.T, text string) (n *Net, pictures, vectors Source) {
	t.Helper()
	n = arch(t, text, Shape{1, 1, 4})
	n.SetFront(thirds{})
	pictures.Size, vectors.Size = 18, 4
	for i := range 37 * pictures.Size {
		pictures.U8 = append(pictures.U8, uint8(i*i*7+i))
	}
	vectors.F32 = make([]float32, 37*4)
	for i := range 37 {
		thirds{}.See(vectors.F32[4*i:4*i+4], pictures.U8[18*i:18*i+18])
	}
	return n, pictures, vectors
}

// TestFront: pictures give the bits of their vectors, in Embed for any rows and workers
// and in Embedder, and a grey picture comes to the front as it is.
func TestFront(t *testing.T) {
	for _, text := range []string{"dense 5", "norm; dense 7; relu; dense 3"} {
		n, pictures, vectors := behindThirds(t, text)
		want := make([]float32, 37*n.Dim())
		n.Embed(want, vectors, nil, 1)
		got := make([]float32, 37*n.Dim())
		for workers := range 4 {
			clear(got)
			n.Embed(got, pictures, nil, workers)
			if !slices.Equal(got, want) {
				t.Errorf("%s: pictures have other embeddings than their vectors with %d workers", text, workers)
			}
		}
		rows := []int32{36, 0, 5, 5}
		few := make([]float32, len(rows)*n.Dim())
		n.Embed(few, pictures, rows, 2)
		e, one := NewEmbedder(n.Clone(), 2), make([]float32, n.Dim())
		for i, r := range rows {
			w := want[int(r)*n.Dim():][:n.Dim()]
			if e.Embed(one, pictures, int(r)); !slices.Equal(one, w) || !slices.Equal(few[i*n.Dim():][:n.Dim()], w) {
				t.Errorf("%s: picture %d has another embedding", text, r)
			}
		}
		if e.Embed(one, vectors, 4); !slices.Equal(one, want[4*n.Dim():][:n.Dim()]) {
			t.Errorf("%s: an embedder takes no vectors", text)
		}
		if allocs := testing.AllocsPerRun(3, func() { e.Embed(one, pictures, 1) }); allocs > 0 {
			t.Errorf("%s: %v allocations", text, allocs)
		}
		grey := Source{Size: 6, U8: pictures.U8[:6]}
		thirds{}.See(vectors.F32[:4], grey.U8)
		n.Embed(want[:n.Dim()], vectors, []int32{0}, 1)
		if e.Embed(one, grey, 0); !slices.Equal(one, want[:n.Dim()]) {
			t.Errorf("%s: a grey picture has another embedding", text)
		}
	}
}

func TestFrontPanics(t *testing.T) {
	n, pictures, _ := behindThirds(t, "dense 5")
	dst := make([]float32, 5)
	for name, f := range map[string]func(){
		"other dim":         func() { arch(t, "dense 5", Shape{1, 1, 3}).SetFront(thirds{}) },
		"pictures":          func() { arch(t, "dense 5", Shape{2, 2, 1}).SetFront(thirds{}) },
		"other pictures":    func() { n.Embed(dst, Source{Size: 12, U8: make([]uint8, 12)}, nil, 1) },
		"part of a picture": func() { n.Embed(dst, Source{Size: 18, U8: make([]uint8, 20)}, nil, 1) },
		"no such row":       func() { n.Embed(dst, pictures, []int32{37}, 1) },
		"dst":               func() { See(dst, thirds{}, pictures, []int32{1}, 1) },
		"floats":            func() { n.Embed(dst, Source{Size: 18, F32: make([]float32, 18)}, nil, 1) },
	} {
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
