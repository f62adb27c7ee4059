package run

import "slices"

// life is when a matrix is needed, and where it lies in the memory of a runner.
type life struct {
	first, last int // steps; both included
	at          int // in values
}

// needed makes a matrix live at a step.
func (m *matrix) needed(step int) {
	if m.fixed != nil {
		return
	}
	if m.first == 0 && m.last == 0 {
		m.first = step
	}
	m.last = max(m.last, step)
}

// place gives matrices their places, so that those that live at the same time do not
// overlap, and returns how many values that takes. The largest are placed first, each
// as low as it fits, which leaves few holes.
func place(list []*matrix) int {
	order := slices.Clone(list)
	slices.SortStableFunc(order, func(a, b *matrix) int { return b.size() - a.size() })
	total := 0
	var placed []*matrix // by their places
	for _, m := range order {
		at := 0
		for _, o := range placed {
			if o.last < m.first || m.last < o.first {
				continue
			}
			if at+m.size() <= o.at {
				break
			}
			at = max(at, o.at+o.size())
		}
		m.at = at
		total = max(total, at+m.size())
		i, _ := slices.BinarySearchFunc(placed, at, func(o *matrix, at int) int { return o.at - at })
		placed = slices.Insert(placed, i, m)
	}
	return total
}
