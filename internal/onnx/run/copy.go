package run

import (
	"mekiki/internal/kernel"
	"mekiki/internal/onnx/graph"
)

// each calls f with the place of every element of v in the memory of its matrix, in
// the order of v's axes.
func (v view) each(f func(at int)) {
	panel := v.m.panel()
	var walk func(axes []axis, row, col int)
	walk = func(axes []axis, row, col int) {
		if len(axes) == 0 {
			f(col/kernel.Lane*panel + row*kernel.Lane + col%kernel.Lane)
			return
		}
		for range axes[0].size {
			walk(axes[1:], row, col)
			row += axes[0].row
			col += axes[0].col
		}
	}
	walk(v.axes, v.row, v.col)
}

// scatter writes row-major values to where v has them.
func scatter(memory []float32, v view, values []float32) {
	i := 0
	v.each(func(at int) {
		memory[at] = values[i]
		i++
	})
}

// gather reads v as row-major values.
func gather(values, memory []float32, v view) {
	for a := range v.axes {
		if v.axes[a].col == 1 && v.channel(a) {
			v.gatherColumns(values, memory, a)
			return
		}
	}
	i := 0
	v.each(func(at int) {
		values[i] = memory[at]
		i++
	})
}

// gatherColumns is gather where axis a is the columns and the others are rows: places
// are taken 16 at a time, so that neither side jumps far.
func (v view) gatherColumns(values, memory []float32, a int) {
	channels, inner := v.axes[a].size, 1
	for _, x := range v.axes[a+1:] {
		inner *= x.size
	}
	rows := v.places(a)
	for first := 0; first < channels; first += kernel.Lane {
		lanes := min(kernel.Lane, channels-first)
		panel := memory[(v.col+first)/kernel.Lane*v.m.panel():]
		for from := 0; from < len(rows); {
			outer, in := from/inner, from%inner
			count := min(kernel.Lane, inner-in)
			to := values[(outer*channels+first)*inner+in:]
			for i, row := range rows[from : from+count] {
				for c, x := range panel[row*kernel.Lane:][:lanes] {
					to[c*inner+i] = x
				}
			}
			from += count
		}
	}
}

// copyStep copies a value to another place.
type copyStep struct {
	from, to    view
	panels      int   // whole rows of so many panels; 0: element by element
	read, write []int // rows, or places of elements
}

// copied adds the step that brings a value to where it is wanted.
func (c *compiler) copied(n *graph.Node, from, to view) {
	s := &copyStep{from: from, to: to}
	jobs := 1
	for a, x := range to.axes {
		if x.col != 1 || !to.channel(a) || !from.channel(a) || x.size%kernel.Lane != 0 && to.col+x.size != to.m.cols {
			continue
		}
		s.panels = (x.size + kernel.Lane - 1) / kernel.Lane
		s.read, s.write = from.places(a), to.places(a)
		jobs = s.panels
	}
	if s.panels == 0 {
		from.each(func(at int) { s.read = append(s.read, at) })
		to.each(func(at int) { s.write = append(s.write, at) })
	}
	c.emit(n, s, jobs, from.m, to.m)
}

func (s *copyStep) do(r *Runner, job, _ int) {
	src, dst := r.of(s.from.m), r.of(s.to.m)
	if s.panels == 0 {
		for i, at := range s.read {
			dst[s.write[i]] = src[at]
		}
		return
	}
	src = src[(s.from.col/kernel.Lane+job)*s.from.m.panel():]
	dst = dst[(s.to.col/kernel.Lane+job)*s.to.m.panel():]
	for i, at := range s.read {
		copy(dst[s.write[i]*kernel.Lane:][:kernel.Lane], src[at*kernel.Lane:])
	}
}
