package inspect

import (
	"math"
	"slices"

	"mekiki/internal/inspect/gallery"
)

// Describer says in one vector how a picture differs from good, so that pictures can be laid out by what is wrong with
// them. One goroutine at a time may use it.
type Describer struct {
	n   *Inspector
	j   *Judge
	row []float32 // vectors of a picture, row-major
}

// Describer makes what a description needs; so many workers share the work of one picture, which changes no bit. Close
// ends them. Errors are in a user's words.
func (n *Inspector) Describer(workers int) (*Describer, error) {
	f, err := n.views(workers)
	if err != nil {
		return nil, err
	}
	wants := n.Mix.wants()
	if !slices.Contains(wants, gallery.Euclidean) {
		wants = append(slices.Clone(wants), gallery.Euclidean)
	}
	j := newJudge(n, f, workers, wants)
	return &Describer{n, j, make([]float32, j.high*j.wide*n.Gallery.Dim)}, nil
}

// Close ends the workers.
func (d *Describer) Close() { d.j.Close() }

// Describe is, of a picture's values, the mean over the TopShare places that are farthest from good of their vectors less the good
// ones that are nearest to them by Euclidean distance: Gallery.Dim values. Its direction is much the same for defects of one kind;
// its length is the root of that of the mean, so that faint defects lie with gross ones of their kind and yet apart from
// what is good. It panics if there are not as many values as Inspector.Input says.
func (d *Describer) Describe(pix []uint8) []float32 {
	r := d.j.Judge(pix)
	d.j.vectors.Rows(d.row)
	g, far := d.n.Gallery, farPlaces(r.Map)
	sum := make([]float64, g.Dim)
	for _, at := range far {
		own, good := d.row[at*g.Dim:][:g.Dim], g.X[int(d.j.found.At[gallery.Euclidean][at])*g.Dim:][:g.Dim]
		for q := range sum {
			sum[q] += float64(own[q] - good[q])
		}
	}
	square := 0.0
	for q := range sum {
		sum[q] /= float64(len(far))
		square += float64(sum[q] * sum[q])
	}
	out := make([]float32, g.Dim)
	if square == 0 {
		return out
	}
	for q, v := range sum {
		out[q] = float32(v / math.Sqrt(math.Sqrt(square)))
	}
	return out
}
