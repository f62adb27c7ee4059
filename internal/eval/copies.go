package eval

import "slices"

// ballot are so many pictures of a class.
type ballot struct {
	class, pictures int32
}

// stock is a gallery without its copies. Row j of its matrix stands for all pictures
// with exactly this embedding, so a search is no slower for a thousand copies of a
// blank picture, and none of them comes before another.
type stock struct {
	matrix
	pictures int      // with all copies
	ballots  []ballot // of all rows
	first    []int32  // of row j, ballots[first[j]:first[j+1]]
	all      []ballot // of all rows, each class once
}

// newStock needs the number of pictures of each class. Arranged, it has a copy of the
// rows, in an order that hangs on their contents alone; else they stay as they lie.
func newStock(s Set, size []int, dim int, arranged bool, workers int) *stock {
	n := len(s.Labels)
	order, equal := arrange(s, dim, workers, scatter(dim))
	groups := len(equal) - 1
	g := &stock{
		matrix:   matrix{emb: s.Emb, dim: dim, at: make([]int32, 0, groups)},
		pictures: n, ballots: make([]ballot, 0, n), first: make([]int32, 0, groups+1),
	}
	add := func(copies []int32) {
		g.at, g.first = append(g.at, slices.Min(copies)), append(g.first, int32(len(g.ballots)))
		for k, i := range copies {
			if c := s.Labels[i]; k == 0 || c != s.Labels[copies[k-1]] {
				g.ballots = append(g.ballots, ballot{c, 1})
			} else {
				g.ballots[len(g.ballots)-1].pictures++
			}
		}
	}
	switch {
	case arranged:
		for k := range groups {
			add(order[equal[k]:equal[k+1]])
		}
		g.emb = make([]float32, 0, groups*dim)
		for _, i := range g.at {
			g.emb = append(g.emb, s.Emb[int(i)*dim:(int(i)+1)*dim]...)
		}
		g.at = nil
	case groups == n: // without copies rows are read straight from the set
		for i, c := range s.Labels {
			g.ballots, g.first = append(g.ballots, ballot{c, 1}), append(g.first, int32(i))
		}
		g.at = nil
	default:
		group := make([]int32, n) // of the first of copies, counted from 1
		for k := range groups {
			group[slices.Min(order[equal[k]:equal[k+1]])] = int32(k + 1)
		}
		for _, k := range group {
			if k > 0 {
				add(order[equal[k-1]:equal[k]])
			}
		}
	}
	g.first = append(g.first, int32(len(g.ballots)))
	for c, n := range size {
		if n > 0 {
			g.all = append(g.all, ballot{int32(c), int32(n)})
		}
	}
	return g
}

// of are the pictures that row j stands for, by class.
func (g *stock) of(j int) []ballot { return g.ballots[g.first[j]:g.first[j+1]] }

// copies is how many pictures row j stands for.
func (g *stock) copies(j int) int {
	n := 0
	for _, b := range g.of(j) {
		n += int(b.pictures)
	}
	return n
}

// labels are the classes of all pictures, copies together, in the order of the rows.
func (g *stock) labels() []int32 {
	out := make([]int32, 0, g.pictures)
	for _, b := range g.ballots {
		for range b.pictures {
			out = append(out, b.class)
		}
	}
	return out
}

// spread gives each picture the key of its row, in the order of labels, in dst's memory.
func (g *stock) spread(dst, key []uint32) []uint32 {
	dst = dst[:0]
	for j, k := range key {
		for range g.copies(j) {
			dst = append(dst, k)
		}
	}
	return dst
}
