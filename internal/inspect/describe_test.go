package inspect

import (
	"math"
	"slices"
	"testing"

	"mekiki/internal/drawn"
)

// TestDescribe holds descriptions against loops over the gallery, for any number of workers, and looks whether defects of
// one kind lie nearer to each other than to those of another.
func TestDescribe(t *testing.T) {
	n := many.of(t, 12)
	one, err := n.Describer(1)
	two, err2 := n.Describer(2)
	if err != nil || err2 != nil {
		t.Fatal(err, err2)
	}
	defer one.Close()
	defer two.Close()
	e, err := n.Explainer(1)
	if err != nil {
		t.Fatal(err)
	}
	defer e.Close()
	said := map[string][][]float32{}
	for i, kind := range []string{"stain", "stain", "missing_hole", "missing_hole"} {
		pix, _ := rgb(t, drawn.Part{Kind: drawn.Ring, Seed: uint64(900 + i), Width: side, Height: side}, kind)
		d := one.Describe(pix)
		if !slices.Equal(d, two.Describe(pix)) {
			t.Errorf("%s: two workers say something else", kind)
		}
		said[kind] = append(said[kind], d)

		x := e.Explain(pix, 1, 1)
		e.j.vectors.Rows(e.row)
		sum, far := make([]float64, n.Gallery.Dim), farPlaces(x.Map)
		for _, at := range far {
			best, least := 0, math.Inf(1)
			for g := range n.Gallery.N {
				if s := squareOf(e.vector(at), n.Gallery.X[g*n.Gallery.Dim:]); s < least {
					best, least = g, s
				}
			}
			for q := range sum {
				sum[q] += float64(e.vector(at)[q]-n.Gallery.X[best*n.Gallery.Dim+q]) / float64(len(far))
			}
		}
		length := 0.0
		for _, v := range sum {
			length += v * v
		}
		for q, v := range sum {
			if want := v / math.Pow(length, 0.25); math.Abs(float64(d[q])-want) > 1e-4 {
				t.Fatalf("%s: value %d is %v, want %v", kind, q, d[q], want)
			}
		}
	}
	for kind, other := range map[string]string{"stain": "missing_hole", "missing_hole": "stain"} {
		if within, between := squareOf(said[kind][0], said[kind][1]), squareOf(said[kind][0], said[other][0]); within >= between {
			t.Errorf("two with a %s are %v apart, one with a %s is %v away", kind, within, other, between)
		}
	}
}

// squareOf is |x-y|² over as many values as x has.
func squareOf(x, y []float32) (s float64) {
	for q := range x {
		s += float64(x[q]-y[q]) * float64(x[q]-y[q])
	}
	return s
}
