package head

import (
	"cmp"
	"slices"

	"mekiki/internal/inspect/gallery"
)

// pair draws good places and finds for each the nearest one of another picture among some.
// Pictures are cut into two halves, and the places of one are sought among those of the
// other: so no picture is its own neighbour, and two galleries serve all.
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
		t.anchor, t.near = append(t.anchor, here...), append(t.near, t.nearest(here, t.spaceOf(there), there)...)
		t.among = append(t.among, there...)
	}
	t.known = t.spaceOf(t.among)
}

// spaceOf is the gallery of some rows.
func (t *training) spaceOf(rows []int32) *gallery.Gallery {
	return gallery.New(t.rowsOf(rows), len(rows), t.Dim, nil, nil)
}

// nearest are the rows among some, of which g is the gallery, that are nearest to others.
func (t *training) nearest(rows []int32, g *gallery.Gallery, among []int32) []int32 {
	at := g.Rows(t.rowsOf(rows), len(rows), t.workers, gallery.Euclidean).At[gallery.Euclidean]
	near := make([]int32, len(rows))
	for i, k := range at {
		near[i] = among[k]
	}
	return near
}

// rowsOf are vectors of the source, one behind the other.
func (t *training) rowsOf(list []int32) []float32 {
	x := make([]float32, 0, len(list)*t.Dim)
	for _, i := range list {
		x = append(x, t.source.F32[int(i)*t.Dim:][:t.Dim]...)
	}
	return x
}

// choose says which places of the bad pictures are taken for bad and for good; own by the
// distance in the head's space.
func (t *training) choose(own bool) {
	var g *gallery.Gallery
	if own {
		g = Space(t.embed(t.among))
	}
	for k := range t.bad {
		b, far := &t.bad[k], t.Bad[k].Far
		list := make([]int32, len(far))
		for i := range list {
			list[i] = b.first + int32(i)
		}
		if own {
			far = g.Rows(t.embed(list), len(list), t.workers, gallery.Euclidean).Distance[gallery.Euclidean]
			for i, share := range t.Share {
				far[i] *= share
			}
		}
		slices.SortStableFunc(list, func(x, y int32) int { return cmp.Compare(far[y-b.first], far[x-b.first]) })
		bad, rest := list[:min(Suspects, len(list))], list
		if marked := t.Bad[k].Marked; len(marked) > 0 {
			// Outlines and boxes hold good places too, so not all that is marked is bad.
			bad, rest = parted(list, b.first, marked)
			bad = bad[:min(max(Suspects, len(bad)/2), len(bad))]
		}
		b.suspect, b.calm = bad, nil
		for i := len(rest) / 2; i < len(rest); i += calmStep {
			b.calm = append(b.calm, rest[i])
		}
		if len(b.calm) == 0 { // all of it is marked
			b.calm = list[len(list)-1:]
		}
		b.near = t.nearest(b.calm, t.known, t.among)
	}
}

// parted are the rows of marked places and the others, both in their order.
func parted(list []int32, first int32, marked []int) (inside, outside []int32) {
	is := make(map[int32]bool, len(marked))
	for _, at := range marked {
		is[first+int32(at)] = true
	}
	for _, row := range list {
		if is[row] {
			inside = append(inside, row)
		} else {
			outside = append(outside, row)
		}
	}
	return inside, outside
}

func (t *training) embed(rows []int32) []float32 {
	e := make([]float32, len(rows)*Numbers)
	t.head.net.Embed(e, t.source, rows, t.workers)
	return e
}

// Space is a gallery of vectors that a head made, row-major (n, Numbers). It has length and angle
// alone: what a network has made of vectors is not whitened once more. It panics without one.
func Space(x []float32) *gallery.Gallery { return gallery.New(x, len(x)/Numbers, Numbers, nil, nil) }
