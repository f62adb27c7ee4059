package head

import (
	"cmp"
	"slices"

	"mekiki/internal/inspect/gallery"
)

// pair draws good places and finds for each the nearest one of another picture among some, by
// Mahalanobis distance. Pictures are cut into two halves, and the places of one are sought
// among those of the other: so no picture is its own neighbour, and two galleries serve all.
func (t *training) pair() {
	order := t.rng.Perm(len(t.Picture))
	for half := range 2 {
		var here, there []int32
		for _, i := range order {
			if t.Picture[i]%2 == half {
				here = append(here, int32(i))
			} else {
				there = append(there, int32(i))
			}
		}
		here, there = here[:min(anchors/2, len(here))], there[:min(positives/2, len(there))]
		g := gallery.New(t.rowsOf(there), len(there), t.Dim, t.White)
		for _, at := range g.Rows(t.rowsOf(here), len(here), t.workers).At[gallery.Mahalanobis] {
			t.near = append(t.near, there[at])
		}
		t.anchor, t.among = append(t.anchor, here...), append(t.among, there...)
	}
}

// rowsOf are vectors of the source, one behind the other.
func (t *training) rowsOf(list []int32) []float32 {
	x := make([]float32, 0, len(list)*t.Dim)
	for _, i := range list {
		x = append(x, t.source.F32[int(i)*t.Dim:][:t.Dim]...)
	}
	return x
}

// choose says which places of the bad pictures are taken for bad; own by the distance in the
// head's space.
func (t *training) choose(own bool) {
	var g *gallery.Gallery
	if own {
		good := make([]float32, len(t.among)*Numbers)
		t.head.net.Embed(good, t.source, t.among, t.workers)
		g = Space(good)
	}
	t.suspect = t.suspect[:0]
	for k, b := range t.Bad {
		list := make([]int32, len(b.X)/t.Dim)
		for i := range list {
			list[i] = t.first[k] + int32(i)
		}
		if b.Far != nil {
			far := b.Far
			if own {
				e := make([]float32, len(list)*Numbers)
				t.head.net.Embed(e, t.source, list, t.workers)
				far = g.Rows(e, len(list), t.workers).Distance[gallery.Euclidean]
			}
			slices.SortStableFunc(list, func(a, b int32) int { return cmp.Compare(far[b-t.first[k]], far[a-t.first[k]]) })
			list = list[:min(Suspects, len(list))]
		}
		t.suspect = append(t.suspect, list)
	}
}

// Space is a gallery of vectors that a head made, row-major (n, Numbers). It panics without one.
func Space(x []float32) *gallery.Gallery {
	n := len(x) / Numbers
	return gallery.New(x, n, Numbers, gallery.NewWhitening(x, n, Numbers))
}
