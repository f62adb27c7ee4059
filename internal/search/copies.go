package search

import (
	"cmp"
	"slices"

	"mekiki/internal/metric/distance"
)

// layout is the order in which an index holds its rows.
type layout int

const (
	asLying   layout = iota // the first of copies stands for them
	scattered               // an order that hangs on contents alone, see scatter
	byLength                // the shortest first
)

// folded are rows without their copies: each stands for all rows of the index with exactly
// its values, so that a search is no slower for a thousand copies of a blank picture.
type folded struct {
	matrix
	id    []int32 // of the index's rows
	first []int32 // row j stands for id[first[j]:first[j+1]], ascending; nil is one each
}

// fold needs the index of each row, ascending.
func fold(m matrix, id []int32, order layout, workers int) folded {
	n := m.rows()
	plain := folded{matrix: m, id: id} // without copies rows are read straight from where they lie
	if order == asLying && unique(m, workers) {
		return plain
	}
	sorted, equal := arrange(m, workers, scatter(m.dim), cmp.Compare[int32])
	groups := len(equal) - 1
	if order == asLying && groups == n {
		return plain
	}
	f := folded{matrix: matrix{dim: m.dim, at: make([]int32, 0, groups)}, id: make([]int32, 0, n), first: make([]int32, 0, groups+1)}
	for _, k := range ordered(m, sorted, equal, order) {
		copies := sorted[equal[k]:equal[k+1]]
		f.at, f.first = append(f.at, copies[0]), append(f.first, int32(len(f.id)))
		for _, i := range copies {
			f.id = append(f.id, id[i])
		}
	}
	f.first = append(f.first, int32(len(f.id)))
	if order == asLying && m.at == nil {
		f.emb = m.emb
		return f
	}
	f.emb = make([]float32, 0, groups*m.dim)
	for _, i := range f.at {
		f.emb = append(f.emb, m.row(int(i))...)
	}
	f.at = nil
	return f
}

// ordered are the groups of equal rows in the order of a layout.
func ordered(m matrix, sorted, equal []int32, order layout) []int32 {
	groups := make([]int32, len(equal)-1)
	for k := range groups {
		groups[k] = int32(k)
	}
	switch order {
	case asLying:
		slices.SortFunc(groups, func(a, b int32) int { return cmp.Compare(sorted[equal[a]], sorted[equal[b]]) })
	case byLength:
		length := make([]float64, len(groups))
		for k := range length {
			row := m.row(int(sorted[equal[k]]))
			length[k] = distance.MomentsOf(row, row).XX
		}
		slices.SortStableFunc(groups, func(a, b int32) int { return cmp.Compare(length[a], length[b]) })
	}
	return groups
}

// of are the index's rows that row j stands for.
func (f *folded) of(j int) []int32 {
	if f.first == nil {
		return f.id[j : j+1]
	}
	return f.id[f.first[j]:f.first[j+1]]
}

// copies is how many rows row j stands for.
func (f *folded) copies(j int) int { return len(f.of(j)) }

// cut are the rows from up to to.
func (f *folded) cut(from, to int) folded {
	c := folded{matrix: f.matrix.cut(from, to), id: f.id[from:to]}
	if f.first != nil {
		c.id, c.first = f.id, f.first[from:to+1]
	}
	return c
}
