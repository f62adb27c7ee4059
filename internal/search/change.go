package search

import (
	"math"
	"slices"

	"mekiki/internal/lang"
)

// Add appends rows, row-major (n, dim), which are copied. The first gets the index that is
// returned, one more than the last ever given, the others follow. It takes the time of some
// strips of 2048 rows, and now and then, when the index has doubled or a row is longer than all
// before, that of NewIndex.
//
// It is an error if a row is not finite, a *NotFinite that counts from the first of rows, or if
// there would be more than 2³¹-1 rows; then nothing is added. It panics as NewIndex does, and if
// x is of NewRanking.
func (x *Index) Add(rows []float32) (first int, err error) {
	x.change.Lock()
	defer x.change.Unlock()
	x.changeable()
	v := x.view.Load()
	if err := x.check(rows, "row"); err != nil {
		return v.next, err
	}
	n := len(rows) / x.dim
	if v.next > math.MaxInt32-n {
		return v.next, lang.Errorf("search: %d rows after %d are too many; make a new index", n, v.next)
	}
	if n == 0 {
		return v.next, nil
	}
	more := listing{dim: x.dim, emb: rows}
	for i := range n {
		more.id = append(more.id, int32(v.next+i))
	}
	next := *v
	next.next, next.rows, next.since, next.whole = v.next+n, v.rows+n, v.since+n, nil
	switch last := len(v.strips) - 1; {
	case 2*next.since > next.rows || v.space.outgrown(rows):
		all := list(x.dim, v.strips...)
		all.add(more)
		next = *newView(v.measure, v.kind, all.matrix(), all.id, next.next, x.workers)
		next.whole = nil
	case v.strips[last].rows() < stripRows:
		tail := list(x.dim, v.strips[last])
		tail.add(more)
		next.strips = append(slices.Clone(v.strips[:last]), tail.pack(v, x.workers)...)
	default:
		tail := list(x.dim)
		tail.add(more)
		next.strips = append(slices.Clone(v.strips), tail.pack(v, x.workers)...)
	}
	x.view.Store(&next)
	return v.next, nil
}

// Remove takes rows out. The others keep their index, and no row gets one of these again. It
// looks through all indices, and takes the time of the strips of 2048 rows that rows stood in.
// It is an error if there is no such row, or one is named twice; then nothing is removed. It
// panics if x is of NewRanking.
func (x *Index) Remove(indices ...int) error {
	x.change.Lock()
	defer x.change.Unlock()
	x.changeable()
	v := x.view.Load()
	gone := make(map[int32]bool, len(indices))
	for _, i := range indices {
		if i < 0 || i >= v.next || gone[int32(i)] {
			return lang.Errorf("search: row %d cannot be removed: it is named twice or was never there", i)
		}
		gone[int32(i)] = true
	}
	next := *v
	next.strips, next.rows, next.whole = nil, v.rows-len(indices), nil
	found := 0
	for _, t := range v.strips {
		all := list(x.dim, t)
		kept := all.without(gone)
		found += len(all.id) - len(kept.id)
		last := len(next.strips) - 1
		switch {
		case len(kept.id) == 0:
		case last >= 0 && next.strips[last].rows()+len(kept.id) <= stripRows:
			both := list(x.dim, next.strips[last])
			both.add(kept)
			next.strips = append(next.strips[:last], both.pack(v, x.workers)...)
		case len(kept.id) < len(all.id):
			next.strips = append(next.strips, kept.pack(v, x.workers)...)
		default:
			next.strips = append(next.strips, t)
		}
	}
	if found < len(indices) {
		return lang.Errorf("search: %d of the rows to be removed were removed before", len(indices)-found)
	}
	x.view.Store(&next)
	return nil
}

func (x *Index) changeable() {
	if x.ranked {
		panic("search: a change of an index with ranks")
	}
}

// outgrown says whether a row is longer than all that the space was made of.
func (s *space) outgrown(rows []float32) bool {
	if s == nil || s.unit {
		return false
	}
	for from := 0; from < len(rows); from += s.dim {
		length := 0.0
		for _, v := range rows[from : from+s.dim] {
			length += float64(v) * float64(v)
		}
		if length > s.longest*s.longest {
			return true
		}
	}
	return false
}
