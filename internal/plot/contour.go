package plot

// side says where a node of a grid lies, seen from a part of the grid.
type side uint8

const (
	nowhere side = iota // no value: cells with such a corner are left out
	without
	within
)

// tracer finds the border of a part of a grid by marching squares: in each
// cell, one of 16 cases of its four corners (Maple, "Geometric design and space
// planning using the marching squares and marching cube algorithms", 2003).
type tracer struct {
	columns, rows int
	// at is asked for nodes one step beyond the grid too. If those are without,
	// all lines are closed; if nowhere, lines end at the edge.
	at func(i, j int) side
	// cut is the share of the way from a node within to its neighbour without at
	// which the border lies, 0 to 1.
	cut func(i, j, k, l int) float64
	// middle says whether the middle of the cell above and right of a node lies
	// within: it joins or parts two opposite corners.
	middle func(i, j int) bool
}

// node is a place in a grid: column and row, from 0, not only whole ones.
type node struct{ i, j float64 }

// line is a piece of border; what is within lies at its left. A closed one does
// not repeat its first node.
type line struct {
	nodes  []node
	closed bool
}

// area is that inside a closed line, in cells, positive if it runs counterclockwise.
func (l line) area() float64 {
	var sum float64
	for k, n := range l.nodes {
		m := l.nodes[(k+1)%len(l.nodes)]
		sum += n.i*m.j - m.i*n.j
	}
	return sum / 2
}

// trace gives the lines in the order of the cells that they start in.
func (t tracer) trace() []line {
	// An edge of the grid is crossed at most once, and the border goes on in the
	// cell at its other side: a line is a chain of edges.
	next := map[int]int{}
	inner := map[int]bool{}
	var starts []int
	for j := -1; j < t.rows; j++ {
		for i := -1; i < t.columns; i++ {
			t.cell(i, j, func(from, to int) {
				next[from] = to
				inner[to] = true
				starts = append(starts, from)
			})
		}
	}
	var out []line
	for _, loops := range []bool{false, true} { // open lines first: they have a first edge
		for _, first := range starts {
			if _, left := next[first]; !left || !loops && inner[first] {
				continue
			}
			l := line{nodes: []node{t.crossing(first)}, closed: loops}
			for e := first; ; {
				to, ok := next[e]
				delete(next, e)
				if !ok || loops && to == first {
					break
				}
				l.nodes = append(l.nodes, t.crossing(to))
				e = to
			}
			out = append(out, l)
		}
	}
	return out
}

// corner gives the four corners of a cell, counterclockwise.
var corner = [4][2]int{{0, 0}, {1, 0}, {1, 1}, {0, 1}}

// cell finds the one or two pieces of border in the cell above and right of a
// node, as pairs of edges. Counterclockwise a piece begins where a corner within
// is followed by one without.
func (t tracer) cell(i, j int, piece func(from, to int)) {
	var s [4]side
	pieces := 0
	for k, d := range corner {
		if s[k] = t.at(i+d[0], j+d[1]); s[k] == nowhere {
			return
		}
	}
	for k := range s {
		if s[k] == within && s[(k+1)%4] == without {
			pieces++
		}
	}
	for k := range s {
		if s[k] != within || s[(k+1)%4] != without {
			continue
		}
		step := 3 // the piece cuts corner k off
		if pieces == 2 && t.middle(i, j) {
			step = 1 // it cuts the next one off
		}
		to := (k + step) % 4
		for s[to] != without || s[(to+1)%4] != within {
			to = (to + step) % 4
		}
		piece(t.edge(i, j, k), t.edge(i, j, to))
	}
}

// edge numbers the edges of all cells: 0 is a cell's lower one, then
// counterclockwise. Each belongs to its left or lower node.
func (t tracer) edge(i, j, k int) int {
	switch k {
	case 1:
		i++
	case 2:
		j++
	}
	return 2*((j+1)*(t.columns+2)+i+1) + k%2
}

// crossing is where the border crosses an edge.
func (t tracer) crossing(edge int) node {
	i, j := edge/2%(t.columns+2)-1, edge/2/(t.columns+2)-1
	k, l := i+1-edge%2, j+edge%2
	if t.at(i, j) != within {
		i, j, k, l = k, l, i, j
	}
	c := t.cut(i, j, k, l)
	return node{float64(i) + c*float64(k-i), float64(j) + c*float64(l-j)}
}
