package search

import (
	"cmp"
	"slices"
)

// listing are rows with their indices, copies one by one, ascending by index.
type listing struct {
	dim int
	emb []float32
	id  []int32
}

// list gives all rows of strips.
func list(dim int, strips ...*strip) listing {
	type at struct {
		id  int32
		row []float32
	}
	var rows []at
	for _, t := range strips {
		for j := range t.rows() {
			for _, id := range t.of(j) {
				rows = append(rows, at{id, t.row(j)})
			}
		}
	}
	slices.SortFunc(rows, func(a, b at) int { return cmp.Compare(a.id, b.id) })
	l := listing{dim: dim, emb: make([]float32, 0, len(rows)*dim), id: make([]int32, 0, len(rows))}
	for _, r := range rows {
		l.emb, l.id = append(l.emb, r.row...), append(l.id, r.id)
	}
	return l
}

// add appends rows with higher indices.
func (l *listing) add(more listing) {
	l.emb, l.id = append(l.emb, more.emb...), append(l.id, more.id...)
}

// without are the rows that are not gone.
func (l *listing) without(gone map[int32]bool) listing {
	kept := listing{dim: l.dim}
	for i, id := range l.id {
		if !gone[id] {
			kept.emb, kept.id = append(kept.emb, l.emb[i*l.dim:(i+1)*l.dim]...), append(kept.id, id)
		}
	}
	return kept
}

func (l *listing) matrix() matrix { return matrix{emb: l.emb, dim: l.dim} }

// pack makes strips for a view.
func (l *listing) pack(v *view, workers int) []*strip {
	rows := fold(l.matrix(), l.id, v.kind.layout, workers)
	return pack(v.space, v.kind, &rows, workers)
}
