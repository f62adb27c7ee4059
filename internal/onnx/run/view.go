package run

import (
	"slices"

	"mekiki/internal/kernel"
	"mekiki/internal/onnx/graph"
)

// matrix is numbers in panels of 16 columns. Behind the rows of a panel stands a spare
// one, for results that nobody wants, and at its end a row that no step writes but as zeros: it stands
// for what is beyond a border.
type matrix struct {
	rows, cols int
	capacity   int       // rows of a panel
	fixed      []float32 // of a constant; nil: in the memory of a runner
	life
}

func newMatrix(rows, cols int) *matrix {
	return &matrix{rows: rows, cols: cols, capacity: kernel.PadRows(rows+1) + 1}
}

// zeroRow is the row of zeros.
func (m *matrix) zeroRow() int { return m.capacity - 1 }

// spareRow is the row behind the last.
func (m *matrix) spareRow() int { return m.rows }

// panel is how many values one panel has.
func (m *matrix) panel() int { return m.capacity * kernel.Lane }

// size is how many values it takes.
func (m *matrix) size() int { return kernel.Pad(m.cols) / kernel.Lane * m.panel() }

// axis is one axis of a value: a step along it goes so many rows and columns further.
type axis struct{ size, row, col int }

// view is a value as it lies in a matrix, from a row and a column on.
type view struct {
	m        *matrix
	row, col int
	axes     []axis
}

// fresh is a value of a shape in a matrix of its own: one axis is the columns, the
// others, in their order, the rows.
func fresh(shape []int, channel int) view {
	v := view{axes: make([]axis, len(shape))}
	rows, cols := 1, 1
	for a := len(shape) - 1; a >= 0; a-- {
		if a == channel {
			v.axes[a] = axis{size: shape[a], col: 1}
			cols = shape[a]
			continue
		}
		v.axes[a] = axis{size: shape[a], row: rows}
		rows *= shape[a]
	}
	v.m = newMatrix(rows, cols)
	return v
}

// like is a value of v's shape in a matrix of its own, with rows and columns as v has
// them.
func like(v view) view {
	out := view{axes: slices.Clone(v.axes)}
	size := [2]int{1, 1}
	for _, cols := range []bool{false, true} {
		var order []int
		for a := range v.axes {
			if v.axes[a].size > 1 && (v.axes[a].row == 0) == cols {
				order = append(order, a)
			}
		}
		steps := func(a int) int { return max(v.axes[a].row, v.axes[a].col) }
		slices.SortStableFunc(order, func(a, b int) int { return steps(a) - steps(b) })
		for _, a := range order {
			n := &size[0]
			out.axes[a] = axis{size: v.axes[a].size, row: *n}
			if cols {
				n = &size[1]
				out.axes[a] = axis{size: v.axes[a].size, col: *n}
			}
			*n *= v.axes[a].size
		}
	}
	out.m = newMatrix(size[0], size[1])
	return out
}

// shape is the extents of the axes.
func (v view) shape() []int {
	s := make([]int, len(v.axes))
	for a, x := range v.axes {
		s[a] = x.size
	}
	return s
}

// sameAxes reports whether a step along each axis is the same; axes of one element
// have none.
func sameAxes(a, b []axis) bool {
	return slices.EqualFunc(a, b, func(p, q axis) bool {
		return p.size == q.size && (p.size == 1 || p == q)
	})
}

// covers reports whether v is whole panels of its matrix and all of its rows, so that
// number by number work can go through the memory.
func (v view) covers() bool {
	rows, cols := 1, 1
	for _, x := range v.axes {
		switch {
		case x.size == 1:
		case x.row > 0 && x.col == 0:
			rows *= x.size
		case x.col > 0 && x.row == 0:
			cols *= x.size
		default:
			return false
		}
	}
	return v.row == 0 && v.col%kernel.Lane == 0 && rows == v.m.rows &&
		(cols == v.m.cols-v.col || cols%kernel.Lane == 0) && v.compact()
}

// compact reports whether no element of v is used twice and none between is left out.
func (v view) compact() bool {
	for _, of := range []func(axis) int{func(x axis) int { return x.row }, func(x axis) int { return x.col }} {
		var steps []axis
		for _, x := range v.axes {
			if x.size > 1 && of(x) > 0 {
				steps = append(steps, x)
			}
		}
		slices.SortFunc(steps, func(p, q axis) int { return of(p) - of(q) })
		n := 1
		for _, x := range steps {
			if of(x) != n {
				return false
			}
			n *= x.size
		}
	}
	return true
}

// columns is how many columns v has; it is sensible for a view that covers.
func (v view) columns() int {
	n := 1
	for _, x := range v.axes {
		if x.col > 0 {
			n *= x.size
		}
	}
	return n
}

// channel reports whether an axis is v's columns, from the beginning of a panel on,
// and all others are rows.
func (v view) channel(a int) bool {
	for i, x := range v.axes {
		if x.size > 1 && (i == a && (x.row != 0 || x.col != 1) || i != a && (x.col != 0 || x.row == 0)) {
			return false
		}
	}
	return v.col%kernel.Lane == 0
}

// places are the rows of v in the order of its axes but one, the last going fastest.
func (v view) places(but int) []int {
	list := []int{v.row}
	for a, x := range v.axes {
		if a == but {
			continue
		}
		next := make([]int, 0, len(list)*x.size)
		for _, r := range list {
			for i := range x.size {
				next = append(next, r+i*x.row)
			}
		}
		list = next
	}
	return list
}

// transposed is v with its axes in another order.
func (v view) transposed(perm []int) view {
	axes := make([]axis, len(perm))
	for i, p := range perm {
		axes[i] = v.axes[p]
	}
	v.axes = axes
	return v
}

// sliced is the part of v that a Slice takes.
func (v view) sliced(s graph.Slice) (view, bool) {
	axes := make([]axis, len(v.axes))
	for a, x := range v.axes {
		v.row += s.Start[a] * x.row
		v.col += s.Start[a] * x.col
		axes[a] = axis{size: s.Count[a], row: x.row * s.Step[a], col: x.col * s.Step[a]}
		if s.Step[a] < 0 && s.Count[a] > 1 {
			return v, false
		}
	}
	v.axes = axes
	return v, true
}

// part is v from start on along one axis.
func (v view) part(a, start, size int) view {
	v.axes = slices.Clone(v.axes)
	v.row += start * v.axes[a].row
	v.col += start * v.axes[a].col
	v.axes[a].size = size
	return v
}

// reshaped is v with other extents, if that needs no moving: axes are joined where a
// step of the outer one is a whole pass of the inner, and cut anywhere.
func (v view) reshaped(shape []int) (view, bool) {
	var old []axis
	for _, x := range v.axes {
		if x.size != 1 {
			old = append(old, x)
		}
	}
	axes := make([]axis, len(shape))
	at := 0
	for i := 0; i < len(shape); {
		if shape[i] == 1 {
			axes[i] = axis{size: 1}
			i++
			continue
		}
		// The shortest runs of old and new axes with as many elements.
		j, k, from, to := at, i, 1, 1
		for {
			if from < to || from == 1 {
				if j == len(old) {
					return v, false
				}
				from *= old[j].size
				j++
			} else if to < from || to == 1 {
				to *= shape[k]
				k++
			}
			if from == to && from != 1 {
				break
			}
		}
		for x := at; x+1 < j; x++ {
			if old[x].row != old[x+1].row*old[x+1].size || old[x].col != old[x+1].col*old[x+1].size {
				return v, false
			}
		}
		row, col := old[j-1].row, old[j-1].col
		for x := k - 1; x >= i; x-- {
			axes[x] = axis{size: shape[x], row: row, col: col}
			row, col = row*shape[x], col*shape[x]
		}
		at, i = j, k
	}
	v.axes = axes
	return v, at == len(old)
}
